"""Letters printed: one file each, sealed, or a print run in one."""

import datetime
import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlencode

import jinja2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .. import award, keys, paper, seal
from ..wording import Letter, office
from .pdfa import About, Attachment, Book, Marks
from .qr import Code, code
from .setting import LetterError, Setter
from .sheet import Sheet
from .writer import named

ABOUT_AWARD = "本告知书所载决定及其依据"
ABOUT_SEAL = "对决定和整个文件的数字签名"


class Press:
    """Prints letters one after another; without a key they are not sealed, for looking at only.

    With the `mark` of a key instead, a letter has room for a seal, which who holds the key puts there (`sealed`).
    What it learns of setting letters is kept in the folder `cache`, if there is one.
    """

    def __init__(
        self, key: Ed25519PrivateKey | None = None, cache: Path | None = None, mark: str | None = None
    ) -> None:
        self.key = key
        self.mark = keys.fingerprint(key.public_key()) if key else mark
        self.setter = Setter(cache)

    def keep(self) -> None:
        """Keeps what was learnt."""
        self.setter.memory.keep()

    def single(self, letter: Letter) -> bytes:
        """A letter as PDF/A-3a with its award.json, sealed; GlyphError, ValueError or LetterError, no wrong print."""
        pdf, carried = self.open(letter)
        return sealed(pdf, carried, self.key) if self.key else pdf

    def open(self, letter: Letter) -> tuple[bytes, bytes]:
        """A letter that is not sealed yet, and the award.json in it; errors as of `single`."""
        sheet, html = self.set(letter)
        carried = award.award(letter, html)
        attached = [Attachment(award.NAME, carried, "application/json", ABOUT_AWARD)]
        if self.mark:
            room = seal.room(self.mark)
            attached.append(Attachment(seal.NAME, room, "text/plain", ABOUT_SEAL, compress=False))
        out = io.BytesIO()
        book = Book(out, About(sheet.title, office(**letter.office)["issuer"], letter.date))
        book.add(sheet, qr(letter))
        book.close(attached)
        return out.getvalue(), carried

    def set(self, letter: Letter) -> tuple[Sheet, str]:
        """A letter's sheet, and the HTML that it was set from."""
        page = paper.checked(letter)
        sizes = range(paper.guess(page), len(paper.SIZES))
        try:
            return self.setter.set(lambda size: paper.fill([page], [size]), sizes, paper.FLOWING)
        except jinja2.TemplateError as error:
            raise LetterError(f"告知书模板有误：{error}") from error


class PrintRun:
    """A print run in one file: letter after letter, each on a fresh sheet of paper where both sides are printed."""

    def __init__(self, out: BinaryIO, press: Press, title: str, issuer: str, date: datetime.date, duplex: bool) -> None:
        self.book, self.press, self.duplex = Book(out, About(title, issuer, date)), press, duplex

    def add(self, letter: Letter, marks: Marks = ()) -> tuple[int, int]:
        """A letter with bookmarks to it; how many pages stand before it (blank ones too), and how many it has."""
        sheet, _ = self.press.set(letter)
        before = self.book.pages
        self.book.add(sheet, qr(letter), marks)
        if self.duplex and len(sheet.pages) % 2:
            self.book.blank()
        return before, len(sheet.pages)

    def close(self, cover: Iterable[Sheet] = (), bookmark: str = "") -> None:
        """Puts the cover in front, and ends the file."""
        pages = 0
        for sheet in cover:
            self.book.add(sheet, None, () if pages else [(bookmark, 0)], front=True)
            pages += len(sheet.pages)
        if self.duplex and pages % 2:
            self.book.blank(front=True)
        self.book.close()
        self.press.keep()


def sealed(pdf: bytes, carried: bytes, key: Ed25519PrivateKey) -> bytes:
    """An open letter sealed: both signatures, and its name in the file that rests on what stands in it."""
    return seal.seal(named(seal.attest(pdf, carried, key)), key)


@cache
def _plain() -> Press:
    return Press()


def pdf(letters: Sequence[Letter]) -> bytes:
    """Letters as they will look, not sealed: one with its award.json, several in one file."""
    return _plain().single(letters[0]) if len(letters) == 1 else merged(letters)


def merged(letters: Sequence[Letter]) -> bytes:
    """Letters one after another in one file, each from a new page."""
    out = io.BytesIO()
    first = letters[0]
    run = PrintRun(out, _plain(), "软件产业扶持资金告知书", office(**first.office)["issuer"], first.date, duplex=False)
    for letter in letters:
        run.add(letter, [(letter.decision["firm"]["name"], 0)])
    run.close()
    return out.getvalue()


def qr(letter: Letter) -> Code | None:
    """The code of a numbered letter: where it can be checked, by which code and number."""
    if not letter.number:
        return None
    short = award.code(letter)
    shown, url = award.shown(short), office(**letter.office).get("verify_url")
    said = f"{url}?{urlencode({'code': short, 'number': letter.number})}" if url else f"{shown} {letter.number}"
    return code(said, f"二维码：查验码 {shown}，{letter.number}")
