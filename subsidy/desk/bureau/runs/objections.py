"""Objections to what a run awards: recorded by one of the staff as they came in, answered by another.

An open one holds its firm back from approval and payment (`store.batches.held`). One that is upheld takes the firm out
of the run; once the firm is approved, it tells that a reversal is to be proposed.
"""

import datetime
from typing import NamedTuple

from subsidy import store
from subsidy.desk.bureau.people import Person, apart, require, sees_unapproved
from subsidy.desk.bureau.runs import batch, publish
from subsidy.desk.common import DeskError, now
from subsidy.model import identity
from subsidy.store import Database, batches, intake, publications, runs
from subsidy.store.intake import Row

UPHELD, REJECTED = "upheld", "rejected"
OUTCOMES = {UPHELD: "异议成立", REJECTED: "异议不成立"}
LONGEST = {"who": 100, "contact": 200, "text": 4000}
LABELS = {"who": "提出异议的单位或个人", "contact": "联系方式", "text": "异议内容", "answer": "答复"}
MOST = 5  # firms of a name that are told


class ObjectionError(DeskError):
    """What is wrong with an objection or answer as it was filled in, and in which field."""

    def __init__(self, field: str, told: str) -> None:
        super().__init__(told)
        self.field = field


class Answered(NamedTuple):
    """What an answer led to: its outcome, whether the firm left the run by it, and what is to be done."""

    outcome: str
    excluded: bool
    told: str


def firm(db: Database, run_id: str, typed: str) -> str:
    """The code of a firm of a run by its code, its name, or a part of the name that no other has; ObjectionError."""
    wanted, known = identity(typed), publications.firms(db, run_id)
    if not wanted:
        raise ObjectionError("firm", "没有填企业，应填统一社会信用代码或企业名称")
    if wanted in known:
        return wanted
    same = [uscc for uscc, name in known.items() if identity(name) == wanted]
    found = same or [uscc for uscc, name in known.items() if wanted in identity(name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ObjectionError("firm", f"批次 {run_id} 中没有“{typed.strip()}”这家企业，或已经移出")
    some = "、".join(f"{known[uscc]}（{uscc}）" for uscc in found[:MOST])
    more = " 等" if len(found) > MOST else ""
    raise ObjectionError("firm", f"“{typed.strip()}”对应 {len(found)} 家企业：{some}{more}，应填统一社会信用代码")


def record(
    db: Database, run_id: str, uscc: str, who: str, contact: str, text: str, received: datetime.date, person: Person
) -> int:
    """Records an objection against a firm of a run, until the firm is paid; its number. ObjectionError, DeskError."""
    require(person, "object")
    said = {"who": _said("who", who), "contact": _said("contact", contact), "text": _said("text", text)}
    with store.write(db):
        _received(publish.decided(db, run_id), received)
        decision = runs.decision_on(db, run_id, uscc)
        if decision is None:
            raise ObjectionError("firm", f"批次 {run_id} 中没有 {uscc}，或已经移出")
        if decision["id"] in batches.paid(db, run_id):
            raise ObjectionError(
                "firm", f"批次 {run_id} 对 {uscc} 的奖励已经拨付，不再受理异议；确有错误的，应提出更正（追回）"
            )
        at = now()
        row = {"decision": decision["id"], "received": received.isoformat(), **said, "at": at, "actor": person.login}
        made = publications.add_objection(db, row)
        detail = {
            "objection": made,
            "uscc": uscc,
            **{name: row[name] for name in ("decision", "received", "who", "text")},
        }
        intake.note(db, at, person.login, "object", run_id, detail)
        return made


def answer(db: Database, objection: int, outcome: str, text: str, person: Person) -> Answered:
    """Answers an objection that another recorded. Upheld before approval, its firm leaves the run at once.

    SamePersonError for whoever recorded it; ObjectionError where it is answered already, or the answer is not whole.
    """
    require(person, "answer")
    if outcome not in OUTCOMES:
        raise ObjectionError("outcome", f"没有选处理结果，应为{'或'.join(OUTCOMES.values())}")
    said = _said("text", text, LABELS["answer"])
    with store.write(db):
        row = publications.objection(db, objection)
        if row is None:
            raise DeskError(f"没有第 {objection} 号异议")
        apart(person, [row["actor"]], f"第 {objection} 号异议的答复")
        if row["outcome"]:
            raise ObjectionError("text", f"第 {objection} 号异议已经答复：{OUTCOMES[row['outcome']]}")
        at = now()
        publications.add_answer(
            db, {"objection": objection, "outcome": outcome, "text": said, "at": at, "actor": person.login}
        )
        leaves = outcome == UPHELD and not row["approved"] and not row["excluded"]
        detail = {"objection": objection, "uscc": row["uscc"], "outcome": outcome, "text": said, "excluded": leaves}
        intake.note(db, at, person.login, "answer", row["run"], detail)
        if leaves:
            batch.leave(db, row["run"], row["uscc"], f"异议成立：{said}", person.login)
        return Answered(outcome, leaves, _consequence(row, outcome, leaves))


def open_for(db: Database, run_id: str) -> list[Row]:
    """The objections to decisions of a run that nobody answered yet, oldest first."""
    return [row for row in all_of(db, run_id) if not row["outcome"]]


def all_of(db: Database, run_id: str) -> list[Row]:
    """Every objection to decisions of a run, oldest first, each with its firm and answer; RunError if unknown."""
    publish.decided(db, run_id)
    return publications.objections(db, run_id)


def shown(db: Database, run_id: str, person: Person) -> list[Row]:
    """As `all_of`; who objected, and how to reach them, is None for who only pays, until the decision is approved."""
    found = all_of(db, run_id)
    if sees_unapproved(person):
        return found
    return [row if row["approved"] else {**row, "who": None, "contact": None} for row in found]


def _said(field: str, typed: str, label: str = "") -> str:
    """A text as it is kept; ObjectionError where there is none, or too much."""
    label, most = label or LABELS[field], LONGEST[field]
    lines = [" ".join(line.split()) for line in typed.strip().splitlines()]
    text = ("\n" if field == "text" else " ").join(lines)
    if not text:
        raise ObjectionError(field, f"没有填{label}")
    if len(text) > most:
        raise ObjectionError(field, f"{label}有 {len(text)} 个字，应不超过 {most} 个字")
    return text


def _received(first: datetime.date, day: datetime.date) -> None:
    today = datetime.date.today()
    if not first <= day <= today:
        wanted = f"应为 {first}（核算日期）至 {today}（今天）之间的一天"
        raise ObjectionError("received", f"收到日期 {day} {'早于核算日期' if day < first else '还没有到'}；{wanted}")


def _consequence(row: Row, outcome: str, leaves: bool) -> str:
    """What follows from an answer, for whoever gave it."""
    if outcome == REJECTED:
        return f"已答复，{row['firm']}不再因这件异议暂缓办理"
    if leaves:
        return f"已答复，{row['firm']}移出批次 {row['run']}，其申报事项退回重新核对"
    if row["approved"]:
        return f"已答复；{row['firm']}的决定已经签批，不能移出批次，应另行提出更正（追回）"
    return f"已答复；{row['firm']}此前已移出批次"
