"""What was learnt from WeasyPrint kept in a file, so that the next process need not learn it again.

It holds for the very templates, faces, WeasyPrint and code that it was learnt with: their digest is the file's name.
"""

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from ..paper import templates_digest
from .breaking import Style
from .sheet import Rect, Run, Text
from .stencil import Geometry, Part, Slot, Stencils


class Memory:
    """Stencils that are read from a folder and written there again when more was learnt; without a folder only held."""

    def __init__(self, folder: Path | None) -> None:
        self.path = folder / f"letters-{_digest()}.json" if folder else None
        self.stencils = Stencils()
        self.kept = 0
        if self.path and self.path.exists():
            try:
                _read(self.stencils, json.loads(self.path.read_text("utf-8")))
            except (ValueError, TypeError, KeyError, IndexError):
                self.stencils = Stencils()  # spoilt, and learnt anew
        self.kept = len(self.stencils.parts)

    def keep(self) -> None:
        """Writes what was learnt since, whole or not at all."""
        if not self.path or len(self.stencils.parts) == self.kept:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        text = json.dumps(_said(self.stencils), ensure_ascii=False, separators=(",", ":"))
        # what firms' letters said is in it
        with open(partial, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)
        partial.replace(self.path)
        self.kept = len(self.stencils.parts)


@cache
def _digest() -> str:
    found = hashlib.sha256(templates_digest().encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _said(stencils: Stencils) -> list[list[Any]]:
    return [
        list(known.items())
        for known in (stencils.styles, stencils.parts, stencils.gaps, stencils.pages, stencils.numbers)
    ]


def _read(stencils: Stencils, said: list[list[Any]]) -> None:
    styles, parts, gaps, pages, numbers = said
    stencils.styles.update((path, Style(tuple(families), *rest)) for path, (families, *rest) in styles)
    stencils.parts.update((_tuple(key), _part(*part)) for key, part in parts)
    stencils.gaps.update((_tuple(key), gap) for key, gap in gaps)
    stencils.pages.update((later, Geometry(*page)) for later, page in pages)
    stencils.numbers.update((_tuple(key), tuple(_text(*text) for text in texts)) for key, texts in numbers)


def _part(top: float, height: float, flows: bool, texts: list[Any], rects: list[Any], qr: Any) -> Part:
    set_ = tuple((_text(*text), Slot(*slot) if slot else None) for text, slot in texts)
    return Part(top, height, flows, set_, tuple(Rect(*rect) for rect in rects), tuple(qr) if qr else None)


def _text(x: float, y: float, color: str, runs: list[Any], block: int | None) -> Text:
    return Text(x, y, color, tuple(Run(family, size, _tuple(glyphs)) for family, size, glyphs in runs), block)


def _tuple(value: Any) -> Any:
    return tuple(_tuple(part) for part in value) if isinstance(value, list) else value
