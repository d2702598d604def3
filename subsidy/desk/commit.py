"""A plan made true: run, decisions, awards and money in one write transaction."""

import json
from typing import Any

from subsidy.desk.common import DeskError, now
from subsidy.desk.plan import Entry, Plan
from subsidy.model import REFERRED
from subsidy.policy import kept
from subsidy.store import Database, awards, intake, runs

DECISIONS = ("id", "run", "application", "uscc", "total", "unfunded", "rank", "body")
LINES = ("id", "decision", "claim", "position", "outcome", "amount", "final")
AWARDS = ("id", "line", "policy", "uscc", "item", "year", "amount", "facts", "application", "at")
KEYS = ("policy", "uscc", "item", "key", "generation", "award")


class StaleError(DeskError):
    """Something changed since the plan was made."""


def commit(db: Database, made: Plan, actor: str, digest: str = "") -> str:
    """Writes the plan, within a write transaction; the run's id. StaleError if the store has changed since.

    `digest` is that of the preview from which the run was started, if it was.
    """
    if intake.mark(db) != made.mark:
        raise StaleError("数据在核算期间有变动")
    at = now()
    number = runs.next_number(db, made.year)
    run_id = f"{made.year}-{number:03d}"
    runs.add_run(db, _run_row(made, run_id, number, actor, at))
    writer = _Writer(db, made, run_id, actor, at)
    for entry in made.entries:
        writer.entry(entry)
    writer.flush()
    totals = {"granted": made.granted, "reserved": made.reserved, "firms": len(made.entries)}
    intake.note(db, at, actor, "run", run_id, {**totals, "digest": digest} if digest else totals)
    return run_id


def _run_row(made: Plan, run_id: str, number: int, actor: str, at: str) -> dict[str, Any]:
    return {
        "id": run_id,
        "policy": made.policy.id,
        "year": made.year,
        "number": number,
        "at": at,
        "actor": actor,
        "policy_digest": made.policy.digest,
        "policy_source": kept(made.policy),
        "appropriation": made.appropriation,
        "spent_before": made.spent,
    }


class _Writer:
    """Collects the rows of a run, so that each table is written once."""

    def __init__(self, db: Database, made: Plan, run_id: str, actor: str, at: str) -> None:
        self.db, self.made, self.run_id, self.actor, self.at = db, made, run_id, actor, at
        self.spent = made.spent
        self.next = {table: awards.next_id(db, table) for table in ("decisions", "lines", "awards")}
        self.reversed = awards.reversed_keys(db, made.policy.id, {entry.uscc for entry in made.entries})
        self.decisions: list[tuple[Any, ...]] = []
        self.lines: list[tuple[Any, ...]] = []
        self.awards: list[tuple[Any, ...]] = []
        self.keys: list[tuple[Any, ...]] = []
        self.ledger: list[tuple[Any, ...]] = []

    def _id(self, table: str) -> int:
        self.next[table] += 1
        return self.next[table] - 1

    def entry(self, entry: Entry) -> None:
        """One firm's decision, its lines and awards, and the money where it is funded."""
        decision = self._id("decisions")
        waits = entry.unfunded
        unfunded = json.dumps(waits)
        row = (decision, self.run_id, entry.application, entry.uscc, entry.amount, unfunded, entry.rank, entry.body)
        self.decisions.append(row)
        for position, award in enumerate(entry.carried):
            if position not in waits:
                self._grant(award["id"], award["amount"])
        for position, (claim, line) in enumerate(zip(entry.claims, entry.lines, strict=True), len(entry.carried)):
            line_id = self._id("lines")
            final = None if line.outcome == REFERRED else claim
            self.lines.append((line_id, decision, claim, position, line.outcome, line.amount, final))
            if line.grant is not None:
                self._award(entry, line, line_id, position not in waits)

    def _award(self, entry: Entry, line: Any, line_id: int, funded: bool) -> None:
        policy, year, item = self.made.policy.id, self.made.year, line.item
        award = self._id("awards")
        facts = json.dumps(line.grant, ensure_ascii=False, sort_keys=True)
        self.awards.append(
            (award, line_id, policy, entry.uscc, item.id, year, line.amount, facts, entry.application, self.at)
        )
        for key in dict.fromkeys(item.keys(line.grant, year)):
            generation = self.reversed.get((entry.uscc, item.id, key), 0)
            self.keys.append((policy, entry.uscc, item.id, key, generation, award))
        if funded:
            self._grant(award, line.amount)

    def _grant(self, award: int, amount: int) -> None:
        self.spent += amount
        made = self.made
        self.ledger.append(
            (made.policy.id, made.year, "grant", award, amount, self.spent, self.run_id, "", self.actor, self.at)
        )

    def flush(self) -> None:
        """Writes what was collected."""
        awards.append(self.db, "decisions", DECISIONS, ((*row, body.decode()) for *row, body in self.decisions))
        awards.append(self.db, "lines", LINES, self.lines)
        awards.append(self.db, "awards", AWARDS, self.awards)
        awards.append(self.db, "award_keys", KEYS, self.keys)
        awards.append(self.db, "ledger", awards.LEDGER, self.ledger)
