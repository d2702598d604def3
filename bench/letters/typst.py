"""Typst, compiled in this process and kept; data as JSON into one template."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno

from bench.common import ROOT

TEMPLATE = Path(__file__).with_name("letter.typ")
DATE = 1_646_870_400  # PDF/A wants one, and the same file should come out each time

Sheet = dict[str, Any]


class Typst:
    """With PDF/A-3a (tagged) and the attachment, or plain PDF without tags."""

    def __init__(self, archival: bool) -> None:
        import typst

        self.archival = archival
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(ROOT / ".fonts")])
        self.compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts)
        self.options = {"pdf_standards": "a-3a"} if archival else {"pdf_tags": False}

    def single(self, sheets: Sequence[Sheet], folder: Path) -> None:
        """One file a letter."""
        for number, sheet in enumerate(sheets):
            carried = {"award": sheet["award"]} if self.archival else {}
            (folder / f"{number}.pdf").write_bytes(self.pdf([_data(sheet) | carried]))

    def merged(self, sheets: Sequence[Sheet], path: Path) -> None:
        """One document of all letters."""
        path.write_bytes(self.pdf([_data(sheet) for sheet in sheets]))

    def pdf(self, data: list[dict[str, Any]]) -> bytes:
        """One compilation."""
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        return bytes(self.compiler.compile(format="pdf", sys_inputs=inputs, timestamp=DATE, **self.options))


def _data(sheet: Sheet) -> dict[str, Any]:
    svg = segno.make(sheet["qr"], error="m", micro=False).svg_inline(border=0, omitsize=True)
    known = {key: sheet[key] for key in ("body", "pitch", "small", "close", "blocks")}
    return {**known, "svg": svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)}


def load(kind: str) -> Typst:
    """`typst`, or `typst_bare` without PDF/A, tags and attachment."""
    return Typst(kind == "typst")
