"""A run's letters, read when they are asked for: as they were issued, else as 送签稿; and the log of their prints."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from subsidy import store
from subsidy.desk.common import DeskError, now
from subsidy.desk.drafts import REVERSAL, Drafts, kinds, opened
from subsidy.desk.run import find
from subsidy.letters import Letter, templates_digest
from subsidy.store import Database, intake, runs
from subsidy.store import letters as table
from subsidy.store.intake import Row


class PrintError(DeskError):
    """A print that must not leave the office as it is."""


class Paper(NamedTuple):
    """A letter, the name of its file, and its row in the store: None for a 送签稿.

    `look` is the digest of the templates with which it was issued.
    """

    letter: Letter
    name: str
    key: int | None = None
    look: str = ""


def letters(db: Database, run_id: str, office: Mapping[str, Any], draft: bool = False) -> Iterator[Letter]:
    """The letters of a run, as `papers` gives them."""
    return (paper.letter for paper in papers(db, run_id, office, draft))


def papers(db: Database, run_id: str, office: Mapping[str, Any], draft: bool = False) -> Iterator[Paper]:
    """The letters of a run by firm's code, then those on what was taken back since; one at a time.

    An issued letter says what it said when it was numbered; one that is not is a 送签稿, and with `draft` all are.
    RunError if the run is unknown.
    """
    return _papers(Drafts(db, find(db, run_id), office), draft)


def count(db: Database, run_id: str) -> int:
    """How many letters a run calls for, with those on what was taken back; RunError if the run is unknown."""
    run = find(db, run_id)
    called = sum(
        len(kinds(json.loads(row["body"]), json.loads(row["unfunded"]))) for row in runs.decisions(db, run["id"])
    )
    told = sum(1 for _ in table.reversals(db, run["id"]))
    return called + told + len({award["uscc"] for award in table.taken_back(db, run["id"])})


def _papers(drafts: Drafts, draft: bool) -> Iterator[Paper]:
    for row in runs.decisions(drafts.db, drafts.run):
        issued = {} if draft else {known["kind"]: known for known in table.of_decision(drafts.db, row["id"])}
        for made in drafts.of(row):
            known = issued.get(made.letter.kind)
            yield _issued(known, 1) if known else Paper(made.letter, name(row["uscc"], made.letter.kind))
    told: Counter[str] = Counter()
    for known in () if draft else table.reversals(drafts.db, drafts.run):
        told[known["uscc"]] += 1
        yield _issued(known, told[known["uscc"]])
    for made in drafts.reversals(issued=draft):
        uscc = made.letter.decision["firm"]["uscc"]
        yield Paper(made.letter, name(uscc, REVERSAL, told[uscc] + 1))


def name(uscc: str, kind: str, which: int = 1) -> str:
    """The name of a letter's file; a firm may have several letters on what was taken back."""
    return f"{uscc}-{kind}.pdf" if which == 1 else f"{uscc}-{kind}-{which}.pdf"


def _issued(row: Row, which: int) -> Paper:
    letter, look = opened(row["body"])
    return Paper(letter, name(row["uscc"], row["kind"], which), row["id"], look)


def mark(copy: int) -> str:
    """What a print says of itself: nothing the first time, then which reprint it is."""
    return f"补打（第{copy - 1}次）" if copy > 1 else ""


def copies(db: Database, keys: Iterable[int]) -> dict[int, int]:
    """Which print of each issued letter the next one is, from 1."""
    return {key: table.copies(db, key) + 1 for key in keys}


def changed(db: Database, paper: Paper, copy: int) -> str:
    """Why the letter must not be printed again: it would look otherwise. '' where it may."""
    if not paper.key or paper.look in ("", templates_digest()):
        return ""
    if copy == 1 and not table.digest(db, paper.key):
        return ""
    return (
        f"{paper.letter.number} 印发以后模板、字体或程序有变，重印会与已发出的不同，未印。"
        "请交付当时存档的文件，或换回当时的版本再印"
    )


def printed(db: Database, made: Mapping[int, int], actor: str, run: str, digest: str) -> None:
    """Logs prints of issued letters of a run, as `copies` counted them, in a file with a digest.

    PrintError where somebody else printed meanwhile.
    """
    with store.write(db):
        if copies(db, made) != made:
            raise PrintError("印制期间另有人印了同一批告知书，补打次数已变；本次未记录，请作废后重新印制")
        at = now()
        table.add_prints(db, [(key, at, actor, copy, "") for key, copy in made.items()])
        intake.note(db, at, actor, "print", run, {"letters": len(made), "digest": digest})


def known_file(db: Database, paper: Paper, digest: str) -> bool:
    """Whether the file of an issued letter was made before, the same to the byte; PrintError where it was another."""
    first = table.digest(db, paper.key) if paper.key else ""
    if first not in ("", digest):
        raise PrintError(
            f"{paper.name}（{paper.letter.number}）：与首次印制的文件不同，未写出。摘要应为 {first}，本次为 {digest}。"
            "告知书内容印发后不再变动，不同的是模板、字体、程序或密钥：请交付首次印制时存档的文件，或换回当时的版本再印"
        )
    return bool(first)


def filed(db: Database, digests: Mapping[int, str], actor: str = "office") -> None:
    """Keeps the digests of issued letters' own files, made now for the first time."""
    with store.write(db):
        at = now()
        new = [(key, at, actor, 0, digest) for key, digest in digests.items() if not table.digest(db, key)]
        table.add_prints(db, new)
