"""What every contender is given: the run's letters, and the same as sheets of text for those who know no letters."""

import json
import pickle
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.letters import faces, ours, plain, sheet, world
from subsidy import letters as press
from subsidy.letters import Letter

LETTERS, SHEETS = "letters.pickle", "sheets.json"
SIZE = re.compile(r"\bletter size-(\d)")
PLACE = '<div class="qr" style="position: absolute; top: 222mm; left: 0; width: 20mm; height: 20mm"></div>'


def prepare(folder: Path, count: int) -> list[dict[str, Any]]:
    """Decides a run and writes letters of one page, their sheets and the faces for ReportLab; the sheets."""
    run = world.decide(folder / "letters.db", count)
    fits = Fitting()
    chosen: list[tuple[Letter, str]] = []
    for letter in world.letters(folder / "letters.db", run):
        html = fits(_with_place(press.html([letter])))
        if html:
            chosen.append((letter, html))
        if len(chosen) == count:
            break
    else:
        raise ValueError(f"the run gave {len(chosen)} letters of one page, not {count}")
    made = [_sheet(letter, html) for letter, html in chosen]
    (folder / LETTERS).write_bytes(pickle.dumps([letter for letter, _ in chosen]))
    (folder / SHEETS).write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    faces.truetype(folder, "".join(map(sheet.text, made)) + " ")
    return made


def letters(folder: Path) -> Sequence[Letter]:
    """The letters of a prepared folder."""
    found: Sequence[Letter] = pickle.loads((folder / LETTERS).read_bytes())
    return found


class Fitting:
    """Finds the body size at which a letter's HTML keeps to one page, so that nobody is measured by a second one."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        rules = plain.faces() + plain.STYLE.read_text("utf-8")
        self.css = CSS(string=rules, base_url=str(plain.STYLE), font_config=self.fonts)

    def __call__(self, html: str) -> str:
        """The HTML at that size; nothing where none does."""
        found = SIZE.search(html)
        for size in range(int(found[1]), len(sheet.SIZES)) if found else ():
            tried = SIZE.sub(f"letter size-{size}", html)
            source = HTML(string=tried, base_url=str(plain.STYLE))
            if len(source.render(stylesheets=[self.css], font_config=self.fonts).pages) == 1:
                return tried
        return ""


def _with_place(html: str) -> str:
    return html if plain.QR.search(html) else html.replace("</article>", PLACE + "</article>")


def _sheet(letter: Letter, html: str) -> dict[str, Any]:
    (blocks,) = sheet.sheets(html)
    return {**blocks, "kind": letter.kind, "html": html, "qr": ours.qr(letter), "award": ours.award_of(letter)}
