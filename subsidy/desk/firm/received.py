"""The letters that a firm got: only its own, only issued ones, as they were issued."""

import datetime
from collections import Counter
from typing import NamedTuple

from subsidy.desk import papers
from subsidy.desk.drafts import REFUSAL, REVERSAL, restored
from subsidy.desk.papers import Paper
from subsidy.desk.standing import standing
from subsidy.letters import Letter
from subsidy.model import GRANTED, REFUSED
from subsidy.money import of_yuan
from subsidy.store import Database
from subsidy.store import letters as table


class Told(NamedTuple):
    """A line of a letter: what was decided on a claim, in fen, and why."""

    title: str
    clause: str
    outcome: str
    amount: int
    reasons: tuple[str, ...]
    workings: tuple[str, ...]


class Received(NamedTuple):
    """An issued letter: `name` is how it is asked for, `status` what became of it, `partly` of a part of it.

    `total` in fen is what it grants, reserves or takes back, 0 for a refusal; `decision` the store's id of what it
    tells of.
    """

    name: str
    kind: str
    number: str
    date: datetime.date
    year: int
    run: str
    status: str
    total: int
    lines: tuple[Told, ...]
    decision: int
    objection: str
    partly: bool


def letters(db: Database, uscc: str) -> list[Received]:
    """Every letter issued to a firm, latest first."""
    return [_received(db, paper, row["code"], row["decision"]) for paper, row in reversed(_papers(db, uscc))]


def letter(db: Database, uscc: str, name: str) -> Paper | None:
    """A letter of a firm by its name; None where the firm has none of that name."""
    return next((paper for paper, _ in _papers(db, uscc) if paper.name == name), None)


def _papers(db: Database, uscc: str) -> list[tuple[Paper, dict]]:
    told: Counter[str] = Counter()
    found = []
    for row in table.to_firm(db, uscc):
        told[row["run"]] += row["kind"] == REVERSAL
        which = told[row["run"]] if row["kind"] == REVERSAL else 1
        # a firm has letters of several runs: the run makes the name one of its own
        name = f"{row['run']}-{papers.name(uscc, row['kind'], which)}"
        found.append((Paper(restored(row["body"]), name, row["id"]), row))
    return found


def _received(db: Database, paper: Paper, code: str, decision: int) -> Received:
    said = paper.letter
    known = standing(db, code)
    lines = tuple(_told(line) for line in _about(said))
    year = int(said.decision["year"])
    return Received(
        paper.name,
        said.kind,
        said.number,
        said.date,
        year,
        said.run,
        known.status,
        known.total,
        lines,
        decision,
        objection(said),
        known.partly,
    )


def _about(letter: Letter) -> list[dict]:
    """The lines that a letter decides on, not those that it only mentions."""
    lines = list(letter.decision["lines"])
    if letter.kind == REVERSAL:
        return [line for line in lines if of_yuan(line["amount"])]
    wanted = REFUSED if letter.kind == REFUSAL else GRANTED
    return [line for line in lines if line["outcome"] == wanted] or lines


def _told(line: dict) -> Told:
    reasons = tuple(reason["text"] for reason in line["reasons"])
    amount, workings = of_yuan(line["amount"]), tuple(line["workings"])
    return Told(line["title"], line["clause"], line["outcome"], amount, reasons, workings)


def objection(letter: Letter) -> str:
    """How to object, and until when, as the letter says it."""
    office = letter.office
    days, issuer = office["objection_days"], office["issuer"]
    told = [f"如有异议，自收到告知书之日起 {days} 个工作日内书面向{issuer}提出，并附证明材料"]
    if letter.kind == REVERSAL:
        told = []
    if letter.kind == REVERSAL or any(line["outcome"] == REFUSED for line in _about(letter)):
        review = f"向{office['reconsideration_to']}" if office["reconsideration_to"] else ""
        told.append(
            f"如不服，可自收到之日起 {office['reconsideration_days']} 日内依法{review}申请行政复议，"
            f"或者自收到之日起 {office['litigation_months']} 个月内依法向{office['court'] or '人民法院'}提起行政诉讼"
        )
    return "；".join(told)
