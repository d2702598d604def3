"""A register decided under one policy, year by year: what each claim earns. Nothing is written."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from subsidy.assessment import assess
from subsidy.desk.bureau.simulation.reading import Read, Reader
from subsidy.desk.bureau.simulation.register import Entry, Register
from subsidy.desk.common import Progress, quiet
from subsidy.model import Decision, Line, Past
from subsidy.policy import Policy

ABSENT = "absent"  # the outcome of a claim that a policy cannot read, beside those of a line


class Worth(NamedTuple):
    """What a claim earns: its outcome, or ABSENT, and fen."""

    outcome: str
    amount: int


NOTHING = Worth(ABSENT, 0)


class Decided:
    """What the claims of a register earn under a policy, entry by entry and claim by claim, in the register's order."""

    def __init__(self, policy: Policy, reads: Sequence[Read], worths: Sequence[tuple[Worth, ...]]) -> None:
        self.policy, self.reads, self.worths = policy, reads, worths

    def reasons(self, entry: int, claims: Iterable[int]) -> list[str]:
        """Why these claims of an entry earn what they do, in the words of a decision."""
        read = self.reads[entry]
        lines = assess(self.policy, read.case, read.findings).lines
        places = ((index, read.places[index]) for index in claims)
        return [read.problems[index] if place is None else _said(lines[place]) for index, place in places]


def decide(register: Register, policy: Policy, home: Policy, progress: Progress = quiet) -> Decided:
    """The register under a policy; `home` is the one that its claims were taken in under.

    What a year grants is the past of the years after it, in place of what was really given then.
    """
    reader, granted = Reader(policy, home), dict[str, list[Past]]()
    years = sorted({entry.year for entry in register.entries})
    reads: list[Read] = []
    worths: list[tuple[Worth, ...]] = []
    for year in years:
        entries = [entry for entry in register.entries if entry.year == year]
        label = f"{year} 年度"
        for read, found in _year(reader, entries, granted, progress, label, year != years[-1]):
            reads.append(read)
            worths.append(tuple(NOTHING if place is None else found[place] for place in read.places))
    return Decided(policy, reads, worths)


def _year(
    reader: Reader,
    entries: Sequence[Entry],
    granted: dict[str, list[Past]],
    progress: Progress,
    label: str,
    follows: bool,
) -> Iterator[tuple[Read, Sequence[Worth]]]:
    """A year's entries as read, with their worth; where another year `follows`, what it grants is kept for that."""
    pasts = [tuple(granted.get(entry.uscc, ())) for entry in entries]
    if not follows:
        yield from zip(*amounts(reader, entries, pasts, progress, label), strict=True)
        return
    now: dict[str, list[Past]] = {}
    for entry, past in progress(zip(entries, pasts, strict=True), len(entries), label):
        read, decision = _assessed(reader, entry, past)
        for line in decision.lines:
            if line.grant is not None:
                given = Past(line.item.id, entry.year, line.amount, line.grant)
                now.setdefault(entry.uscc, []).append(given)
        yield read, _worths(decision)
    for uscc, more in now.items():
        granted.setdefault(uscc, []).extend(more)


def amounts(
    reader: Reader, entries: Sequence[Entry], pasts: Sequence[tuple[Past, ...]], progress: Progress, label: str
) -> tuple[list[Read], list[Sequence[Worth]]]:
    """What each claim of a year's entries earns, and how each entry was read: the one place that decides a population.

    `pasts` are what the firms were granted in earlier years of the simulation.
    """
    reads: list[Read] = []
    worths: list[Sequence[Worth]] = []
    for entry, past in progress(zip(entries, pasts, strict=True), len(entries), label):
        read, decision = _assessed(reader, entry, past)
        reads.append(read)
        worths.append(_worths(decision))
    return reads, worths


def _assessed(reader: Reader, entry: Entry, past: tuple[Past, ...]) -> tuple[Read, Decision]:
    """An entry decided; one that lies there in words of a version before is checked first."""
    read = reader.read(entry, past)
    try:
        return read, assess(reader.policy, read.case, read.findings)
    except LookupError:
        read = reader.read(entry, past, strict=True)
        return read, assess(reader.policy, read.case, read.findings)


def _said(line: Line) -> str:
    return "；".join(say(*about) for say, about in line.reasons)


def _worths(decision: Decision) -> list[Worth]:
    return [Worth(line.outcome, line.amount) for line in decision.lines]
