"""Sheets written as PDF/A-3a: pages, tags, faces, what is attached, what the file says of itself."""

import datetime
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import count, groupby
from typing import Any, BinaryIO, NamedTuple
from xml.sax.saxutils import escape

from .embed import Face
from .qr import Code, modules
from .sheet import Page, Sheet, Text
from .tags import SCALE, Tree, name
from .writer import Writer, number, text

A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)  # points
GROUP = 100  # pages under one node of the page tree
PRODUCER = "subsidy"

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}</xmp:CreateDate><pdf:Producer>{producer}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


Glyphs = tuple[tuple[int, str], ...]
Marks = Sequence[tuple[str, int]]  # titles of bookmarks, each with its level: 0, or 1 below the last of 0


class About(NamedTuple):
    """What a file says of itself."""

    title: str
    author: str
    date: datetime.date


class Attachment(NamedTuple):
    """A file that travels inside; one that is sealed afterwards is not compressed."""

    name: str
    data: bytes
    mime: str
    about: str
    compress: bool = True


class Book:
    """A PDF of any number of sheets, written as they come; `close` ends it."""

    def __init__(self, out: BinaryIO, about: About) -> None:
        self.pdf, self.about = Writer(out), about
        self.fonts, self.root, self.document = self.pdf.reserve(), self.pdf.reserve(), self.pdf.reserve()
        self.resources = self.pdf.put(f"<</Font {self.fonts} 0 R>>")
        self.faces: dict[tuple[str, int], Face] = {}  # the second and further of a family for the same glyphs
        self.groups: dict[bool, list[tuple[int, list[int]]]] = {True: [], False: []}  # in front, and after
        self.marks: list[str] = []
        self.kids: dict[bool, list[int]] = {True: [], False: []}
        self.names: list[int] = []  # leaves of the tree of names
        self.outline: list[tuple[str, int, int]] = []
        self.pages = 0

    def add(self, sheet: Sheet, qr: Code | None = None, marks: Marks = (), front: bool = False) -> None:
        """One sheet from a new page, with bookmarks to it, its code drawn where it has a place for it.

        In `front`, before all others, may stand what is only known when they are done.
        """
        numbers = [self.pdf.reserve() for _ in sheet.pages]
        tree = Tree(self.pdf, numbers, self.document, sheet.tree)
        for page, number_ in zip(sheet.pages, numbers, strict=True):
            self._page(number_, self._contents(page, qr, tree), front)
        self.kids[front] += tree.close()
        self._name(tree.named)
        for parents in tree.parents:
            self._marks(parents)
        at = 0 if front else len(self.outline)
        self.outline[at:at] = [(title, numbers[0], level) for title, level in marks]

    def blank(self, front: bool = False) -> None:
        """An empty page, so that the next letter begins on a fresh sheet of paper."""
        self._page(self.pdf.reserve(), b"", front)
        self._marks([])

    def _page(self, own: int, contents: bytes, front: bool) -> None:
        groups = self.groups[front]
        if not groups or len(groups[-1][1]) >= GROUP:
            groups.append((self.pdf.reserve(), []))
        parent, members = groups[-1]
        members.append(own)
        drawn = self.pdf.stream(contents)
        size = f"{number(A4[0])} {number(A4[1])}"
        head = f"<</Type/Page/Parent {parent} 0 R/MediaBox[0 0 {size}]/Resources {self.resources} 0 R"
        self.pdf.put(f"{head}/Contents {drawn} 0 R/StructParents {self.pages}/Tabs/S>>", own)
        self.pages += 1

    def _marks(self, parents: list[int]) -> None:
        refs = " ".join(f"{own} 0 R" for own in parents)
        self.marks.append(f"{len(self.marks)} {self.pdf.put(f'[{refs}]')} 0 R")

    def _name(self, named: list[int]) -> None:
        """The headings of a sheet, to be found by their names; whatever comes later has a higher number."""
        named.sort()
        if named:
            said = "".join(f"{name(own)}{own} 0 R" for own in named)
            leaf = f"<</Limits[{name(named[0])}{name(named[-1])}]/Names[{said}]>>"
            self.names.append(self.pdf.put(leaf))

    def _contents(self, page: Page, qr: Code | None, tree: "Tree") -> bytes:
        """What is drawn on a page: rules first, then the texts, each block under one mark, then the code."""
        said = [f"q {SCALE} 0 0 -{SCALE} 0 {number(A4[1])} cm"]
        if page.rects:
            said.append("/Artifact BMC")
            for color, rects in groupby(page.rects, key=lambda rect: rect.color):
                said.append(f"{color} rg")
                said += [f"{number(r.x)} {number(r.y)} {number(r.width)} {number(r.height)} re" for r in rects]
                said.append("f")
            said.append("EMC")
        tree.page()
        color = ""
        for block, texts in groupby(page.texts, key=lambda text: text.block):
            mark = tree.mark(block)
            said.append("/Artifact BMC" if mark is None else f"/Span<</MCID {mark}>>BDC")
            for piece in texts:
                if piece.color != color:
                    color = piece.color
                    said.append(f"{color} rg")
                said.append(self._text(piece))
            said.append("EMC")
        if qr and page.qr:
            said.append(f"/Figure<</MCID {tree.figure(page.qr, qr.alt)}>>BDC 0 0 0 rg")
            said += [modules(qr.modules, *page.qr), "EMC"]
        return "\n".join([*said, "Q"]).encode()

    def _text(self, piece: Text) -> str:
        said = f"BT 1 0 0 -1 {number(piece.x)} {number(piece.y)} Tm"
        for family, size, glyphs in piece.runs:
            for face, part in self._faces(family, glyphs):
                said += f"/{face.name} {size:.3f} Tf<{face.show(part)}>Tj"
        return said + " ET"

    def _faces(self, family: str, glyphs: Glyphs) -> Iterator[tuple[Face, Glyphs]]:
        """The face that shows the glyphs; glyph by glyph where it would say another character for one of them."""
        for which in count():
            face = self.faces.get((family, which))
            if face is None:
                face = self.faces[family, which] = Face(family, f"F{len(self.faces)}")
            if face.takes(glyphs):
                yield face, glyphs
                return
            if len(glyphs) > 1:
                for glyph in glyphs:
                    yield from self._faces(family, (glyph,))
                return

    def close(self, attached: Iterable[Attachment] = ()) -> None:
        """Writes what belongs to the whole: faces, trees, attachments, what the file says of itself."""
        pdf, about = self.pdf, self.about
        held = "".join(f"/{face.name} {face.embed(pdf)} 0 R" for face in self.faces.values())
        pdf.put(f"<<{held}>>", self.fonts)
        tree = pdf.put(f"<</Nums[{' '.join(self.marks)}]>>")
        refs = " ".join(f"{kid} 0 R" for kid in self.kids[True] + self.kids[False])
        pdf.put(f"<</Type/StructElem/S/Document/P {self.root} 0 R/K[{refs}]>>", self.document)
        leaves = " ".join(f"{leaf} 0 R" for leaf in self.names)
        more = f"/IDTree<</Kids[{leaves}]>>" if leaves else ""
        pdf.put(f"<</Type/StructTreeRoot/K {self.document} 0 R/ParentTree {tree} 0 R{more}>>", self.root)
        profile = pdf.packed(_profile(), "/N 3")
        intent = f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/DestOutputProfile {profile} 0 R>>"
        meta = pdf.stream(_xmp(about), "/Type/Metadata/Subtype/XML", compress=False)
        catalog = (
            f"<</Type/Catalog/Pages {self._page_tree()} 0 R/Lang(zh-CN)/MarkInfo<</Marked true>>"
            f"/StructTreeRoot {self.root} 0 R/ViewerPreferences<</DisplayDocTitle true>>/Metadata {meta} 0 R"
            f"/OutputIntents[{intent}]"
        )
        outline = self._outlines()
        root = pdf.put(catalog + (f"/Outlines {outline} 0 R" if outline else "") + self._attach(attached) + ">>")
        when = f"(D:{about.date:%Y%m%d}000000+08'00')"
        info = f"<</Title{text(about.title)}/Author{text(about.author)}/Producer({PRODUCER})/CreationDate{when}>>"
        pdf.finish(root, pdf.put(info))

    def _page_tree(self) -> int:
        top = self.pdf.reserve()
        groups = self.groups[True] + self.groups[False]
        for own, members in groups:
            kids = " ".join(f"{page} 0 R" for page in members)
            self.pdf.put(f"<</Type/Pages/Parent {top} 0 R/Count {len(members)}/Kids[{kids}]>>", own)
        kids = " ".join(f"{own} 0 R" for own, _ in groups)
        return self.pdf.put(f"<</Type/Pages/Count {self.pages}/Kids[{kids}]>>", top)

    def _attach(self, attached: Iterable[Attachment]) -> str:
        names, specs = [], []
        for file in sorted(attached):
            head = f"/Type/EmbeddedFile/Subtype/{file.mime.replace('/', '#2F')}"
            head += f"/Params<</Size {len(file.data)}/ModDate(D:{self.about.date:%Y%m%d}000000+08'00')>>"
            body = self.pdf.stream(file.data, head, compress=file.compress)
            spec = self.pdf.put(
                f"<</Type/Filespec/F({file.name})/UF({file.name})/EF<</F {body} 0 R/UF {body} 0 R>>/AFRelationship/Data"
                f"/Desc{text(file.about)}>>"
            )
            names.append(f"({file.name}){spec} 0 R")
            specs.append(f"{spec} 0 R")
        return f"/AF[{' '.join(specs)}]/Names<</EmbeddedFiles<</Names[{' '.join(names)}]>>>>" if names else ""

    def _outlines(self) -> int:
        """The bookmarks, in two levels; none where there are none."""
        if not self.outline:
            return 0
        top = self.pdf.reserve()
        rows = [(self.pdf.reserve(), title, page, level) for title, page, level in self.outline]
        under: dict[int, list[Any]] = {top: []}
        parent = top
        for row in rows:
            if row[3] == 0:
                parent = row[0]
            under.setdefault(top if row[3] == 0 else parent, []).append(row)
        for owner, members in under.items():
            for i, (own, title, page, _) in enumerate(members):
                links = f"/Prev {members[i - 1][0]} 0 R" if i else ""
                links += f"/Next {members[i + 1][0]} 0 R" if i + 1 < len(members) else ""
                below = under.get(own, []) if own != owner else []
                if below:
                    links += f"/First {below[0][0]} 0 R/Last {below[-1][0]} 0 R/Count {-len(below)}"
                self.pdf.put(f"<</Title{text(title)}/Parent {owner} 0 R/Dest[{page} 0 R/Fit]{links}>>", own)
        first, last = under[top][0][0], under[top][-1][0]
        return self.pdf.put(f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {len(under[top])}>>", top)


@cache
def _profile() -> bytes:
    return zlib.compress((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())


def _xmp(about: About) -> bytes:
    said = {"title": about.title, "author": about.author}
    filled = {key: escape(value) for key, value in said.items()}
    return XMP.format(date=f"{about.date.isoformat()}T00:00:00+08:00", producer=PRODUCER, **filled).encode()
