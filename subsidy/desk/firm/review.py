"""Before sending: everything of a year's application as it stands, and every problem of all its sections together."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from schemas import typed
from schemas.describe import describe_firm
from schemas.words import say
from subsidy.desk.firm import answers, written
from subsidy.desk.firm.cited import cited
from subsidy.desk.firm.drafts import FIRM, FIRM_TITLE, RETURNED, SUBMITTED, Draft, Standing, drafts, place, standing
from subsidy.desk.firm.estimate import Estimate, estimate
from subsidy.model import UPLOAD
from subsidy.policy import Policy
from subsidy.store import Database, applying, files
from subsidy.store.intake import Row

DECLARATION = (
    say("本企业所填内容和所附材料真实、准确、完整，与原件一致。"),
    say("本企业知悉申报条件，同一事项没有重复申报或领取财政资金。"),
    say("如有虚报、隐瞒，本企业愿退回所得资金，并承担相应的法律责任。"),
)
NOTHING_CLAIMED = say("还没有申报任何事项，至少要申报一项")
LOCKED = say("这一部分没有退回，不能改动；现在的内容与上次提交的不同，请恢复原样")
NOT_UPLOADED = say("没有上传，此项必须上传")


class SectionProblem(NamedTuple):
    """What is wrong: the section, the path of the field in it ('' for the section itself), the place in Chinese."""

    section: str
    path: str
    label: str
    message: str


class Asked(NamedTuple):
    """A piece of evidence that the policy names: how it is verified, the files there are, whether one is missing."""

    id: str
    title: str
    way: str
    required: bool
    help: str
    names: tuple[str, ...]
    missing: bool


class Reviewed(NamedTuple):
    """A section as it would be sent; `answers` as `written` gives them; `locked`: it is not to be changed now."""

    id: str
    title: str
    clause: str
    values: Mapping[str, Any]
    answers: list[written.Written]
    problems: tuple[SectionProblem, ...]
    evidence: tuple[Asked, ...]
    locked: bool


class Preview(NamedTuple):
    """A year's application as it would be sent: the firm's details first, then every section that claims something.

    `versions` are what `submit` wants to be given; `submitted`: it was sent and not returned.
    """

    sections: tuple[Reviewed, ...]
    problems: tuple[SectionProblem, ...]
    estimate: Estimate
    versions: Mapping[str, int]
    declaration: tuple[str, ...]
    submitted: bool

    @property
    def ready(self) -> bool:
        """Whether it can be sent."""
        return not self.problems and not self.submitted


def preview(db: Database, policy: Policy, year: int, uscc: str) -> Preview:
    """What would be sent, with all that is wrong, and what it would earn."""
    saved, stands = drafts(db, policy, year, uscc), standing(db, policy, year, uscc)
    values = {name: draft.values for name, draft in saved.items()}
    pieces = files.evidence(db, policy.id, year, uscc)
    claimed = [name for name, item in policy.items.items() if not answers.blank(item, values.get(name, {}))]
    sections = [_firm(policy, saved.get(FIRM), stands)]
    listed = {name for name in claimed if cited(db, policy, year, uscc, name, values[name])}
    sections += [_claims(policy, saved[name], pieces, stands, name in listed) for name in claimed]
    problems = [problem for section in sections for problem in section.problems]
    if not claimed:
        problems.append(SectionProblem("", "", "", NOTHING_CLAIMED))
    if stands.kind == RETURNED:
        problems += _beyond(policy, values, last_values(db, policy, year, uscc), stands)
    earns = estimate(db, policy, year, uscc, values)
    versions = {name: draft.version for name, draft in saved.items()}
    return Preview(tuple(sections), tuple(problems), earns, versions, DECLARATION, stands.kind == SUBMITTED)


def last_values(db: Database, policy: Policy, year: int, uscc: str) -> dict[str, Any]:
    """What was typed into each section when the application was sent last."""
    number = len(applying.submissions(db, policy.id, year, uscc))
    sent = applying.submission(db, policy.id, year, uscc, number)
    return {section["id"]: section["values"] for section in sent["body"]["sections"]} if sent else {}


def title(policy: Policy, section: str) -> str:
    """A section's name in Chinese."""
    return FIRM_TITLE if section == FIRM else policy.items[section].title


def _firm(policy: Policy, draft: Draft | None, stands: Standing) -> Reviewed:
    values = draft.values if draft else {}
    labels = {spec.name: spec.label for spec in describe_firm(policy)}
    wrong = typed.load_firm(policy, values)[1]
    problems = tuple(SectionProblem(FIRM, p.path, labels.get(p.path, FIRM_TITLE), p.message) for p in wrong)
    told = written.firm(policy, values)
    return Reviewed(FIRM, FIRM_TITLE, "", values, told, problems, (), stands.locked(FIRM))


def _claims(policy: Policy, draft: Draft, pieces: list[Row], stands: Standing, listed: bool) -> Reviewed:
    name, values = draft.section, draft.values
    item = policy.items[name]
    asked = tuple(_asked(policy, name, pieces, listed))
    wrong = typed.load(item, values).problems
    problems = [SectionProblem(name, p.path, place(item, p.path), p.message) for p in wrong]
    missing = [one for one in asked if one.missing]
    problems += [SectionProblem(name, f"evidence.{one.id}", one.title, NOT_UPLOADED) for one in missing]
    told = written.claims(item, values)
    return Reviewed(name, item.title, item.clause, values, told, tuple(problems), asked, stands.locked(name))


def _asked(policy: Policy, name: str, pieces: list[Row], listed: bool) -> list[Asked]:
    found = []
    for wanted in policy.evidence.get(name, ()):
        names = tuple(p["name"] for p in pieces if p["section"] == name and p["requirement"] == wanted.id)
        # what the office looks up itself, takes on the firm's word or saw in a list is not asked for as a file
        missing = wanted.required and wanted.way == UPLOAD and not names and not listed
        found.append(Asked(*wanted, names, missing))
    return found


def _beyond(
    policy: Policy, values: Mapping[str, Any], before: Mapping[str, Any], stands: Standing
) -> list[SectionProblem]:
    """Sections that were not returned and are not as they were sent."""
    found = []
    for section in (FIRM, *policy.items):
        now, then = values.get(section, {}), before.get(section, {})
        blank = section != FIRM and all(answers.blank(policy.items[section], one) for one in (now, then))
        if section not in stands.to_mend and now != then and not blank:
            found.append(SectionProblem(section, "", title(policy, section), LOCKED))
    return found
