"""A register decided under one policy, year by year: what each claim earns. Nothing is written."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor

from subsidy.assessment import assess
from subsidy.desk.bureau.simulation.reading import Read, Reader
from subsidy.desk.bureau.simulation.register import Entry, Register
from subsidy.desk.bureau.simulation.worth import NOTHING, Worth, explained, worths
from subsidy.desk.common import Progress, quiet
from subsidy.fanout import Here
from subsidy.model import Decision, Line, Past
from subsidy.policy import Policy

Pasts = Sequence[tuple[Past, ...]]


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


def decide(
    register: Register, policy: Policy, home: Policy, progress: Progress = quiet, workers: Executor | None = None
) -> Decided:
    """The register under a policy; `home` is the one that its claims were taken in under.

    What a year grants is the past of the years after it, in place of what was really given then. FanoutError where the
    workers are lost.
    """
    reader, granted = Reader(policy, home), dict[str, list[Past]]()
    years = sorted({entry.year for entry in register.entries})
    reads: list[Read] = []
    found: list[tuple[Worth, ...]] = []
    for year in years:
        entries = [entry for entry in register.entries if entry.year == year]
        pasts = [tuple(granted.get(entry.uscc, ())) for entry in entries]
        seen = list(progress(_read(reader, entries, pasts), len(entries), f"{year} 年度"))
        if year == years[-1]:
            decided: Iterable[tuple[Read, Sequence[Worth]]] = _together(reader, entries, pasts, seen, workers or Here())
        else:
            decided = _passing_on(reader, entries, pasts, seen, granted)
        for read, earned in decided:
            reads.append(read)
            found.append(tuple(NOTHING if place is None else earned[place] for place in read.places))
    return Decided(policy, reads, found)


def _read(reader: Reader, entries: Sequence[Entry], pasts: Pasts) -> Iterator[Read]:
    for entry, past in zip(entries, pasts, strict=True):
        yield reader.read(entry, past)


def _together(
    reader: Reader, entries: Sequence[Entry], pasts: Pasts, reads: Sequence[Read], workers: Executor
) -> Iterator[tuple[Read, Sequence[Worth]]]:
    """A year's entries with what they earn, decided as columns; one by one what a person has found on."""
    plain = [read.case for read in reads if not read.findings]
    try:
        columns = iter(list(worths(reader.policy, plain, workers)))
    except LookupError:  # something lies there in words of a version before, which is found one by one
        for entry, past, read in zip(entries, pasts, reads, strict=True):
            again, decision = _assessed(reader, entry, past, read)
            yield again, explained(decision)
        return
    for entry, past, read in zip(entries, pasts, reads, strict=True):
        if read.findings:
            again, decision = _assessed(reader, entry, past, read)
            yield again, explained(decision)
        else:
            yield read, next(columns)


def _passing_on(
    reader: Reader, entries: Sequence[Entry], pasts: Pasts, reads: Sequence[Read], granted: dict[str, list[Past]]
) -> Iterator[tuple[Read, Sequence[Worth]]]:
    """A year's entries with what they earn; what they are granted is put to the past of the years that follow."""
    for entry, past, read in zip(entries, pasts, reads, strict=True):
        again, decision = _assessed(reader, entry, past, read)
        for line in decision.lines:
            if line.grant is not None:
                given = Past(line.item.id, entry.year, line.amount, line.grant)
                granted.setdefault(entry.uscc, []).append(given)
        yield again, explained(decision)


def _assessed(reader: Reader, entry: Entry, past: tuple[Past, ...], read: Read) -> tuple[Read, Decision]:
    """An entry decided; one that lies there in words of a version before is checked first."""
    try:
        return read, assess(reader.policy, read.case, read.findings)
    except LookupError:
        read = reader.read(entry, past, strict=True)
        return read, assess(reader.policy, read.case, read.findings)


def _said(line: Line) -> str:
    return "；".join(say(*about) for say, about in line.reasons)
