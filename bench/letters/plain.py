"""WeasyPrint as one would first write it: a string of HTML, the whole font files, nothing kept between letters."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import segno
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from bench.common import ROOT

FACES = {
    "Fang": "FandolFang-Regular.otf",
    "Hei": "FandolHei-Regular.otf",
    "Kai": "FandolKai-Regular.otf",
    "Biaosong": "NotoSerifCJKsc-Bold.otf",
    "Song": "NotoSerifCJKsc-Regular.otf",
}
QR = re.compile(r'(<div class="qr"[^>]*>)(</div>)')
STYLE = ROOT / "templates" / "letters" / "letter.css"

Sheet = dict[str, Any]


class Plain:
    """With PDF/A-3a and the attachment, or without both."""

    def __init__(self, archival: bool) -> None:
        self.archival = archival

    def single(self, sheets: Sequence[Sheet], folder: Path) -> None:
        """One file a letter."""
        for number, sheet in enumerate(sheets):
            award = Attachment(string=sheet["award"], name="award.json", relationship="Data")
            data = self.pdf(sheet["html"], [sheet], {"attachments": [award]} if self.archival else {})
            (folder / f"{number}.pdf").write_bytes(data)

    def merged(self, sheets: Sequence[Sheet], path: Path) -> None:
        """One document of all letters; a print run for paper carries nothing."""
        head, foot = sheets[0]["html"].split(_article(sheets[0]["html"]))
        path.write_bytes(self.pdf(head + "".join(_article(sheet["html"]) for sheet in sheets) + foot, sheets, {}))

    def pdf(self, html: str, sheets: Sequence[Sheet], options: dict[str, Any]) -> bytes:
        """Everything anew: fonts, style sheet, codes."""
        codes: Iterator[str] = (drawn(sheet["qr"]) for sheet in sheets)
        fonts = FontConfiguration()
        css = CSS(string=faces() + STYLE.read_text("utf-8"), base_url=str(STYLE), font_config=fonts)
        source = HTML(string=QR.sub(lambda place: place[1] + next(codes) + place[2], html), base_url=str(STYLE))
        if self.archival:
            options = {**options, "pdf_variant": "pdf/a-3a"}
        return bytes(source.write_pdf(stylesheets=[css], font_config=fonts, **options))


def _article(html: str) -> str:
    return html[html.index("<article") : html.index("</article>") + len("</article>")]


def faces() -> str:
    """The rules that name the font files."""
    return "".join(
        f'@font-face {{ font-family: {family}; src: url("{(ROOT / ".fonts" / name).as_uri()}") }}\n'
        for family, name in FACES.items()
    )


def drawn(content: str) -> str:
    """The QR code as an SVG element."""
    code = segno.make(content, error="m", micro=False)
    return str(code.svg_inline(border=0, omitsize=True)).replace("<svg", '<svg style="display: block"', 1)


def load(kind: str) -> Plain:
    """`plain`, or `plain_bare` without PDF/A and attachment."""
    return Plain(kind == "plain")
