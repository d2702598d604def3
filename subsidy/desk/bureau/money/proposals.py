"""What one person proposes and another answers: an appropriation, awards taken back after approval, another policy.

A proposal does nothing. Its approval does what it says in the same transaction, only if all is still as it was when
somebody proposed it. Of one thing there is one open proposal at a time; who proposed it may withdraw it.
"""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from subsidy import store
from subsidy.desk import money
from subsidy.desk.bureau.people import Person, apart, require
from subsidy.desk.bureau.policies import adopt
from subsidy.desk.bureau.runs import batch
from subsidy.desk.bureau.runs.approve import number_reversals
from subsidy.desk.common import DeskError, now
from subsidy.desk.issue import Issued
from subsidy.money import cents
from subsidy.policy import Policy
from subsidy.store import Database, awards, batches, intake, runs
from subsidy.store import proposals as table
from subsidy.store.intake import Row

APPROPRIATION, REVERSAL, POLICY = "appropriation", "reversal", "policy"
KINDS = {APPROPRIATION: "预算", REVERSAL: "更正（追回）", POLICY: "政策"}
PROPOSE = {kind: f"propose_{kind}" for kind in KINDS}
ANSWER = {kind: f"answer_{kind}" for kind in KINDS}
APPROVED, REFUSED, WITHDRAWN = "approved", "refused", "withdrawn"
OUTCOMES = {"": "待答复", APPROVED: "同意", REFUSED: "不同意", WITHDRAWN: "已撤回"}
SHORTEST = 10  # characters of a reason


class Proposal(NamedTuple):
    """What was proposed, by whom and why, and its answer: `outcome` is '' while nobody gave one."""

    id: int
    kind: str
    subject: str
    body: Mapping[str, Any]
    reason: str
    at: str
    actor: str
    outcome: str
    answer: str
    answered: str
    answerer: str

    @property
    def title(self) -> str:
        """What is proposed, in a line."""
        body = self.body
        if self.kind == APPROPRIATION:
            return f"{body['year']} 年预算由{_amount(body['before'])}改为 {cents(body['after'])} 元"
        if self.kind == POLICY:
            return f"{body['document']} 第 {body['version']} 版，改动 {body['changes']} 处"
        what = "、".join(dict.fromkeys(award["title"] for award in body["awards"]))
        return f"批次 {body['run']} {body['firm']}：{what}，{cents(body['amount'])} 元"


class Answered(NamedTuple):
    """The proposal as it was answered, and for a reversal its letters; `problem` says why one has no number."""

    proposal: Proposal
    issued: Issued | None = None
    problem: str = ""


YEARS, MOST = range(2000, 2100), 100_000_000_000_00  # fen: beyond it somebody slipped on the keys


def propose_appropriation(db: Database, policy: Policy, year: int, amount: int, reason: str, person: Person) -> int:
    """Proposes a year's appropriation, in fen; the proposal's number. RefusedError below what is granted."""
    require(person, PROPOSE[APPROPRIATION])
    reason = _reason(reason)
    if year not in YEARS or amount > MOST:
        raise DeskError(f"年度应在 {YEARS.start} 至 {YEARS.stop - 1} 之间，金额不超过 {cents(MOST)} 元，请核对")
    with store.write(db):
        before = awards.appropriation(db, policy.id, year)
        if before == amount:
            raise DeskError(f"{year} 年预算已是 {cents(amount)} 元，没有变化")
        money.covers_grants(db, policy.id, year, amount)
        body = {"policy": policy.id, "year": year, "before": before, "after": amount}
        return _propose(db, APPROPRIATION, f"{policy.id}/{year}", body, reason, person)


def propose_policy(db: Database, new: Policy, reason: str, person: Person) -> int:
    """Proposes a policy in place of the one in force of its id; the proposal's number. DeskError as policies.adopt."""
    require(person, PROPOSE[POLICY])
    reason = _reason(reason)
    with store.write(db):
        body, more = adopt.proposed(db, new)
        return _propose(db, POLICY, new.id, body, reason, person, more)


def propose_reversal(db: Database, run_id: str, uscc: str, item: str | None, reason: str, person: Person) -> int:
    """Proposes to take back what a run gave a firm, all or one item; the proposal's number.

    DeskError before the run's approval, when a firm is excluded instead, and where nothing stands any more.
    """
    require(person, PROPOSE[REVERSAL])
    reason = _reason(reason)
    with store.write(db):
        found = reversible(db, run_id, uscc)
        chosen = [award for award in found if item in (None, award["item"])]
        if not chosen:
            raise DeskError(f"批次 {run_id} 中 {uscc} 没有可更正（追回）的{item or ''}奖励")
        body = {
            "run": run_id,
            "uscc": uscc,
            "firm": chosen[0]["firm"],
            "item": item,
            "awards": [
                {name: award[name] for name in ("id", "item", "title", "amount", "granted")} for award in chosen
            ],
            "amount": sum(award["amount"] for award in chosen),
            "funded": sum(award["amount"] for award in chosen if award["granted"]),
        }
        return _propose(db, REVERSAL, f"{run_id}/{uscc}", body, reason, person)


def reversible(db: Database, run_id: str, uscc: str) -> list[Row]:
    """What a run gave a firm and stands, each award with its `title` and the `firm`; DeskError before approval."""
    standing = money.reversible(db, run_id, uscc)
    decision = runs.decision_on(db, run_id, uscc)
    if decision is None:
        raise DeskError(f"批次 {run_id} 中没有 {uscc}，或已经移出")
    standing += batches.given_by_undecided(db, decision["id"])
    if decision["id"] not in batches.approved(db, run_id):
        raise DeskError(f"批次 {run_id} 对 {uscc} 的决定尚未签批，不用更正（追回）；有误的，签批以前移出批次即可")
    titles, firm = table.titles(db, [award["id"] for award in standing]), table.firm_of(db, decision["id"])
    return [{**award, "title": titles[award["id"]], "firm": firm} for award in standing]


def answer(
    db: Database,
    proposal: int,
    approved: bool,
    reason: str,
    person: Person,
    office: Mapping[str, Any] | None = None,
    date: datetime.date | None = None,
) -> Answered:
    """Answers another's proposal; approved, it is done in the same transaction. A reversal's letter is numbered then.

    DeskError where things changed since it was proposed, or it is answered already. `date` is that of the letter.
    """
    with store.write(db):
        found = one(db, proposal)
        require(person, ANSWER[found.kind])
        apart(person, [found.actor], f"第 {proposal} 号提请的答复")
        _still_open(found)
        reason = " ".join(reason.split())
        if not reason:
            raise DeskError("没有填答复意见")
        if approved:
            _DO[found.kind](db, found, person)
        _answer(db, found, APPROVED if approved else REFUSED, reason, person)
        if approved and found.kind == POLICY:
            _enact(db, found, person)
        found = one(db, proposal)
    if not approved or found.kind != REVERSAL:
        return Answered(found)
    return _letters(db, found, date or datetime.date.today(), person, office or {})


def withdraw(db: Database, proposal: int, person: Person, reason: str = "") -> None:
    """Takes one's own proposal back while nobody answered it."""
    with store.write(db):
        found = one(db, proposal)
        require(person, PROPOSE[found.kind])
        _still_open(found)
        if person.login != found.actor:
            raise DeskError(f"第 {proposal} 号提请由 {found.actor} 提出，只能由本人撤回")
        _answer(db, found, WITHDRAWN, " ".join(reason.split()) or "本人撤回", person)


def one(db: Database, proposal: int) -> Proposal:
    """A proposal; DeskError where there is none of this number."""
    found = table.one(db, proposal)
    if found is None or found["kind"] not in KINDS:
        raise DeskError(f"没有第 {proposal} 号提请")
    return Proposal(**found)


def waiting(db: Database, kind: str | None = None) -> list[Proposal]:
    """What waits for an answer, oldest first."""
    return [Proposal(**row) for row in table.waiting(db, kind) if row["kind"] in KINDS]


def being_reversed(db: Database, run_id: str) -> dict[str, int]:
    """The firms of a run of which a reversal is proposed and not answered yet, each with the proposal's number."""
    found = waiting(db, REVERSAL)
    return {one.body["uscc"]: one.id for one in found if one.body["run"] == run_id}


def answered(db: Database, kind: str) -> list[Proposal]:
    """What was answered or withdrawn, latest first."""
    return [Proposal(**row) for row in table.answered(db, kind)]


def _propose(
    db: Database, kind: str, subject: str, body: Row, reason: str, person: Person, more: Row | None = None
) -> int:
    """A proposal; `more` of its body is too long for the trail."""
    for other in table.waiting(db, kind, subject):
        raise DeskError(f"第 {other['id']} 号提请（{other['actor']}）尚未答复，同一事项不能再提")
    at = now()
    made = table.add(db, kind, subject, {**body, **(more or {})}, reason, at, person.login)
    detail = {"proposal": made, "kind": kind, "reason": reason, **body}
    intake.note(db, at, person.login, "propose", subject, detail)
    return made


def _answer(db: Database, found: Proposal, outcome: str, reason: str, person: Person) -> None:
    at = now()
    table.answer(db, found.id, outcome, reason, at, person.login)
    detail = {"proposal": found.id, "kind": found.kind, "before": "", "after": outcome, "reason": reason}
    intake.note(db, at, person.login, "answer_proposal", found.subject, detail)


def _change_budget(db: Database, found: Proposal, person: Person) -> None:
    policy, year, before = found.body["policy"], found.body["year"], found.body["before"]
    today = awards.appropriation(db, policy, year)
    if today != before:
        told = f"提请时{_amount(before)}，现在{_amount(today)}"
        raise DeskError(f"{year} 年预算在提请以后有变动：{told}；请不同意这一提请，另行提出")
    detail = {"proposal": found.id, "proposed_by": found.actor, "reason": found.reason}
    money.change_budget(db, policy, year, found.body["after"], person.login, detail)


def _take_back(db: Database, found: Proposal, person: Person) -> None:
    body = found.body
    standing = {award["id"]: award for award in reversible(db, body["run"], body["uscc"])}
    proposed = [award["id"] for award in body["awards"]]
    now_item = [key for key, award in standing.items() if body["item"] in (None, award["item"])]
    if now_item != proposed:
        raise DeskError(f"批次 {body['run']} 中{body['firm']}的奖励在提请以后有变动；请不同意这一提请，另行提出")
    chosen = [standing[key] for key in proposed]
    detail = {"proposal": found.id, "proposed_by": found.actor}
    money.take_back(db, chosen, body["run"], found.reason, person.login, detail)
    # a later run that carries what is taken back, and is not approved yet, decides on the firm anew
    batch.leave_later(db, chosen[0]["application"], body["uscc"], f"更正（追回）：{found.reason}", person.login)


def _same_law(db: Database, found: Proposal, person: Person) -> None:
    adopt.same(db, dict(found.body))


def _enact(db: Database, found: Proposal, person: Person) -> None:
    """The new version, once the answer stands; runs that are started from now on decide by it."""
    at, body = now(), dict(found.body)
    adopt.enact(db, found.id, body, at, person.login)
    detail = {name: body[name] for name in ("document", "version", "before", "after")}
    detail |= {"proposal": found.id, "proposed_by": found.actor, "reason": found.reason}
    intake.note(db, at, person.login, "set_policy", found.subject, detail)


_DO = {APPROPRIATION: _change_budget, REVERSAL: _take_back, POLICY: _same_law}


def _letters(db: Database, found: Proposal, date: datetime.date, person: Person, office: Mapping[str, Any]) -> Answered:
    """Numbers the reversal's letter: a transaction of its own, as it is looked at first whether it can be printed."""
    try:
        issued = number_reversals(db, found.body["run"], date, person, office)
    except DeskError as error:
        return Answered(found, None, f"奖励已经撤销，决定书未能编号：{error}")
    return Answered(found, issued, "；".join(issued.left))


def _still_open(found: Proposal) -> None:
    if found.outcome:
        raise DeskError(f"第 {found.id} 号提请已有答复：{OUTCOMES[found.outcome]}（{found.answerer}）")


def _amount(fen: int | None) -> str:
    return "未设定" if fen is None else f" {cents(fen)} 元"


def _reason(text: str) -> str:
    reason = " ".join(text.split()).rstrip("。")  # sentences that quote it end by themselves
    if len(reason) < SHORTEST:
        raise DeskError(f"理由只有 {len(reason)} 个字，应至少 {SHORTEST} 个字，写明依据")
    return reason
