"""The queue: the applications of a year by stage, with what staff look for, and until when each is to be decided."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from subsidy.desk.bureau import workdays
from subsidy.desk.bureau.people import Person, require
from subsidy.model import identity
from subsidy.policy import Policy
from subsidy.store import Database
from subsidy.store import queue as table
from subsidy.store import staff as people
from subsidy.store.intake import Row
from subsidy.store.queue import WORKED_ON, Filters

STAGES = {
    "to_check": "待核查",
    "to_review": "待复核",
    "ready": "待编入批次",
    "returned": "退回补正中",
    "decided": "已作出决定",
    "withdrawn": "已撤回",
}
SORTS = {"received": "先收到的在前", "latest": "后收到的在前", "name": "按企业名称"}
LATE, SOON = "late", "soon"
DUE = {LATE: "已逾期", SOON: "3 个工作日内到期"}
SOON_DAYS = 3
ME, NOBODY = "me", table.NOBODY
SIZE = 50
LETTER = re.compile(r"[〔\[(【](\d{4})[〕\])】]第?(\d{1,9})号?$|(\d{1,9})号$")  # 〔2022〕12号, or 12号 of any year


class Asked(NamedTuple):
    """What somebody looks for, as it stands in an address; what is empty is not asked."""

    year: int
    stage: str = ""
    item: str = ""
    district: str = ""
    assignee: str = ""  # ME, NOBODY or a login
    due: str = ""  # LATE or SOON
    referred: str = ""
    text: str = ""
    sort: str = ""


class Entry(NamedTuple):
    """An application in the queue. `left`: working days until the deadline, None where no days run."""

    application: int
    uscc: str
    name: str
    district: str
    year: int
    items: tuple[tuple[str, int], ...]
    stage: str
    received: datetime.date
    deadline: datetime.date | None
    left: int | None
    assignee: str

    @property
    def title(self) -> str:
        """The stage in Chinese."""
        return STAGES[self.stage]

    @property
    def late(self) -> bool:
        """Whether the deadline has passed."""
        return self.left is not None and self.left < 0

    @property
    def told(self) -> str:
        """How far the deadline is, in Chinese; '' where no days run."""
        if self.left is None:
            return "待企业补正" if self.stage == "returned" else ""
        if self.left < 0:
            return f"逾期 {-self.left} 个工作日"
        return f"剩 {self.left} 个工作日" if self.left else "今日到期"


class Page(NamedTuple):
    """One page of the queue: its entries, how many there are by stage, and from where the neighbours go on.

    `late`: how many of those shown are past their deadline; `uncertain`: years of deadlines whose holidays are not
    known; `hands`: who may have applications, names by login.
    """

    entries: list[Entry]
    counts: Mapping[str, int]
    late: int
    previous: int
    next: int
    uncertain: list[int]
    hands: Mapping[str, str]

    @property
    def total(self) -> int:
        """How many there are in all stages."""
        return sum(self.counts.values())


class Clock:
    """Until when applications are to be decided, seen from a day."""

    def __init__(self, office: Mapping[str, Any], today: datetime.date | None = None) -> None:
        self.office, self.today = office, today or datetime.date.today()
        self.days = workdays.check_days(office)
        self._known: dict[datetime.date, tuple[datetime.date, int]] = {}

    def of(self, since: datetime.date) -> tuple[datetime.date, int]:
        """The deadline of what came in, or came back mended, on a day; and the working days left until then."""
        if since not in self._known:
            deadline = workdays.after(since, self.days, self.office)
            self._known[since] = deadline, workdays.between(self.today, deadline, self.office)
        return self._known[since]

    def until(self, due: str) -> datetime.date:
        """The day such that what is late, or due soon, is what came in on it or before."""
        ends = self.today if due == LATE else workdays.after(self.today, SOON_DAYS, self.office)
        day = ends - datetime.timedelta(days=due == LATE)
        left = self.days
        while left > 0:
            left -= workdays.is_workday(day, self.office)
            day -= datetime.timedelta(days=1)
        return day


def page(
    db: Database,
    policy: Policy,
    asked: Asked,
    person: Person,
    clock: Clock,
    after: int = 0,
    before: int = 0,
    size: int = 0,
) -> Page:
    """A page of what somebody looks for: from the beginning, or after or before an application."""
    require(person, "read_cases")
    filters = _filters(policy, asked, person, clock)
    tally = table.tally(db, filters, person.login, clock.until(LATE).isoformat())
    counts = dict.fromkeys(STAGES, 0)
    for row in tally:
        counts[row["stage"]] += row["count"]
    size = size or SIZE
    found = table.page(db, filters, size + 1, after, before)
    more = len(found) > size
    found = found[-size:] if before else found[:size]
    previous = found[0]["id"] if found and (after or (before and more)) else 0
    following = found[-1]["id"] if found and (before or more) else 0
    staff = people.everybody(db)
    entries = _entries(db, policy, found, clock, {row["login"]: row["name"] for row in staff})
    hands = {row["login"]: row["name"] for row in staff if not row["disabled"] and _hands(row).may("assign")}
    ends = {entry.deadline.year for entry in entries if entry.deadline}
    uncertain = sorted(year for year in ends if not workdays.known(year, clock.office))
    late = late_of(row for row in tally if filters.stage in ("", row["stage"]))
    return Page(entries, counts, late, previous, following, uncertain, hands)


def tally(db: Database, policy: Policy, asked: Asked, person: Person, clock: Clock) -> list[Row]:
    """How many there are by stage, `whose` (mine, NOBODY, other), `late` and `referred` (store.queue.tally)."""
    require(person, "read_cases")
    return table.tally(db, _filters(policy, asked, person, clock), person.login, clock.until(LATE).isoformat())


def listing(db: Database, policy: Policy, asked: Asked, person: Person, clock: Clock) -> Iterator[Entry]:
    """Everything that somebody looks for, in its order."""
    require(person, "read_cases")
    names = people.names(db)
    for found in table.every(db, _filters(policy, asked, person, clock)):
        yield from _entries(db, policy, found, clock, names)


def scope(db: Database, policy: Policy) -> dict[int, list[str]]:
    """The years that anybody applied for, latest first, each with the districts of those firms."""
    found: dict[int, list[str]] = {}
    for year, district in table.scope(db, policy.id):
        found.setdefault(year, []).extend([district] if district else [])
    return found


def chosen(db: Database, policy: Policy, applications: Iterable[int], person: Person, clock: Clock) -> list[Entry]:
    """Applications by their ids, oldest first; what there is not is left out."""
    require(person, "read_cases")
    return _entries(db, policy, table.chosen(db, policy.id, applications), clock, people.names(db))


def _filters(policy: Policy, asked: Asked, person: Person, clock: Clock) -> Filters:
    """What is asked as the store looks for it; what there is not, such as a stage of another name, is not asked."""
    text = identity(asked.text)
    letter = LETTER.search(text)
    return Filters(
        policy.id,
        asked.year,
        asked.stage if asked.stage in STAGES else "",
        asked.item,
        asked.district,
        person.login if asked.assignee == ME else asked.assignee,
        text,
        (int(letter[1] or 0), int(letter[2] or letter[3])) if letter else None,
        clock.until(asked.due).isoformat() if asked.due in DUE else "",
        bool(asked.referred),
        asked.sort if asked.sort in SORTS else "received",
    )


def late_of(tally: Iterable[Row]) -> int:
    """How many of a tally are still worked on and past their deadline."""
    return sum(row["count"] for row in tally if row["late"] and row["stage"] in WORKED_ON)


def _hands(row: Row) -> Person:
    return Person(row["login"], row["name"], row["roles"])


def _entries(db: Database, policy: Policy, found: list[Row], clock: Clock, names: Mapping[str, str]) -> list[Entry]:
    claimed = table.items(db, [row["id"] for row in found]) if found else {}
    made = []
    for row in found:
        received = _date(row["received"])
        deadline, left = clock.of(_date(row["since"])) if row["stage"] in WORKED_ON else (None, None)
        items = tuple((policy.items[item].title, count) for item, count in claimed[row["id"]].items())
        head = (row["id"], row["uscc"], row["name"], row["district"] or "", row["year"], items, row["stage"])
        made.append(Entry(*head, received, deadline, left, str(names.get(row["assignee"], row["assignee"]))))
    return made


def _date(at: str) -> datetime.date:
    return datetime.date.fromisoformat(at[:10])
