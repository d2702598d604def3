"""Sending an application: once, whole, as it was seen; taking it back; sending it back to be mended.

Everything an act reads and writes is one write transaction. The claims go through the same intake as a workbook's.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from schemas import typed
from schemas.words import say
from subsidy import store
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm import answers
from subsidy.desk.firm.drafts import FIRM, FIRM_TITLE, RETURNED, SUBMITTED, drafts, standing
from subsidy.desk.firm.gone import take_back_gone, vouch_no_more
from subsidy.desk.firm.review import Preview, SectionProblem, last_values, preview, title
from subsidy.desk.intake import take
from subsidy.intake import DETAILS, ClaimEntry, FirmEntry, Intake
from subsidy.policy import Policy
from subsidy.store import Database, applying, files, intake
from subsidy.store.intake import Row

__all__ = ["Submission", "SubmitError", "preview", "receipt", "send_back", "submit", "withdraw"]

CHANGED, ALREADY, PROBLEMS = "changed", "already", "problems"


class Submission(NamedTuple):
    """What was sent: which of the firm's year, when, by whom; all of it in `body` (see `_body`), and its sha256."""

    uscc: str
    year: int
    number: int
    at: str
    actor: str
    digest: str
    body: Mapping[str, Any]


class SubmitError(DeskError):
    """Why nothing was sent: `changed` meanwhile in another window, sent `already`, or `problems`, all of them."""

    def __init__(self, code: str, message: str, problems: Iterable[SectionProblem] = ()) -> None:
        self.code, self.problems = code, tuple(problems)
        super().__init__("\n".join([message, *(f"{p.label}：{p.message}".lstrip("：") for p in self.problems)]))


def submit(
    db: Database, policy: Policy, year: int, uscc: str, token: str, versions: Mapping[str, int], actor: str
) -> Submission:
    """Sends the drafts as `preview` showed them. The same token again gives the same submission and sends nothing.

    SubmitError otherwise than `preview` promised; nothing is written then.
    """
    with store.write(db):
        known = applying.by_token(db, token)
        if known and (known["policy"], known["year"], known["uscc"]) == (policy.id, year, uscc):
            return _submission(known)
        if known or not token:
            raise SubmitError(CHANGED, say("这一页已过期，请重新核对后提交"))
        found = _checked(db, policy, year, uscc, versions)
        return _send(db, policy, year, uscc, token, found, actor)


def _checked(db: Database, policy: Policy, year: int, uscc: str, versions: Mapping[str, int]) -> Preview:
    found = preview(db, policy, year, uscc)
    if found.submitted:
        raise SubmitError(ALREADY, say("本年度的申报已经提交，不能重复提交"))
    for section in {*found.versions, *versions}:
        if found.versions.get(section, 0) != versions.get(section, 0) and not _nothing(found, section, versions):
            raise SubmitError(CHANGED, say("核对以后内容又有改动（可能在另一个窗口），请重新核对后提交"))
    if found.problems:
        raise SubmitError(PROBLEMS, say("还有需要改正的地方，没有提交"), found.problems)
    return found


def _nothing(found: Preview, section: str, versions: Mapping[str, int]) -> bool:
    """Whether nothing is claimed in a section of which the page did not speak."""
    return section not in versions and section not in {shown.id for shown in found.sections}


def _send(db: Database, policy: Policy, year: int, uscc: str, token: str, found: Preview, actor: str) -> Submission:
    at, where = now(), (policy.id, year, uscc)
    again = standing(db, policy, year, uscc).kind == RETURNED
    before = last_values(db, policy, year, uscc) if again else {}
    pieces = [p for p in files.evidence(db, *where) if p["section"] in {section.id for section in found.sections}]
    body = _body(policy, year, uscc, found, pieces)
    row = applying.add_submission(db, *where, token, body, [p["id"] for p in pieces], at, actor)
    number = row["number"]
    values = {section.id: section.values for section in found.sections}
    take_back_gone(db, policy, year, uscc, before, values, actor)
    entries = _intake(policy, year, uscc, values, number)
    taken = take(db, policy, entries, accepted=False, actor=actor, source=f"submission:{uscc}/{year}/{number}")
    if taken.refusals:
        raise SubmitError(PROBLEMS, say("还有需要改正的地方，没有提交"), _refused(policy, number, taken.refusals))
    kind = applying.RESUBMITTED if again else applying.SUBMITTED
    applying.add_event(db, *where, kind, {"submission": number}, at, actor)
    intake.note(db, at, actor, "submit", f"application:{policy.id}/{year}/{uscc}", {"number": number, "kind": kind})
    return _submission(row)


def _body(policy: Policy, year: int, uscc: str, found: Preview, pieces: list[Row]) -> dict[str, Any]:
    """All that was sent, as it was typed and as it was shown: what the receipt says never changes."""
    kept = ("section", "requirement", "way", "name", "digest")
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "clause": section.clause,
            "values": section.values,
            "answers": section.answers,
            "version": found.versions.get(section.id, 0),
            "evidence": [{**one._asdict(), "names": list(one.names)} for one in section.evidence],
        }
        for section in found.sections
    ]
    told = found.estimate
    return {
        "uscc": uscc,
        "year": year,
        "name": found.sections[0].values.get("name", ""),
        "policy": {name: getattr(policy, name) for name in ("id", "number", "title", "section", "digest")},
        "sections": sections,
        "files": [{name: piece[name] for name in kept} for piece in pieces],
        "declaration": list(found.declaration),
        "estimate": {"total": told.total, "low": told.low, "high": told.high, "range": told.range},
    }


def _intake(policy: Policy, year: int, uscc: str, values: Mapping[str, Any], number: int) -> Intake:
    """The firm's details and claims as the intake takes them. What the firm says of its own conditions is for the
    office to check: only what it has found stands in the register.
    """
    details, _ = typed.load_firm(policy, values[FIRM])
    found = Intake()
    known = {name: value for name, value in (details or {}).items() if name in DETAILS}
    found.firms.append(FirmEntry(uscc, str((details or {})["name"]), known, {}, _place(number, FIRM_TITLE)))
    for name, item in policy.items.items():
        for claim in answers.read(policy, name, values[name]).claims if name in values else ():
            found.claims.append(ClaimEntry(uscc, year, None, name, claim.facts, (_place(number, item.sheet),)))
    return found


def _place(number: int, sheet: str) -> str:
    return f"网上申报第{number}次·{sheet}"


def _refused(policy: Policy, number: int, refusals: Iterable[Any]) -> list[SectionProblem]:
    """What the intake refused, by section: its places are those that were given to it."""
    places = {_place(number, item.sheet): item for item in policy.items.values()}
    found = []
    for refusal in refusals:
        item = places.get(refusal.place.split("，")[0])
        found.append(SectionProblem(item.id if item else "", "", item.title if item else "", refusal.message))
    return found


def receipt(db: Database, policy: Policy, year: int, uscc: str, number: int) -> Submission | None:
    """What a firm sent, by its number; None where it sent none of that number."""
    row = applying.submission(db, policy.id, year, uscc, number)
    return _submission(row) if row else None


def _submission(row: Row) -> Submission:
    return Submission(row["uscc"], row["year"], row["number"], row["at"], row["actor"], row["digest"], row["body"])


def withdraw(db: Database, policy: Policy, year: int, uscc: str, actor: str, reason: str = "") -> int:
    """Takes back every claim of the year that is not decided; how many. The firm can apply again."""
    with store.write(db):
        if standing(db, policy, year, uscc).kind not in (SUBMITTED, RETURNED):
            raise DeskError(say("本年度没有已提交的申报，不用撤回"))
        claims = applying.open_claims(db, policy.id, year, uscc)
        if not claims:
            raise DeskError(say("本年度申报的各项都已审定，不能撤回"))
        at = now()
        applying.withdraw_claims(db, [claim["id"] for claim in claims], at, actor)
        body = {"reason": " ".join(reason.split())}
        applying.add_event(db, policy.id, year, uscc, applying.WITHDRAWN_ALL, body, at, actor)
        detail = {**body, "claims": [claim["id"] for claim in claims]}
        intake.note(db, at, actor, "withdraw", f"application:{policy.id}/{year}/{uscc}", detail)
    return len(claims)


def send_back(db: Database, policy: Policy, year: int, uscc: str, sections: Mapping[str, str], actor: str) -> None:
    """Returns sections to the firm, each with all that is to be mended in it; the others stay locked.

    The office no longer vouches for what it returns, so that no run decides it meanwhile.
    """
    messages = {section: " ".join(message.split()) for section, message in sections.items()}
    with store.write(db):
        if standing(db, policy, year, uscc).kind != SUBMITTED:
            raise DeskError(say("这家企业本年度没有已提交、待审核的申报，不能退回"))
        sent = last_values(db, policy, year, uscc)
        for section, message in messages.items():
            _returnable(policy, section, message, sent)
        if not messages:
            raise DeskError(say("没有写明退回哪一部分"))
        at = now()
        vouch_no_more(db, policy, year, uscc, messages, actor, at)
        versions = {name: draft.version for name, draft in drafts(db, policy, year, uscc).items()}
        body = {"sections": messages, "versions": {name: versions.get(name, 0) for name in messages}}
        applying.add_event(db, policy.id, year, uscc, applying.RETURNED, body, at, actor)
        intake.note(db, at, actor, "return", f"application:{policy.id}/{year}/{uscc}", {"sections": messages})


def _returnable(policy: Policy, section: str, message: str, sent: Mapping[str, Any]) -> None:
    if section not in sent:
        known = "、".join(sent)
        raise DeskError(say("申报中没有 {section} 这一部分，已有：{known}", section=section, known=known))
    if not message:
        raise DeskError(say("{title}：没有写明要改什么", title=title(policy, section)))
