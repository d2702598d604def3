"""What people may do to a letter's PDF; each takes bytes and gives bytes."""

import io
import zlib
from collections.abc import Callable

import pikepdf
import pypdf

from subsidy.letters import Press, award, seal
from tests import sealed


def edit(change: Callable[[pikepdf.Pdf], object], **saving) -> Callable[[bytes], bytes]:
    """A change made with a PDF editor, and saved."""

    def apply(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            out = io.BytesIO()
            pdf.save(out, **{"deterministic_id": "encryption" not in saving, **saving})
        return out.getvalue()

    return apply


def attach(data: bytes, carried: bytes, seal_text: bytes | None = None) -> bytes:
    """The same pages with another award.json, and another seal where one is given; as the press would lay them."""

    def change(pdf):
        pdf.attachments[award.NAME].obj.EF.F.write(carried)
        if seal_text is not None:
            pdf.attachments[seal.NAME].obj.EF.F.write(seal_text)

    return edit(change, compress_streams=False)(data)


def reseal(data: bytes, carried: bytes, key=None) -> bytes:
    """Carrying something else, sealed anew: what only somebody with a key can do."""
    key = key or sealed.key()
    return seal.seal(attach(data, carried, seal.placeholder(carried, key)), key)


def carried(data: bytes) -> bytes:
    """The award.json of a letter."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.attachments[award.NAME].get_file().read_bytes()


def seal_of(data: bytes) -> bytes:
    """The seal of a letter."""
    return seal.PATTERN.search(data)[0]


class _Repainter(Press):
    """A press that prints something else than what it attaches."""

    changes: tuple[tuple[str, str], ...] = ()

    def set(self, letter):
        """The sheet of a changed page, and the page as it should be."""
        _, page = super().set(letter)
        head, mark, body = page.partition("<body>")
        for old, new in self.changes:
            assert old in body
            body = body.replace(old, new, 1)
        sheet, _ = self.setter.set(lambda size: head + mark + body, range(1), 0)
        return sheet, page


def repainted(of, *changes: tuple[str, str]) -> bytes:
    """A letter whose pages say something else than it carries, sealed by the office's own key."""
    press = _Repainter(sealed.key())
    press.changes = changes
    return press.single(of)


def shout(data: bytes) -> bytes:
    """The seal in capital letters."""
    return data.replace(seal_of(data), seal_of(data).upper())


def flip(data: bytes, at: int) -> bytes:
    """One byte changed."""
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def swap_glyphs(pdf: pikepdf.Pdf) -> None:
    """The first two different glyphs of a text change places."""
    page = pdf.pages[0]
    told, swapped = [], False
    for operands, operator in pikepdf.parse_content_stream(page):
        if not swapped and str(operator) in ("Tj", "TJ"):
            strings = list(operands[0]) if str(operator) == "TJ" else list(operands)
            swapped = _swap_first(strings)
            operands = [pikepdf.Array(strings)] if str(operator) == "TJ" else strings
        told.append((operands, operator))
    assert swapped
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(told))


def _swap_first(strings: list) -> bool:
    for at, text in enumerate(strings):
        codes = bytes(text) if isinstance(text, pikepdf.String) else b""
        if len(codes) >= 4 and codes[:2] != codes[2:4]:
            strings[at] = pikepdf.String(codes[2:4] + codes[:2] + codes[4:])
            return True
    return False


def draw(commands: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Something drawn on the first page, over the rest."""

    def change(pdf):
        page = pdf.pages[0]
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ\n" + commands)

    return change


def write(commands: bytes) -> Callable[[pikepdf.Pdf], None]:
    """A text of one's own on the first page."""

    def change(pdf):
        font = {"/Type": pikepdf.Name.Font, "/Subtype": pikepdf.Name.Type1, "/BaseFont": pikepdf.Name.Helvetica}
        name = pdf.pages[0].add_resource(pikepdf.Dictionary(font), pikepdf.Name.Font)
        draw(b"BT " + commands % str(name).encode() + b" ET")(pdf)

    return change


def reread(old: bytes, new: bytes) -> Callable[[pikepdf.Pdf], None]:
    """One character read as another wherever it stands; what is drawn stays."""

    def change(pdf):
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                text = thing.ToUnicode.read_bytes()
                thing.ToUnicode.write(text.replace(b"<%b>\n" % old, b"<%b>\n" % new))

    return change


def annotate(pdf: pikepdf.Pdf) -> None:
    """A note laid over an amount."""
    note = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.FreeText, "/Rect": [100, 400, 300, 420]}
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary({**note, "/Contents": "9"}))])


def script(pdf: pikepdf.Pdf) -> None:
    """A script that runs when the file is opened."""
    action = {"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}
    pdf.Root.OpenAction = pikepdf.Dictionary(action)


def form(pdf: pikepdf.Pdf) -> None:
    """A form to be filled in."""
    pdf.Root.AcroForm = pikepdf.Dictionary({"/Fields": []})


def layer(pdf: pikepdf.Pdf) -> None:
    """Optional content."""
    group = pdf.make_indirect(pikepdf.Dictionary({"/Type": pikepdf.Name.OCG, "/Name": "x"}))
    pdf.Root.OCProperties = pikepdf.Dictionary({"/OCGs": [group], "/D": {}})


def third_file(pdf: pikepdf.Pdf) -> None:
    """One more attachment."""
    pdf.attachments["note.txt"] = pikepdf.AttachedFileSpec(pdf, b"hello", filename="note.txt")


def info(**values: str) -> Callable[[pikepdf.Pdf], None]:
    """Other words in the document's information."""

    def change(pdf):
        for name, value in values.items():
            pdf.docinfo[f"/{name}"] = value

    return change


def both(**values: str) -> Callable[[pikepdf.Pdf], None]:
    """Another title in both places where a file says its own."""

    def change(pdf):
        with pdf.open_metadata() as meta:
            meta["dc:title"] = values["Title"]
        info(**values)(pdf)

    return change


def blank_page(pdf: pikepdf.Pdf) -> None:
    """An empty page at the end."""
    pdf.add_blank_page(page_size=(595, 842))


def page_of(other: bytes) -> Callable[[pikepdf.Pdf], None]:
    """The first page of another letter at the end."""

    def change(pdf):
        with pikepdf.open(io.BytesIO(other)) as source:
            pdf.pages.append(source.pages[0])

    return change


def swap_pages(pdf: pikepdf.Pdf) -> None:
    """The first two pages change places."""
    second = pdf.pages[1]
    del pdf.pages[1]
    pdf.pages.insert(0, second)


def drop_page(number: int) -> Callable[[pikepdf.Pdf], None]:
    """A page taken out."""

    def change(pdf):
        del pdf.pages[number]

    return change


def update(data: bytes) -> bytes:
    """An incremental update: everything stands as it was, and something is added behind it."""
    writer = pypdf.PdfWriter(io.BytesIO(data), incremental=True)
    writer.add_metadata({"/Keywords": "x"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb(megabytes: int = 300) -> bytes:
    """A small file that inflates to a large one."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()
    return b"%%PDF-1.7\n1 0 obj<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream endobj" % (len(packed), packed)
