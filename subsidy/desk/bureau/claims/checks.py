"""The checklist of a claim: what the machine finds beside what people verify, and who said what of it, when and why.

A result is bound to what it was said of: the claim's facts, the files that were looked at, what the machine found. When
one of them changes the result is stale and no longer counts, and whoever vouched by it does so no more.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from subsidy import store
from subsidy.desk import vouching
from subsidy.desk.bureau.claims.automatic import Automatic, Register, Subject, examine
from subsidy.desk.bureau.claims.automatic.subject import FAIL, NA, PASS, Found
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm.drafts import FIRM, standing
from subsidy.model import REFERRED, UPLOAD, Condition, Requirement
from subsidy.policy import Policy
from subsidy.store import Database, applying, intake
from subsidy.store import checks as table
from subsidy.store.intake import Row

AUTO, EVIDENCE, CONDITION = "auto", "evidence", "condition"
RESULTS = {PASS: "通过", FAIL: "不通过", NA: "不适用", "": "未填"}
OPEN, CHECKED, READY, DECIDED, WITHDRAWN = "open", "checked", "ready", "decided", "withdrawn"
LONGEST_NOTE = 500


class Check(NamedTuple):
    """One thing to check: what the machine found and suggests, and what a person said of it.

    `stale`: it was said of other facts or files and does not count. `files` are the rows of the evidence for it.
    """

    name: str
    group: str
    title: str
    told: str
    suggested: str
    required: bool
    result: str = ""
    note: str = ""
    actor: str = ""
    at: str = ""
    stale: bool = False
    files: tuple[Row, ...] = ()
    seen: str = ""
    pairs: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether a person said something that counts."""
        return bool(self.result) and not self.stale

    @property
    def mark(self) -> str:
        """What was found and which files there are, as a short mark: another one when something came up."""
        return vouching.digest("", self.seen)[:16]

    @property
    def failed(self) -> bool:
        """Whether a person found against the claim. A condition is no such thing: by it the rules refuse themselves."""
        return self.answered and self.result == FAIL and self.group != CONDITION


def checklist(db: Database, policy: Policy, claim: int, register: Register | None = None) -> list[Check]:
    """Everything there is to check of a claim; `register` is for who looks at many claims of one moment."""
    row = found_claim(db, policy, claim)
    subject = Subject(db, policy, row, register or Register(db, policy))
    said = table.results(db, claim)
    found = [_answered(_automatic(*one), row, said) for one in examine(subject)]
    sent = applying.submissions(db, policy.id, row["year"], row["uscc"])
    found += [_answered(_evidence(wanted, subject, sent), row, said) for wanted in policy.evidence.get(row["item"], ())]
    if subject.item.pays and policy.conditions:
        trail = table.firm_acts(db, row["uscc"])
        found += [_condition(one, subject.firm, said, trail) for one in policy.conditions]
    return found


def found_claim(db: Database, policy: Policy, claim: int) -> Row:
    """A claim of the policy; DeskError where there is none."""
    row = table.claim(db, claim)
    if row is None or row["policy"] != policy.id or row["item"] not in policy.items:
        raise DeskError(f"没有第 {claim} 号申报事项")
    return row


def state(db: Database, claim: int) -> str:
    """How far a claim is; one that was referred to a person is open until there is a finding on it."""
    row = table.claim(db, claim)
    if row is None:
        raise DeskError(f"没有第 {claim} 号申报事项")
    return state_of(db, row)


def state_of(db: Database, row: Row) -> str:
    """As `state`, of a row that `store.checks.claim` gave."""
    if row["decided"]:
        return DECIDED
    if row["withdrawn"] or not row["latest"]:
        return WITHDRAWN
    if row["accepted"]:
        return READY if row["outcome"] != REFERRED or finding(db, row) else OPEN
    return CHECKED if row["act"] == table.CHECKED and row["vouched"] == vouching.digest(row["facts"]) else OPEN


def finding(db: Database, row: Row) -> Row | None:
    """The finding on a claim as its facts stand; None where there is none, or it was taken back."""
    found = table.finding(db, row["id"])
    return found if found and found["outcome"] and found["facts"] == vouching.digest(row["facts"]) else None


def record(
    db: Database,
    policy: Policy,
    claim: int,
    results: Mapping[str, tuple[str, str]],
    person: Person,
    shown: Mapping[str, str] | None = None,
) -> None:
    """Writes down what a person found: by the check's name its result ('' takes one back) and a note.

    What is as it was is not written again. Whoever vouched for the claim before does so no more. `shown` has the
    `mark` of each check as the person saw it: what came up since is not answered unseen.
    """
    require(person, "check")
    with store.write(db):
        row = undecided(db, policy, claim)
        known = {check.name: check for check in checklist(db, policy, claim)}
        at = now()
        told: list[dict[str, Any]] = []
        values: list[tuple[Any, ...]] = []
        for name, (result, typed) in results.items():
            check, note = known.get(name), " ".join(typed.split())
            _recordable(check, name, result, note)
            if check and shown and shown.get(name, check.mark) != check.mark:
                raise DeskError(f"“{check.title}”查到的情况已有变化，请重新核对后填写")
            if check is None or ((check.result, check.note) == (result, note) and not (check.stale and result)):
                continue
            values += _rows(row, check, result, note, at, person.login)
            before = {"result": check.result, "note": check.note, "stale": check.stale}
            told.append({"check": name, "before": before, "after": {"result": result, "note": note}})
        if not told:
            return
        table.add_results(db, values)
        intake.note(db, at, person.login, "check", subject_of(row), {"claim": claim, "results": told})
        contradicts = any(one["after"]["result"] == FAIL for one in told)
        acts = (*vouching.BY_STAFF, table.IMPORTED) if contradicts else vouching.BY_STAFF
        vouching.void(db, [claim], "核查结果有变动", person.login, at, acts)


def finish(db: Database, policy: Policy, claim: int, person: Person) -> None:
    """Says that a claim is checked, for another person to review. DeskError with everything that is missing."""
    require(person, "check")
    with store.write(db):
        row = undecided(db, policy, claim)
        stands = state_of(db, row)
        if stands in (CHECKED, READY):
            raise DeskError("这一事项已核查，等待复核" if stands == CHECKED else "这一事项已可兑现，不用再核查")
        missing = [*returned(db, policy, row), *lacking(db, row, checklist(db, policy, claim))]
        if missing:
            raise DeskError("还不能提交复核：" + "；".join(missing))
        at = now()
        # an import that was referred: ready before, now to be reviewed with its finding
        vouching.void(db, [claim], "转人工核定，重新核查", person.login, at)
        table.add_vouchings(db, [(claim, table.CHECKED, "", vouching.digest(row["facts"]), at, person.login)])
        detail = {"claim": claim, "before": stands, "after": CHECKED}
        intake.note(db, at, person.login, "check", subject_of(row), detail)


def undecided(db: Database, policy: Policy, claim: int) -> Row:
    """A claim on which something can still be said; DeskError for one that is decided or taken back."""
    row = found_claim(db, policy, claim)
    stands = state_of(db, row)
    if stands == DECIDED:
        raise DeskError("这一事项已审定，不能再改动；审定有误的，应作更正（追回）决定")
    if stands == WITHDRAWN:
        raise DeskError("这一事项已由企业撤回，或已有新的申报，不用办理")
    return row


def lacking(db: Database, row: Row, found: list[Check]) -> list[str]:
    """What a claim still lacks before anybody can vouch for it."""
    decided = finding(db, row)
    missing = [
        f"“{check.title}”{'的结果已失效，须重新核查' if check.stale else '没有核查结果'}"
        for check in found
        if check.required and not check.answered
    ]
    failed = [check.title for check in found if check.failed]
    if failed and not (decided and decided["outcome"] == "refused"):
        told = "、".join(failed)
        missing.append(f"“{told}”不通过，应退回企业补正，或作出不予支持的核定")
    if row["outcome"] == REFERRED and decided is None:
        missing.append("这一事项已转人工核定，还没有核定意见")
    return missing


def returned(db: Database, policy: Policy, row: Row) -> list[str]:
    """That a claim is with the firm to be mended, if it is."""
    mend = standing(db, policy, row["year"], row["uscc"]).to_mend
    return ["已退回企业补正，等待企业重新提交"] if {FIRM, row["item"]} & set(mend) else []


def subject_of(row: Row) -> str:
    """The subject under which the trail has what is done to a claim."""
    return f"application:{row['application']}"


# ---- the list


def _automatic(check: Automatic, found: Found) -> Check:
    required = found.suggested != NA
    told = (found.told, found.suggested, required)
    return Check(check.name, AUTO, check.title, *told, seen=found.seen, pairs=found.pairs)


def _evidence(wanted: Requirement, subject: Subject, sent: list[Row]) -> Check:
    pieces = tuple(piece for piece in subject.files if piece["requirement"] == wanted.id)
    told = f"{wanted.way}：{wanted.help}".rstrip("：")
    if pieces:
        told = f"上传 {len(pieces)} 个文件"
    elif subject.listed and wanted.way in (UPLOAD, "网络核验"):
        told = f"由名单核对出，{'不要企业上传' if wanted.way == UPLOAD else '已查到'}：{subject.listed}"
    elif wanted.way == UPLOAD:
        told = "没有上传文件" if sent else "没有网上提交，应核对书面材料"
    elif wanted.way == "告知承诺" and sent:
        told = f"企业在第 {len(sent)} 次提交时已承诺"
    seen = "\n".join(sorted(piece["digest"] for piece in pieces))
    name = f"{EVIDENCE}.{wanted.id}"
    return Check(name, EVIDENCE, wanted.title, told, "", wanted.required, files=pieces, seen=seen)


def _condition(condition: Condition, firm: Row, said: Mapping[str, Row], trail: list[Row]) -> Check:
    """A condition of the firm: its result is what the register says."""
    words = {True: "是", False: "否", None: "未查"}
    known, name = firm["conditions"].get(condition.id), f"{CONDITION}.{condition.id}"
    told = f"登记为“{words[known]}”，要求“{words[condition.wanted]}”"
    result = "" if known is None else PASS if known is condition.wanted else FAIL
    row = said.get(name)
    note, actor, at = "", "", ""
    if row and row["result"] == result:
        note, actor, at = row["note"], row["actor"], row["at"]
    elif known is not None:
        act = next((act for act in trail if _sets(act, condition.id)), None)
        note, actor, at = (act["detail"].get("note", ""), act["actor"], act["at"]) if act else ("", "", "")
    return Check(name, CONDITION, condition.label, told, result, True, result, note, actor, at)


def _sets(act: Row, condition: str) -> bool:
    before, after = (act["detail"][side]["conditions"].get(condition) for side in ("before", "after"))
    return bool(before is not after)


def _answered(check: Check, row: Row, said: Mapping[str, Row]) -> Check:
    """The check with what a person said of it last."""
    known = said.get(check.name)
    if known is None or not known["result"]:
        return check
    stale = known["facts"] != vouching.digest(row["facts"], check.seen)
    kept = {name: known[name] for name in ("result", "note", "actor", "at")}
    return check._replace(**kept, stale=stale)


# ---- what is written


def _recordable(check: Check | None, name: str, result: str, note: str) -> None:
    """DeskError where a result cannot be written down so."""
    if check is None:
        raise DeskError(f"核查清单中没有 {name} 这一项")
    if check.group == CONDITION:
        raise DeskError(f"“{check.title}”是申报主体条件，应在企业条件中登记")
    if result not in RESULTS:
        raise DeskError(f"“{check.title}”的结果填的是“{result}”，应为{'、'.join(RESULTS.values())}之一")
    if len(note) > LONGEST_NOTE:
        raise DeskError(f"“{check.title}”的说明有 {len(note)} 个字，应不超过 {LONGEST_NOTE} 个")
    against = result == PASS and check.suggested == FAIL
    if not note and (result == FAIL or against or (result == NA and check.required)):
        raise DeskError(f"“{check.title}”选了{RESULTS[result]}{'，与查到的情况不同' if against else ''}，应写明理由")


def _rows(row: Row, check: Check, result: str, note: str, at: str, actor: str) -> list[tuple[Any, ...]]:
    """The rows of one result. Pairs that a person settles are settled for both sides, and stand while the facts do."""
    facts = vouching.digest(row["facts"])
    pairs = [(row["id"], pair, result, note, facts, at, actor) for pair in check.pairs]
    seen = "" if check.pairs and result == PASS else check.seen
    return [*pairs, (row["id"], check.name, result, note, vouching.digest(row["facts"], seen), at, actor)]
