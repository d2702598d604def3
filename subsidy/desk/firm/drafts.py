"""Drafts: what a firm has typed, section by section, as typed; no window overwrites another.

The sections are 'firm', a firm's own details, and each item of the policy in its order. Values have the form of
schemas.typed; an empty section holds {} or {"claims": []}, at version 0 where nothing was ever saved.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from schemas import typed
from schemas.cases import Problem
from schemas.describe import describe, describe_firm
from schemas.words import Words, say
from subsidy import store
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm import FIRM
from subsidy.desk.firm.lastyear import LastYear, last_year
from subsidy.kinds import Item
from subsidy.policy import Policy
from subsidy.store import Database, applying, intake
from subsidy.store.intake import Row

__all__ = [
    "FIRM",
    "ConflictError",
    "Draft",
    "DraftError",
    "LastYear",
    "LockedError",
    "Section",
    "Standing",
    "check",
    "drafts",
    "last_year",
    "load",
    "place",
    "remove",
    "save",
    "sections",
    "several",
    "standing",
]

FIRM_TITLE = say("企业信息")
NOT_STARTED, IN_PROGRESS, READY = "not_started", "in_progress", "ready"
RETURNED, SUBMITTED, LOCKED = "returned", "submitted", "locked"
OPEN = "open"
LARGEST = 2_000_000  # characters of one section
MOST = 200  # claims of one section; each is assessed beside all that came before it

Values = dict[str, Any]


class Draft(NamedTuple):
    """A section as it was typed; `version` counts its saves, 0 where there is none; `at` is '' then."""

    section: str
    values: Values
    version: int
    at: str


class Section(NamedTuple):
    """A line of the task list.

    `status`: not_started, in_progress (it has problems), ready, returned (to be mended, not touched since), submitted,
    or locked (empty, and nothing may be added now). `claims`: how many claims, or parts of one, are filled in;
    `several`: whether there may be more than one claim; `to_mend`: what the office wants mended, '' if nothing.
    """

    id: str
    title: str
    clause: str
    status: str
    problems: tuple[Problem, ...]
    claims: int
    version: int
    locked: bool
    to_mend: str
    several: bool


class Standing(NamedTuple):
    """How a firm's year stands: open, submitted or returned; what to mend by section, and the drafts' versions then."""

    kind: str
    to_mend: Mapping[str, str] = {}
    versions: Mapping[str, int] = {}

    def locked(self, section: str) -> bool:
        """Whether a section may not be changed now."""
        return self.kind == SUBMITTED or (self.kind == RETURNED and section not in self.to_mend)


class DraftError(DeskError):
    """Values that no form sends: another section, another shape, too much."""


class LockedError(DeskError):
    """The section may not be changed now: it was submitted."""


class ConflictError(DeskError):
    """Another window saved meanwhile: `theirs` is what stands there now."""

    def __init__(self, theirs: Draft) -> None:
        self.theirs = theirs
        super().__init__(say("这一部分已在另一个窗口保存过，请核对后再保存"))


def several(item: Item) -> bool:
    """Whether a year may hold more than one claim of an item; a claim with parts is one."""
    return not item.parts and type(item).claim_key is not Item.claim_key


def standing(db: Database, policy: Policy, year: int, uscc: str) -> Standing:
    """How a firm's year stands, by the last thing that happened to it."""
    found = Standing(OPEN)
    for event in applying.events(db, policy.id, year, uscc):
        if event["kind"] in (applying.SUBMITTED, applying.RESUBMITTED):
            found = Standing(SUBMITTED)
        elif event["kind"] == applying.RETURNED:
            found = Standing(RETURNED, event["body"]["sections"], event["body"].get("versions", {}))
        elif event["kind"] == applying.WITHDRAWN_ALL:
            found = Standing(OPEN)
    return found


def sections(db: Database, policy: Policy, year: int, uscc: str) -> list[Section]:
    """The task list of a firm's year: its own details, then the items in the order of the law."""
    stands = standing(db, policy, year, uscc)
    saved = applying.drafts(db, policy.id, year, uscc)
    return [_section(policy, _draft(policy, name, saved.get(name)), stands) for name in (FIRM, *policy.items)]


def load(db: Database, policy: Policy, year: int, uscc: str, section: str) -> Draft:
    """A section as it was typed last."""
    _known(policy, section)
    return _draft(policy, section, applying.draft(db, policy.id, year, uscc, section))


def drafts(db: Database, policy: Policy, year: int, uscc: str) -> dict[str, Draft]:
    """All the sections in which something was ever saved."""
    saved = applying.drafts(db, policy.id, year, uscc)
    return {name: _draft(policy, name, saved[name]) for name in (FIRM, *policy.items) if name in saved}


def save(
    db: Database, policy: Policy, year: int, uscc: str, section: str, values: Any, version: int, actor: str
) -> Draft:
    """Saves a section over the version that the window shows; the same values again keep the version."""
    _known(policy, section)
    _shaped(section, values)
    return _write(db, (policy, year, uscc, section), values, version, "draft_save", actor)


def remove(db: Database, policy: Policy, year: int, uscc: str, section: str, actor: str) -> Draft:
    """Empties a section, whatever version it has; windows that still show it cannot save over that."""
    return _write(db, (policy, year, uscc, section), _empty(section), None, "draft_remove", actor)


def _write(
    db: Database, of: tuple[Policy, int, str, str], values: Values, version: int | None, act: str, actor: str
) -> Draft:
    policy, year, uscc, section = of
    where = (policy.id, year, uscc, section)
    with store.write(db):
        if standing(db, policy, year, uscc).locked(section):
            raise LockedError(say("申报已提交，这一部分不能修改"))
        theirs = load(db, policy, year, uscc, section)
        if theirs.values == values:
            return theirs
        at, over = now(), theirs.version if version is None else version
        if not applying.save_draft(db, *where, values, over, at):
            raise ConflictError(theirs)
        detail = {"policy": policy.id, "year": year, "section": section, "version": over + 1}
        intake.note(db, at, actor, act, f"draft:{uscc}", detail)
    return Draft(section, values, over + 1, at)


def check(policy: Policy, section: str, values: Values) -> list[Problem]:
    """Everything that keeps a section from being submitted, by path; each names its field."""
    _known(policy, section)
    if section == FIRM:
        labels = {spec.name: spec.label for spec in describe_firm(policy)}
        found = typed.load_firm(policy, values)[1]
        return [Problem(told.path, _named(labels.get(told.path, ""), told.message)) for told in found]
    item = policy.items[section]
    return [
        Problem(told.path, _named(place(item, told.path), told.message)) for told in typed.load(item, values).problems
    ]


def place(item: Item, path: str) -> str:
    """The place of a problem in words, such as 第 3 条“培训费”."""
    parts = path.split(".")
    specs = {spec.name: spec for spec in describe(item)}
    numbers = [int(part) + 1 for part in parts if part.isdigit()]
    spec = specs.get(parts[2]) if len(parts) > 2 else None
    number = ""
    if item.parts and spec and len(numbers) > 1:
        columns = {column.name: column for column in spec.columns}
        spec, number = columns.get(parts[-1]), str(say("第 {number} 条", number=str(numbers[1])))
    elif several(item) and numbers:
        number = str(say("第 {number} 项", number=str(numbers[0])))
    return f"{number}{f'“{spec.label}”' if spec else ''}"


def _named(where: str, message: str) -> str:
    return f"{where}：{message}" if where else message


def _section(policy: Policy, draft: Draft, stands: Standing) -> Section:
    item = policy.items.get(draft.section)
    count = _count(policy, item, draft.values)
    problems = tuple(check(policy, draft.section, draft.values)) if count else ()
    locked, to_mend = stands.locked(draft.section), stands.to_mend.get(draft.section, "")
    title, clause = (item.title, item.clause) if item else (FIRM_TITLE, "")
    many = several(item) if item else False
    status = _status(draft, stands, count, bool(problems))
    return Section(draft.section, title, clause, status, problems, count, draft.version, locked, to_mend, many)


def _status(draft: Draft, stands: Standing, count: int, wrong: bool) -> str:
    if stands.locked(draft.section):
        return SUBMITTED if count else LOCKED
    untouched = stands.versions.get(draft.section, draft.version) == draft.version
    if draft.section in stands.to_mend and untouched:
        return RETURNED
    if not count:
        return NOT_STARTED
    return IN_PROGRESS if wrong else READY


def _count(policy: Policy, item: Item | None, values: Values) -> int:
    """How many claims, or parts of them, have anything in them; for the firm's details 1 or 0."""
    if item is None:
        return 0 if typed.empty(describe_firm(policy), values) else 1
    specs, claims = describe(item), values.get("claims", [])
    if item.parts:
        columns = next(spec.columns for spec in specs if spec.name == item.parts)
        return sum(not typed.empty(columns, part) for claim in claims for part in claim.get(item.parts) or ())
    return sum(not typed.empty(specs, claim) for claim in claims)


def _draft(policy: Policy, section: str, row: Row | None) -> Draft:
    if row is None:
        return Draft(section, _empty(section), 0, "")
    return Draft(section, row["body"], row["version"], row["at"])


def _empty(section: str) -> Values:
    return {} if section == FIRM else {"claims": []}


def _known(policy: Policy, section: str) -> None:
    if section != FIRM and section not in policy.items:
        raise DraftError(say("没有这一部分：{section}", section=section))


def _shaped(section: str, values: Any) -> None:
    """Refuses what could not be shown again: texts only, in the form of schemas.typed."""
    rows = [values] if section == FIRM else values.get("claims") if isinstance(values, Mapping) else None
    sound = isinstance(rows, list) and all(_row(row, parts=section != FIRM) for row in rows)
    if not sound or (section != FIRM and set(values) != {"claims"}):
        raise DraftError(BAD_SHAPE)
    try:
        size = len(json.dumps(values, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        raise DraftError(BAD_SHAPE) from None
    if size > LARGEST or len(rows or ()) > MOST:
        raise DraftError(say("这一部分的内容过多，请分几次申报"))


def _row(row: Any, parts: bool) -> bool:
    if not isinstance(row, Mapping):
        return False
    return all(
        isinstance(name, str)
        and (
            value is None
            or isinstance(value, str)
            or (parts and isinstance(value, list) and all(_row(part, parts=False) for part in value))
        )
        for name, value in row.items()
    )


BAD_SHAPE: Words = say("收到的内容不是表单的样子，没有保存")
