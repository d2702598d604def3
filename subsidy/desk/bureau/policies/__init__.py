"""The policies as staff read them: those that come with the program, versions that were approved, those of runs.

A version is known by its digest, which leaves out the evidence: worded anew, it is the same version still.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from subsidy import config
from subsidy import policy as files
from subsidy.desk import law
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.bureau.policies import lines
from subsidy.desk.bureau.policies.compare import Part, compare
from subsidy.desk.bureau.policies.lines import Line, Source
from subsidy.desk.common import DeskError
from subsidy.store import Database
from subsidy.store import policies as table
from subsidy.store.intake import Row

__all__ = ["Clause", "Line", "Part", "Reading", "Text", "Version", "compare", "text", "version", "versions"]

PREFIX, SHORT = "sha256:", 12


class Run(NamedTuple):
    """A run that was decided under a version."""

    id: str
    year: int
    day: str


class Version(NamedTuple):
    """A version: `digest` without its prefix, `file` where it lies as it came with the program (None if nowhere).

    `approved` is who proposed and who approved it; None where nobody had to. `spare`: in force, of a policy that the
    desk does not work with.
    """

    digest: str
    id: str
    number: str
    title: str
    in_force: bool
    file: Path | None
    runs: tuple[Run, ...]
    approved: law.Version | None = None
    spare: bool = False

    @property
    def short(self) -> str:
        """Enough of the digest to tell two versions apart."""
        return self.digest[:SHORT]


class Reading(NamedTuple):
    """A point that the text leaves open: how it is read, how else it could be, and why."""

    question: str
    chosen: str
    others: tuple[str, ...]
    why: str


class Clause(NamedTuple):
    """An item: the law's words, what it pays, how it is worked out, its readings and evidence."""

    id: str
    clause: str
    title: str
    text: str
    figures: tuple[Line, ...]
    workings: tuple[Line, ...]
    labels: tuple[str, ...]
    readings: tuple[Reading, ...]
    evidence: tuple[Source, ...]


class Text(NamedTuple):
    """A whole policy, readable."""

    head: tuple[Line, ...]
    conditions: tuple[Source, ...]
    clauses: tuple[Clause, ...]
    appropriation: tuple[Line, ...]


def versions(db: Database, person: Person) -> list[Version]:
    """Every version: the one in force first, then those approved, latest first, those shipped, those of runs alone."""
    require(person, "read_policies")
    runs: dict[str, list[Row]] = {}
    for row in table.decided(db):
        runs.setdefault(row["digest"], []).append(row)
    approved = {one.digest: one for one in reversed(law.versions(db))}
    known = {digest: law.of(one.policy, one.source) for digest, one in reversed(approved.items())}
    known |= {policy.digest: policy for policy in map(files.load, files.known()) if policy.digest not in known}
    now = law.in_force(db, config.POLICY).digest
    found = [
        _version((digest, policy.id, policy.number, policy.title), runs.get(digest, ()), now, approved.get(digest))
        for digest, policy in known.items()
    ]
    for digest, rows in runs.items():
        if digest not in known:
            found.append(_version((digest, *(rows[0][name] for name in ("policy", "number", "title"))), rows, now))
    spare = {law.in_force(db, name).digest for name in files.known() if name != config.POLICY}
    found = [one._replace(spare=PREFIX + one.digest in spare) for one in found]
    return sorted(found, key=lambda one: (not one.in_force, one.approved is None, one.file is None))


def version(db: Database, digest: str, person: Person) -> tuple[Version, Source]:
    """A version by its digest, or the beginning of it that no other has, and its data; DeskError if there is none."""
    wanted = digest.strip().removeprefix(PREFIX).lower()
    found = [one for one in versions(db, person) if wanted and one.digest.startswith(wanted)]
    if len(found) != 1:
        raise DeskError("没有这一版政策" if not found else "对应几版政策，摘要应再写长一些")
    return found[0], _source(db, found[0])


def text(source: Source) -> Text:
    """A version in words."""
    clauses = tuple(_clause(row) for row in source["items"])
    return Text(tuple(lines.head(source)), tuple(source["conditions"]), clauses, tuple(lines.appropriation(source)))


def _version(about: tuple[str, ...], runs: Any, now: str, approved: law.Version | None = None) -> Version:
    digest, name, number, title = about
    made = tuple(Run(row["run"], row["year"], row["at"][:10]) for row in runs)
    loaded = files.load(name) if name in files.known() else None
    file = files.FOLDER / f"{name}.toml" if loaded is not None and loaded.digest == digest else None
    return Version(digest.removeprefix(PREFIX), name, number, title, digest == now, file, made, approved)


def _source(db: Database, found: Version) -> Source:
    if found.approved:
        return law.of(found.id, found.approved.source).source
    if found.file:
        return files.load(found.id).source
    kept = table.source(db, PREFIX + found.digest)
    assert kept is not None
    source: Source = json.loads(kept)
    return source


def _clause(row: Source) -> Clause:
    readings = tuple(_reading(one) for one in row.get("readings", {}).values())
    evidence = tuple({"required": True, "help": "", **piece} for piece in row.get("evidence", ()))
    head = (row["id"], row["clause"], row["title"], row["text"])
    named = tuple(row.get("labels", {}).values())
    return Clause(*head, tuple(lines.figures(row)), tuple(lines.workings(row)), named, readings, evidence)


def _reading(row: Source) -> Reading:
    value, choices = row["value"], row["choices"]
    others = tuple(told for name, told in choices.items() if name != value)
    return Reading(row["question"], choices[value], others, row["why"])
