"""What became of an application: the steps that every applicant knows, what happens next, and what the firm can do.

What a run decided is told when its letters are issued, not before.
"""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from schemas.words import say
from subsidy.desk.drafts import GRANT, RESERVE
from subsidy.desk.firm.drafts import OPEN, RETURNED, SUBMITTED, Standing, standing
from subsidy.desk.firm.received import Received, letter, letters
from subsidy.desk.firm.review import title
from subsidy.desk.firm.settled import decided
from subsidy.desk.standing import ISSUED
from subsidy.money import cents
from subsidy.policy import Policy
from subsidy.store import Database, applying, batches, intake, runs
from subsidy.store.intake import Row

__all__ = ["Event", "Step", "Timeline", "letter", "letters", "timeline"]

CHECKED = "checked"  # the act of store's vouchings
DONE, CURRENT, COMING, NONE = "done", "current", "coming", "none"
NAMES = ("申报", "初审", "复核", "公示", "签批", "拨付")
APPLY, MEND, WITHDRAW, WAIT, READ, OBJECT = "apply", "mend", "withdraw", "wait", "read", "object"
EVENTS = {
    applying.SUBMITTED: say("提交申报"),
    applying.RESUBMITTED: say("改正后再次提交"),
    applying.RETURNED: say("退回修改"),
    applying.WITHDRAWN_ALL: say("撤回申报"),
}
CONFIRMED = say("确认受理单位核对出的事项，补充申报")
# who does what next, by the step that is current
NEXT = {
    "申报": say("由企业填写各项并提交"),
    "初审": say("由受理单位核对申报内容和证明材料；要改的会一次性列明退回"),
    "复核": say("由受理单位逐条对照政策核算，并按年度预算安排"),
    "公示": say("由受理单位公示拟兑现名单；公示期内可以书面提出异议"),
    "签批": say("由受理单位签批并发出告知书"),
    "拨付": say("由财政部门按资金下达文件拨付到登记的账户"),
}
MEND_NEXT = say("由企业按下列意见改正后再次提交；其余部分已锁定，不用重填")
AGAIN_NEXT = say("申报已撤回；在审定以前可以重新提交")
RESERVE_NEXT = say("已列入财政预算储备项目库，待财政部门筹措资金后按排序办理")
PAID_NEXT = say("资金已拨付，请查收；各项结果和理由见告知书")
NOTHING_NEXT = say("没有应拨付的资金；各项结果和理由见告知书")


class Step(NamedTuple):
    """One of NAMES; `state` is done, current, coming, or none where there is nothing to pay; `at` '' where unknown."""

    name: str
    state: str
    at: str = ""
    text: str = ""


class Event(NamedTuple):
    """Something that happened: its kind (store.applying), in words, when, by whom, and what was said with it."""

    kind: str
    text: str
    at: str
    actor: str
    number: int = 0
    told: str = ""


class Timeline(NamedTuple):
    """Where an application stands. `acts` are what the firm can do: apply, mend, withdraw, wait, read, object.

    `to_mend`: section, title and message of each section that was returned. `letters` are those on this application,
    with their lines and reasons, latest first.
    """

    steps: tuple[Step, ...]
    next: str
    acts: tuple[str, ...]
    to_mend: tuple[tuple[str, str, str], ...]
    events: tuple[Event, ...]
    letters: tuple[Received, ...]

    @property
    def current(self) -> Step | None:
        """The step under way; None when all is done."""
        return next((step for step in self.steps if step.state == CURRENT), None)


class _Found(NamedTuple):
    """What the store knows of an application: its claims that still count, decisions, letters that still stand.

    `progress` is what became of the last decision (store.batches.progress), `settled` in it those that are paid.
    """

    stands: Standing
    sent: str
    claims: list[Row]
    decisions: list[Row]
    letters: tuple[Received, ...]
    progress: Row

    @property
    def open(self) -> list[Row]:
        """The claims that nobody has decided."""
        return [claim for claim in self.claims if not decided(claim)]

    @property
    def told(self) -> bool:
        """Whether the last decision has its letters."""
        return bool(self.decisions) and any(one.decision == self.decisions[-1]["id"] for one in self.letters)


def timeline(db: Database, policy: Policy, year: int, uscc: str) -> Timeline:
    """The steps of an application for a year, and all that can be told of it now."""
    happened = applying.events(db, policy.id, year, uscc)
    found = _find(db, policy, year, uscc, happened)
    place = _place(found)
    steps = tuple(_steps(found, place))
    stands = found.stands
    to_mend = tuple((section, title(policy, section), told) for section, told in stands.to_mend.items())
    withdrawn = bool(happened) and happened[-1]["kind"] == applying.WITHDRAWN_ALL
    following = AGAIN_NEXT if withdrawn and place == 0 else _next(found, place)
    return Timeline(steps, following, _acts(found, place), to_mend, _events(happened), found.letters)


def _find(db: Database, policy: Policy, year: int, uscc: str, happened: list[Row]) -> _Found:
    application = intake.application(db, policy.id, year, uscc)
    claims = _latest(intake.claims(db, application["id"])) if application else []
    decisions = runs.of_application(db, application["id"]) if application else []
    mine = {row["id"] for row in decisions}
    got = tuple(one for one in letters(db, uscc) if one.decision in mine)
    stands = standing(db, policy, year, uscc)
    sent = next((e["at"] for e in reversed(happened) if e["kind"] in (applying.SUBMITTED, applying.RESUBMITTED)), "")
    if not sent and claims and application:  # handed in on paper
        stands, sent = Standing(SUBMITTED), application["received"]
    progress = batches.progress(db, decisions[-1]["id"]) if decisions else {}
    paid = tuple(row["id"] for row in decisions if batches.progress(db, row["id"])["paid"])
    return _Found(stands, sent, claims, decisions, got, {**progress, "settled": paid})


def _latest(rows: list[Row]) -> list[Row]:
    """The claims in their latest version that the firm did not take back."""
    found = {(row["item"], row["key"]): row for row in rows}
    return [row for row in found.values() if not row["withdrawn"]]


def _place(found: _Found) -> int:
    """The step under way, by its place among NAMES; 6 when there is nothing left to do."""
    if found.stands.kind in (OPEN, RETURNED) and (found.open or not found.claims or found.stands.kind == RETURNED):
        return 0
    if any(not claim["accepted"] and claim["vouched"] != CHECKED for claim in found.open):
        return 1
    if found.open:
        return 2
    if not found.told:
        return 4 if _noticed(found) else 3
    return 5 if _due(found) else 6


def _noticed(found: _Found) -> bool:
    """Whether the notice of the last decision is over."""
    ends = found.progress["ends"]
    return bool(ends) and datetime.date.fromisoformat(ends) < datetime.date.today()


def _due(found: _Found) -> list[Received]:
    """The letters that say that money is to come, or may come: not wholly taken back, and not paid."""
    live = [one for one in found.letters if one.kind in (GRANT, RESERVE) and (one.status == ISSUED or one.partly)]
    return [one for one in live if one.kind == RESERVE or one.decision not in found.progress["settled"]]


def _steps(found: _Found, place: int) -> list[Step]:
    last = found.decisions[-1]["at"] if found.decisions else ""
    issued = found.letters[0].date.isoformat() if found.letters else ""
    at = (found.sent, "", last, found.progress.get("ends") or "", issued, found.progress.get("paid") or "")
    steps = []
    for index, name in enumerate(NAMES):
        state = DONE if index < place else CURRENT if index == place else COMING
        steps.append(Step(name, state, at[index] if state == DONE else "", NEXT[name]))
    if place == 3 and found.progress["starts"]:
        days = {name: found.progress[name] for name in ("starts", "ends")}
        steps[3] = steps[3]._replace(text=say("公示期 {starts} 至 {ends}；期内可以书面提出异议", **days))
    if place > 4 and not _due(found) and not found.progress["settled"]:
        steps[-1] = Step(NAMES[-1], NONE, "", NOTHING_NEXT)
    elif place == 5:
        steps[-1] = steps[-1]._replace(text=_paying(found))
    return steps


def _paying(found: _Found) -> str:
    granted = sum(one.total for one in _due(found) if one.kind == GRANT and one.status == ISSUED)
    waiting = sum(one.total for one in _due(found) if one.kind == RESERVE and one.status == ISSUED)
    paying = say("{amount} 元{what}", amount=cents(granted), what=NEXT["拨付"])
    kept = say("{amount} 元{what}", amount=cents(waiting), what=RESERVE_NEXT)
    if granted and waiting:
        return say("{first}；{second}", first=paying, second=kept)
    return paying if granted else kept if waiting else NEXT["拨付"]


def _next(found: _Found, place: int) -> str:
    if found.stands.kind == RETURNED:
        return MEND_NEXT
    if place == 6:
        return PAID_NEXT if found.progress["settled"] else NOTHING_NEXT
    return _paying(found) if place == 5 else NEXT[NAMES[place]]


def _acts(found: _Found, place: int) -> tuple[str, ...]:
    acts: list[str] = []
    if found.stands.kind == RETURNED:
        acts.append(MEND)
    elif found.stands.kind == OPEN:
        acts.append(APPLY)
    elif place < len(NAMES):
        acts.append(WAIT)
    if found.open and found.stands.kind != OPEN:
        acts.append(WITHDRAW)
    if found.letters:
        acts += [READ, OBJECT]
    return tuple(acts)


def _events(happened: list[Row]) -> tuple[Event, ...]:
    found = []
    for row in happened:
        body: Mapping[str, Any] = row["body"]
        number, told = body.get("submission", 0), body.get("reason", "")
        text = CONFIRMED if body.get("offer") else EVENTS[row["kind"]]
        found.append(Event(row["kind"], text, row["at"], row["actor"], number, told))
    return tuple(found)
