"""This project's letters: what it is asked for, one PDF each and one PDF for all."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from subsidy import letters as press
from subsidy.letters import Letter


def single(letters: Iterable[Letter], folder: Path) -> None:
    """One file a letter, named by its place."""
    for number, letter in enumerate(letters):
        (folder / f"{number}.pdf").write_bytes(press.pdf([letter]))


def merged(letters: Iterable[Letter], path: Path) -> None:
    """One file for them all."""
    path.write_bytes(press.merged(list(letters)))


def award(letter: Letter) -> str:
    """What travels inside the letter's file."""
    decision = {key: value for key, value in letter.decision.items() if key != "payee"}
    return json.dumps(decision, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def qr(letter: Letter) -> str:
    """What the letter's QR code says."""
    code = hashlib.sha256(award(letter).encode()).hexdigest()[:12].upper()
    return f"{letter.number} {code[:4]}-{code[4:8]}-{code[8:]}"
