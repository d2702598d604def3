"""Whether what was printed says what the letters say: the characters of `pdftotext`, counted.

White space and marks that draw nothing aside; not read in order, since each contender breaks lines and cells elsewhere.
"""

import subprocess
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf

from bench.letters.sheet import text
from bench.letters.worker import CAP

MISSING = 0  # characters of a letter that may be missing
MORE = 0.02  # part of a letter's characters that may be printed beyond its text, as page numbers are


def characters(said: str) -> Counter[str]:
    """How often each character stands there."""
    return Counter(c for c in "".join(said.split()) if unicodedata.category(c) != "Cf")


def printed(path: Path) -> Counter[str]:
    """The characters of a PDF."""
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    return characters(done.stdout.decode())


def differences(wanted: str, path: Path) -> tuple[int, int]:
    """How many characters a PDF lacks, how many it has beyond the wanted."""
    want, got = characters(wanted), printed(path)
    return (want - got).total(), (got - want).total()


def check(sheets: Sequence[dict[str, Any]], single: Path, merged: Path) -> dict[str, Any]:
    """Letters that say less or more than they should, of the singles one by one and of the merged file as a whole."""
    found: dict[str, Any] = {"letters": len(sheets), "missing": 0, "more": 0, "pages": 0, "bad": []}
    for number, sheet in enumerate(sheets):
        _note(found, number, text(sheet), single / f"{number}.pdf")
        with pikepdf.Pdf.open(single / f"{number}.pdf") as printed:
            found["pages"] += len(printed.pages)
    if (merged / "merged.pdf").exists():
        _note(found, "merged", "".join(map(text, sheets[:CAP])), merged / "merged.pdf")
    return found


def _note(found: dict[str, Any], name: object, wanted: str, path: Path) -> None:
    missing, more = differences(wanted, path)
    found["missing"] += missing
    found["more"] += more
    if missing > MISSING or more > MORE * len(wanted):
        found["bad"].append([name, missing, more])
