"""Letters printed by whoever is given them: unsealed, since the key stays where it is; sealed and written here."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from subsidy import fanout

from .. import keys
from ..wording import Letter
from .letterpress import Press, sealed
from .setting import LetterError

Work = Sequence[tuple[Letter, str]]  # letters and the names of their files


class Open(NamedTuple):
    """A letter on its way: its PDF with room for a seal, the award.json in it, or why there is nothing."""

    pdf: bytes
    award: bytes
    problem: str = ""


class Made(NamedTuple):
    """A file on its way: the digest of what lies beside its place, or why there is nothing."""

    digest: str
    problem: str = ""


class Pool:
    """Prints letters by an executor, and seals them with the key in a folder, which no worker ever sees.

    What a worker learns of setting letters it keeps in the folder `cache` for the others of its machine.
    """

    def __init__(self, folder: Path, workers: Executor, cache: Path | None = None) -> None:
        self.key, self.workers, self.cache = keys.private(folder), workers, cache
        self.mark = keys.fingerprint(self.key.public_key())

    def submit(self, work: Work) -> "Future[list[Open]]":
        """Letters, to be printed by a worker."""
        return self.workers.submit(_print, [letter for letter, _ in work], self.mark, self.cache)

    def write(self, work: Work, future: "Future[list[Open]]", out: Path) -> list[Made]:
        """What came of letters, sealed and written into a folder, each as `part` names it; FanoutError."""
        opened = fanout.result(future)
        return [_write(name, one, self.key, out) for (_, name), one in zip(work, opened, strict=True)]


def part(out: Path, name: str) -> Path:
    """Where a file lies until it is whole."""
    return out / f"{name}.part"


def _write(name: str, found: Open, key: Ed25519PrivateKey, out: Path) -> Made:
    if found.problem:
        return Made("", found.problem)
    data = sealed(found.pdf, found.award, key)
    part(out, name).write_bytes(data)
    return Made(hashlib.sha256(data).hexdigest())


def _print(letters: Sequence[Letter], mark: str, cache: Path | None) -> list[Open]:
    press, made = _press(mark, cache), []
    for letter in letters:
        try:
            made.append(Open(*press.open(letter)))
        except (LetterError, ValueError) as error:
            made.append(Open(b"", b"", str(error)))
    press.keep()
    return made


@lru_cache(None)
def _press(mark: str, cache: Path | None) -> Press:
    return Press(cache=_writable(cache), mark=mark)


def _writable(cache: Path | None) -> Path | None:
    """The folder for what is learnt, where this machine has it: a worker elsewhere need not."""
    return cache if cache and cache.is_dir() else None
