"""This project's letters: sealed files one by one, by two processes, and a print run in one file."""

import datetime
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from subsidy import fanout
from subsidy.letters import Letter, Press, PrintRun, award, keys
from subsidy.letters.press.pool import Pool, part

CHUNK = 20
CACHE = Path(gettempdir()) / "bench-letters"  # kept from run to run, as an office's is


@cache
def _keys() -> Path:
    folder = Path(mkdtemp(prefix="keys-"))
    keys.create(folder)
    return folder


@cache
def _press() -> Press:
    return Press(keys.private(_keys()), CACHE)


def single(letters: Iterable[Letter], folder: Path) -> None:
    """One file a letter, named by its place."""
    for number, letter in enumerate(letters):
        (folder / f"{number}.pdf").write_bytes(_press().single(letter))


def merged(letters: Iterable[Letter], path: Path) -> None:
    """One file for them all."""
    with path.open("wb") as out:
        run = PrintRun(out, _press(), "合印", "示例局", datetime.date(2022, 3, 10), duplex=False)
        for letter in letters:
            run.add(letter, [(letter.decision["firm"]["name"], 0)])
        run.close()


class Workers:
    """Several processes, started before the clock is."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.open = fanout.executor(jobs)
        self.pool = Pool(_keys(), self.open.__enter__(), CACHE)

    def start(self, folder: Path, letter: Letter) -> None:
        """Every process started and ready."""
        for future in [self.pool.submit([(letter, f"ready-{n}")] * 20) for n in range(2 * self.jobs)]:
            future.result()

    def single(self, letters: Iterable[Letter], folder: Path) -> None:
        """One file a letter, named by its place."""
        found = list(letters)
        chunks = [list(enumerate(found))[start : start + CHUNK] for start in range(0, len(found), CHUNK)]
        work = [[(letter, f"{number}.pdf") for number, letter in chunk] for chunk in chunks]
        for one, future in [(one, self.pool.submit(one)) for one in work]:
            self.pool.write(one, future, folder)
        for number in range(len(found)):
            part(folder, f"{number}.pdf").replace(folder / f"{number}.pdf")


def award_of(letter: Letter) -> str:
    """What travels inside the letter's file."""
    return award.award(letter).decode()


def qr(letter: Letter) -> str:
    """What the letter's QR code says."""
    return f"{award.shown(award.code(letter))} {letter.number}"
