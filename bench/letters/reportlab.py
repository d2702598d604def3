"""ReportLab: a canvas, its own paragraphs and tables; plain PDF, since it writes neither tags nor PDF/A.

It takes no CFF outlines, so it gets the same faces as TrueType (see faces.py), cut to these letters: its advantage.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import segno

FACES = {"Fang": "Fang.ttf", "Hei": "Hei.ttf", "Kai": "Kai.ttf", "Biaosong": "Biaosong.ttf", "Song": "Song.ttf"}
MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 267 * MM, 27 * MM
RED = (0.9, 0, 0.07)
ALIGN = {"left": 0, "center": 1, "right": 2}

Sheet = dict[str, Any]


class ReportLab:
    """Faces registered once, styles kept by size."""

    def __init__(self, folder: Path) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        for family, name in FACES.items():
            pdfmetrics.registerFont(TTFont(family, str(folder / name)))
        self.has = {family: set(pdfmetrics.getFont(family).face.charToGlyph) for family in FACES}
        self.styles: dict[tuple[Any, ...], Any] = {}

    def single(self, sheets: Sequence[Sheet], folder: Path) -> None:
        """One file a letter."""
        for number, sheet in enumerate(sheets):
            self.merged([sheet], folder / f"{number}.pdf")

    def merged(self, sheets: Sequence[Sheet], path: Path) -> None:
        """One document of all letters."""
        from reportlab.pdfgen.canvas import Canvas

        canvas = Canvas(str(path), pagesize=(210 * MM, 297 * MM), pageCompression=1)
        canvas.setTitle("软件产业扶持资金告知书")
        for sheet in sheets:
            self.letter(canvas, sheet)
            canvas.showPage()
        canvas.save()

    def letter(self, canvas: Any, sheet: Sheet) -> None:
        """The blocks from the top down, a new page where one does not fit, the code at the foot."""
        y = TOP
        beside = [block["text"] for block in sheet["blocks"] if block["style"] == "code"]
        for block in sheet["blocks"]:
            if block["style"] == "code":
                continue
            flow, before, after = self.flowable(block, sheet)
            _, height = flow.wrap(RIGHT - LEFT, TOP)
            if y - before - height < BOTTOM and y < TOP:
                canvas.showPage()
                y = TOP
            y -= before + height
            flow.drawOn(canvas, LEFT, y)
            y -= after
            if block["style"] == "issuer":
                canvas.setStrokeColorRGB(*RED)
                canvas.setLineWidth(2.4)
                canvas.line(LEFT - 8 * MM, y, RIGHT + 6 * MM, y)
        draw_code(canvas, sheet["qr"])
        canvas.setFont("Fang", 9)
        for number, said in enumerate(reversed(beside)):
            canvas.drawString(LEFT + 22 * MM, BOTTOM + 4 + 12 * number, said)

    def flowable(self, block: dict[str, Any], sheet: Sheet) -> tuple[Any, float, float]:
        """What draws a block, with the space before and after it."""
        body, pitch, said = sheet["body"], sheet["pitch"], block.get("text", "")
        if block["style"] == "table":
            return self.table(block, sheet), 5, 5
        if block["style"] == "issuer":
            size = min(38, 440 // len(said))
            return self.paragraph(said, "Biaosong", size, size * 1.1, align=1, color=RED), 0, 4 * MM
        if block["style"] == "title":
            return self.paragraph(said, "Biaosong", 22, 31, align=1), 12, 16
        if block["style"] == "right":
            return self.paragraph(said, "Kai", 14, 20, align=2), 6, 0
        if block["style"] == "sign":
            return self.paragraph(said, "Fang", body, pitch, align=2, right=4 * body), 0, 0
        if block["style"] == "small":
            return self.paragraph(said, "Fang", 10.5, 14), 0, 0
        return self.paragraph(said, "Fang", body, pitch, indent=0 if block["style"] == "to" else 2 * body), 0, 0

    def table(self, block: dict[str, Any], sheet: Sheet) -> Any:
        """A ruled table, its sums spanning columns."""
        from reportlab.lib.colors import black
        from reportlab.platypus import Table

        rules: list[tuple[Any, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.6, black),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            *((f"{side}PADDING", (0, 0), (-1, -1), 3) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
        ]
        rows = []
        for number, row in enumerate((block["heads"], *block["rows"])):
            cells: list[Any] = []
            for cell in row:
                if cell["span"] > 1:
                    rules.append(("SPAN", (len(cells), number), (len(cells) + cell["span"] - 1, number)))
                face = "Fang" if number else "Hei"
                drawn = self.paragraph(cell["text"], face, sheet["small"], sheet["close"], align=ALIGN[cell["align"]])
                cells += [drawn, *[""] * (cell["span"] - 1)]
            rows.append(cells)
        return Table(rows, colWidths=[width * MM for width in block["widths"]], style=rules)

    def paragraph(self, said: str, face: str, size: float, leading: float, **more: Any) -> Any:
        """A paragraph with Chinese line breaks; characters that the face lacks come from Song."""
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        key = (face, size, leading, *more.items())
        if key not in self.styles:
            self.styles[key] = ParagraphStyle(
                str(key),
                fontName=face,
                fontSize=size,
                leading=leading,
                wordWrap="CJK",
                alignment=more.get("align", 0),
                firstLineIndent=more.get("indent", 0),
                rightIndent=more.get("right", 0),
                textColor=more.get("color", (0, 0, 0)),
            )
        return Paragraph(self.marked(said, self.has[face]), self.styles[key])

    def marked(self, said: str, has: set[int]) -> str:
        """The text as the paragraph's markup."""
        parts = (escape(c) if ord(c) in has or c == "\n" else f'<font name="Song">{c}</font>' for c in said)
        return "".join(parts).replace("\n", "<br/>")


def draw_code(canvas: Any, content: str) -> None:
    """The QR code as rectangles, each as long as its run of dark modules."""
    rows = segno.make(content, error="m", micro=False).matrix
    unit, path = 20 * MM / len(rows), canvas.beginPath()
    for line, row in enumerate(rows):
        begin = None
        for at, dark in enumerate((*row, 0)):
            if dark and begin is None:
                begin = at
            elif not dark and begin is not None:
                path.rect(LEFT + begin * unit, BOTTOM + (len(rows) - line - 1) * unit, (at - begin) * unit, unit)
                begin = None
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawPath(path, stroke=0, fill=1)


def load(folder: Path) -> ReportLab:
    """With the faces of a prepared folder."""
    return ReportLab(folder)
