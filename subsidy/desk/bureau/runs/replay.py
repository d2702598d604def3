"""A run worked out again: every line from the facts it carries, under the version it was made with, and the money.

Nothing is written. What a person decided is taken as they found it; what nobody can work out was left to a person then.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from schemas.cases import UnreadableError
from schemas.decisions import dump_line
from subsidy import ledger
from subsidy.assessment import assess, failed_conditions, found_by_person
from subsidy.desk import law
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.common import Progress, quiet
from subsidy.desk.run import find
from subsidy.ledger import Candidate
from subsidy.letters.verify.recompute import FIGURES, TEXTS, case_of, findings_of
from subsidy.model import GRANTED, REFERRED
from subsidy.money import of_yuan, yuan
from subsidy.policy import Policy, PolicyError
from subsidy.store import Database, batches, policies, runs
from subsidy.store.intake import Row

WORDS = "说明文字"  # another wording of a later program: no other decision


class Difference(NamedTuple):
    """What comes out otherwise: of which firm and item, which fact of it, as it was kept and as it is worked out."""

    uscc: str
    firm: str
    item: str
    what: str
    kept: str
    again: str

    @property
    def said(self) -> str:
        """What differs, in words."""
        return f"{self.what}，原为 {self.kept or '无'}，复算为 {self.again or '无'}"


class Replay(NamedTuple):
    """A run worked out again: what was looked at, and what differs; `worded` counts lines that only say it otherwise.

    `left`: lines that rest on no facts that could be read, as a person decides on them.
    """

    run: str
    policy: str
    number: str
    digest: str
    decisions: int
    lines: int
    left: int
    worded: int
    differences: tuple[Difference, ...]

    @property
    def identical(self) -> bool:
        """Whether every outcome, amount, reading and place came out the same."""
        return not self.differences

    @property
    def said(self) -> str:
        """What came of it, in words."""
        result = "一致" if self.identical else f"有 {len(self.differences)} 处不同"
        told = [f"{result}：按当时的政策版本（摘要 {self.digest}）复算 {self.decisions} 家，{self.lines} 项"]
        if self.left:
            told.append(f"由人工核定、没有可以复算的事实 {self.left} 项")
        if self.worded:
            told.append(f"结果和金额相符、说明文字与现在的写法不同 {self.worded} 项")
        return "；".join(told)


class _Unit(NamedTuple):
    """What was funded whole or waited: the decision it stands in, and the positions of its lines."""

    decision: int
    positions: tuple[int, ...]


def replay(db: Database, run_id: str, progress: Progress = quiet) -> Replay:
    """Works a run out again; RunError if it is unknown."""
    run = find(db, run_id)
    again = _Again(db, run)
    for row in progress(runs.made(db, run_id), runs.count_made(db, run_id), "复算"):
        again.decision(row)
    again.money()
    return again.told()


def asked(db: Database, run_id: str, person: Person) -> Replay:
    """The same, for somebody who may read cases: who only pays sees no decision before its approval."""
    require(person, "read_cases")
    return replay(db, run_id)


class _Again:
    """Collects what differs, decision by decision."""

    def __init__(self, db: Database, run: Row) -> None:
        self.db, self.run = db, run
        self.laws: dict[str, Policy | None] = {}
        self.waited = batches.had_waited(db, run["id"])
        self.found: list[Difference] = []
        self.decisions = self.lines = self.left = self.worded = 0
        self.names: dict[int, tuple[str, str]] = {}
        self.kept: dict[int, tuple[list[int], int | None]] = {}
        self.candidates: list[tuple[Candidate, _Unit]] = []
        self.barred: set[int] = set()

    def law(self, digest: str) -> Policy | None:
        """The version with a digest: of this run, of another, or one that came with the program."""
        if digest not in self.laws:
            source = self.run["policy_source"]
            if digest != self.run["policy_digest"]:
                source = policies.source(self.db, digest)
            try:
                made = law.of(self.run["policy"], source) if source else None
            except PolicyError:
                made = None
            self.laws[digest] = made if made and made.digest == digest else None
        return self.laws[digest]

    def decision(self, row: Row) -> None:
        """One decision, line by line, and what of it money is asked for."""
        body = json.loads(row["body"])
        self.decisions += 1
        firm = (row["uscc"], body["firm"]["name"])
        self.names[row["id"]] = firm
        made: dict[int, list[dict[str, Any]] | str] = {}
        for line in body["lines"]:
            self.lines += 1
            for what, kept, again in self._line(line, body, made):
                self.found.append(Difference(*firm, str(line.get("title", line["item"])), what, kept, again))
        total = sum(of_yuan(line["amount"]) for line in body["lines"] if line["outcome"] == GRANTED)
        if total != of_yuan(body["total"]) or total != row["total"]:
            self.found.append(Difference(*firm, "", "合计", str(body["total"]), yuan(total)))
        self._asks(row, body)

    def _line(
        self, line: Mapping[str, Any], body: Mapping[str, Any], made: dict[int, Any]
    ) -> Iterator[tuple[str, str, str]]:
        basis = line.get("basis")
        if basis is None:
            self.left += 1
            if line["outcome"] != REFERRED and not _by_person(line):
                yield "依据", "没有附可以复算的事实", ""
            return
        place = basis["facts"]
        if place not in made:
            made[place] = self._decide(body["facts"][place], body)
        if isinstance(made[place], str):
            yield "依据", "", made[place]
            return
        again = made[place][basis["claim"]]
        wrong = [name for name in FIGURES if line[name] != again[name]]
        yield from ((FIGURES[name], str(line[name]), str(again[name])) for name in wrong)
        if not wrong and not _by_person(line) and any(line[name] != again[name] for name in TEXTS):
            self.worded += 1

    def _decide(self, facts: Mapping[str, Any], body: Mapping[str, Any]) -> list[dict[str, Any]] | str:
        """Every claim of some facts decided again; or why not."""
        decides = self.law(facts["policy_digest"])
        if decides is None:
            return f"所依据的政策版本 {facts['policy_digest']} 没有留存，或与摘要不符"
        try:
            case = case_of(decides, facts, body)
        except UnreadableError as error:
            return f"所附事实不能读出：{error}"
        lines = assess(decides, case, findings_of(facts)).lines
        return [json.loads(json.dumps(dump_line(line))) for line in lines]

    def _asks(self, row: Row, body: Mapping[str, Any]) -> None:
        """What a decision asks money for: its own awards as one, and those that waited by the decision they are of."""
        unfunded = json.loads(row["unfunded"])
        self.kept[row["id"]] = (unfunded, row["rank"])
        decides = self.law(self.run["policy_digest"])
        if decides is None:
            return
        own = runs.own_claims(self.db, row["id"])
        units: dict[int, list[int]] = {}
        for position, line in enumerate(body["lines"]):
            if line["outcome"] == GRANTED:
                of = row["id"] if position in own else runs.decided_by(self.db, line["subject"])
                units.setdefault(of or 0, []).append(position)
        if self._barred(row, body, decides, own, unfunded, units):
            self.barred.add(row["id"])
            return
        waited = any(claim in self.waited for claim in own.values())
        for of, positions in units.items():
            items = [body["lines"][position]["item"] for position in positions]
            amount = sum(of_yuan(body["lines"][position]["amount"]) for position in positions)
            urgent = min(decides.items[item].priority for item in items)
            waiting = of != row["id"] or waited
            candidate = Candidate(row["uscc"], amount, urgent, row["received"], waiting)
            self.candidates.append((candidate, _Unit(row["id"], tuple(positions))))

    def _barred(
        self,
        row: Row,
        body: Mapping[str, Any],
        decides: Policy,
        own: Mapping[int, int],
        unfunded: list[int],
        units: Mapping[int, list[int]],
    ) -> bool:
        """Whether the firm failed a condition of its own: by the facts, else by the place that it did not get."""
        if own and body["facts"]:
            return bool(failed_conditions(decides, body["facts"][-1]["conditions"]))
        return row["rank"] is None and unfunded == [position for found in units.values() for position in found]

    def money(self) -> None:
        """Who was funded and who waited, and in which place."""
        decides = self.law(self.run["policy_digest"])
        if decides is None:
            return
        rules, units = decides.appropriation, {id(candidate): unit for candidate, unit in self.candidates}
        ranked = ledger.queue([candidate for candidate, _ in self.candidates], rules["order"])
        left = self.run["appropriation"] - self.run["spent_before"]
        waits: dict[int, list[int]] = {}
        ranks: dict[int, int] = {}
        place = 0
        for candidate, funded in zip(ranked, ledger.fund(ranked, left, rules["when_short"]), strict=True):
            unit = units[id(candidate)]
            if not funded:
                place += 1
                ranks.setdefault(unit.decision, place)
                waits.setdefault(unit.decision, []).extend(unit.positions)
        for decision, (unfunded, rank) in self.kept.items():
            if decision in self.barred:
                continue
            again = sorted(waits.get(decision, []))
            self._place(decision, "列入储备的项", _numbers(unfunded), _numbers(again))
            self._place(decision, "储备次序", str(rank or "无"), str(ranks.get(decision) or "无"))

    def _place(self, decision: int, what: str, kept: str, again: str) -> None:
        if kept != again:
            self.found.append(Difference(*self.names[decision], "", what, kept, again))

    def told(self) -> Replay:
        """What was found."""
        run = self.run
        head = (run["id"], run["policy"], json.loads(run["policy_source"])["number"], run["policy_digest"])
        return Replay(*head, self.decisions, self.lines, self.left, self.worded, tuple(self.found))


def _by_person(line: Mapping[str, Any]) -> bool:
    return any(reason["code"] == found_by_person.__name__ for reason in line["reasons"])


def _numbers(positions: list[int]) -> str:
    return "、".join(f"第 {position + 1} 项" for position in sorted(positions)) or "无"
