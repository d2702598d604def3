"""Letters printed: one file each, sealed, or a print run in one."""

import datetime
import io
from collections.abc import Callable, Sequence
from functools import cache
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .. import award, paper, seal
from ..wording import Letter, office
from .pdfa import About, Attachment, Book
from .qr import Code, code
from .setting import Setter
from .sheet import Sheet

ABOUT_AWARD = "本告知书所载决定及其依据"
ABOUT_SEAL = "对决定和整个文件的数字签名"


class Press:
    """Prints letters one after another; without a key they are not sealed, for looking at only."""

    def __init__(self, key: Ed25519PrivateKey | None = None) -> None:
        self.key = key
        self.setter = Setter()

    def single(self, letter: Letter) -> bytes:
        """A letter as PDF/A-3a with its award.json, sealed; GlyphError, ValueError or LetterError, no wrong print."""
        sheet, html = self._set(letter)
        carried = award.award(letter, html)
        attached = [Attachment(award.NAME, carried, "application/json", ABOUT_AWARD)]
        if self.key:
            blank = seal.placeholder(carried, self.key)
            attached.append(Attachment(seal.NAME, blank, "text/plain", ABOUT_SEAL, compress=False))
        out = io.BytesIO()
        book = Book(out, About(sheet.title, office(**letter.office)["issuer"], letter.date))
        book.add(sheet, qr(letter))
        book.close(attached)
        return seal.seal(out.getvalue(), self.key) if self.key else out.getvalue()

    def add(self, book: Book, letter: Letter, bookmark: str = "", level: int = 0) -> Sheet:
        """A letter as further pages of a print run; the sheet that was set."""
        sheet, _ = self._set(letter)
        book.add(sheet, qr(letter), bookmark, level)
        return sheet

    def _set(self, letter: Letter) -> tuple[Sheet, str]:
        page = paper.checked(letter)
        sizes = range(paper.guess(page), len(paper.SIZES))
        return self.setter.set(lambda size: paper.fill([page], [size]), sizes, paper.FLOWING)


@cache
def _plain() -> Press:
    return Press()


def pdf(letters: Sequence[Letter]) -> bytes:
    """Letters as they will look, not sealed: one with its award.json, several in one file."""
    return _plain().single(letters[0]) if len(letters) == 1 else merged(letters)


def merged(letters: Sequence[Letter], progress: Callable[[int], object] | None = None) -> bytes:
    """Letters one after another in one file, each from a new page; progress is told how many more."""
    out = io.BytesIO()
    book = open_book(out, "软件产业扶持资金告知书", office(**letters[0].office)["issuer"], letters[0].date)
    for letter in letters:
        _plain().add(book, letter, letter.decision["firm"]["name"])
        if progress:
            progress(1)
    book.close()
    return out.getvalue()


def open_book(out: BinaryIO, title: str, issuer: str, date: datetime.date) -> Book:
    """A print run to add letters to."""
    return Book(out, About(title, issuer, date))


def qr(letter: Letter) -> Code | None:
    """The code of a numbered letter: where it can be checked, by which code and number."""
    if not letter.number:
        return None
    shown = award.shown(award.code(letter))
    url = office(**letter.office).get("verify_url")
    said = f"{url}?code={award.code(letter)}" if url else f"{shown} {letter.number}"
    return code(said, f"二维码：查验码 {shown}，{letter.number}")
