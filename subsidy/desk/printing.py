"""Letters printed into a folder: by several processes where that pays, each file whole or not at all, and going on.

What was printed stands in a list in the folder, so that a print that was stopped goes on where it stopped.
"""

import fcntl
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from subsidy import fanout
from subsidy.desk import papers
from subsidy.desk.papers import Paper, PrintError
from subsidy.letters import award, templates_digest
from subsidy.letters.press.pool import Open, Pool, Work, part
from subsidy.store import Database

CHUNK = 50  # letters that a worker prints before the next are read
LIST = ".printed.jsonl"

# a chunk of letters, those of it that are not printed yet, and what a worker makes of them
Begun = tuple[list[Paper], Work, Future[list[Open]] | None]


class Printed(NamedTuple):
    """What became of a letter: written, there `already`, or not printed for the `problem` told."""

    name: str
    already: bool = False
    problem: str = ""


def files(
    db: Database,
    found: Iterable[Paper],
    out: Path,
    folder: Path,
    workers: Executor | None = None,
    actor: str = "office",
    cache: Path | None = None,
) -> Iterator[Printed]:
    """Writes one PDF a letter into `out`, sealed with the key in `folder`; what became of each, in order.

    `workers` set the letters (fanout.executor), without them this process does. An issued letter's file is always the
    same: its digest is kept the first time, and compared from then on. FanoutError where workers are lost for good.
    """
    out.mkdir(parents=True, exist_ok=True)
    workers = workers or fanout.Here()
    pool = Pool(folder, workers, cache)
    with _alone(out):
        for rest in out.glob("*.pdf.part"):
            rest.unlink()
        done = _List(out, pool.mark)
        for begun in fanout.few(workers, _begun(found, done, pool)):
            yield from _placed(db, pool, *begun, out, done, actor)


def _begun(found: Iterable[Paper], done: "_List", pool: Pool) -> Iterator[Begun]:
    """Chunk after chunk, what of it is not printed yet given to a worker."""
    for chunk in _chunks(found):
        work = [(paper.letter, paper.name) for paper in chunk if not done.holds(paper)]
        yield chunk, work, pool.submit(work) if work else None


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """One print into a folder at a time: what another has not finished would be taken for what a killed one left."""
    with (out / LIST).open("ab") as lines:
        try:
            fcntl.flock(lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PrintError(f"另一次印制正在写入 {out}，请等它结束，或换一个文件夹") from None
        except OSError:  # a file system without locks
            pass
        yield


def _placed(
    db: Database,
    pool: Pool,
    chunk: list[Paper],
    work: Work,
    made: "Future[list[Open]] | None",
    out: Path,
    done: "_List",
    actor: str,
) -> Iterator[Printed]:
    """The files of a chunk put in their places, those that may be."""
    results = dict(zip((name for _, name in work), pool.write(work, made, out) if made else [], strict=True))
    digests: dict[int, str] = {}
    told = []
    for paper in chunk:
        result = results.get(paper.name)
        if result is None:
            told.append(Printed(paper.name, already=True))
            continue
        problem = result.problem
        try:
            if not problem and paper.key and not papers.known_file(db, paper, result.digest):
                digests[paper.key] = result.digest
        except PrintError as error:
            problem = str(error)
            part(out, paper.name).unlink()
        told.append(Printed(paper.name, problem=problem))
    if digests:
        papers.filed(db, digests, actor)
    for paper, printed in zip(chunk, told, strict=True):
        if not printed.already and not printed.problem:
            part(out, paper.name).replace(out / paper.name)
            done.add(paper, results[paper.name].digest)
    yield from told


def _chunks(found: Iterable[Paper]) -> Iterator[list[Paper]]:
    rest = iter(found)
    while chunk := list(itertools.islice(rest, CHUNK)):
        yield chunk


class _List:
    """What a folder holds, as it was printed: name, 查验码, number, digest, by which templates and key."""

    def __init__(self, out: Path, key: str) -> None:
        self.out, self.path = out, out / LIST
        self.state = f"{templates_digest()} {key}"
        self.known: dict[str, tuple[str, str]] = {}
        for line in self.path.read_text("utf-8").splitlines() if self.path.exists() else ():
            try:
                name, letter, digest = json.loads(line)
            except ValueError:  # a line cut off when the machine stopped
                continue
            self.known[name] = (letter, digest)

    def holds(self, paper: Paper) -> bool:
        """Whether the letter lies in the folder just as it would be printed now."""
        letter, digest = self.known.get(paper.name, ("", ""))
        file = self.out / paper.name
        if letter != self._of(paper) or not file.exists():
            return False
        return hashlib.sha256(file.read_bytes()).hexdigest() == digest

    def add(self, paper: Paper, digest: str) -> None:
        """One more."""
        with self.path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([paper.name, self._of(paper), digest], ensure_ascii=False) + "\n")

    def _of(self, paper: Paper) -> str:
        return f"{award.code(paper.letter)} {paper.letter.number} {self.state}"
