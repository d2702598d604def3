"""公示: what a run means to award, said to everybody for so many working days before anybody approves it.

What was said is kept whole and never changes; published anew, the new notice and its days count. On it stand what is to
be granted, and the reserve list in its order: no refusals, nobody who waits without a place in the order, no accounts,
no people.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from subsidy import letters, store
from subsidy.desk import approval, lists
from subsidy.desk.bureau import workdays
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.common import DeskError, now
from subsidy.desk.run import find
from subsidy.letters.forms import notice
from subsidy.letters.forms.notice import Days, Item
from subsidy.letters.forms.setting import day
from subsidy.store import Database, batches, intake, publications
from subsidy.store.intake import Row
from subsidy.workbook.export import Row as Line

Office = Mapping[str, Any]


class StartError(DeskError):
    """A day on which a notice cannot have begun; says what was found and what is wanted."""


class StaleError(DeskError):
    """The notice is not the one that was seen."""


class Draft(NamedTuple):
    """A notice as it would be published: its days, its text, what to look at before, and a mark of what it lists."""

    days: Days
    body: dict[str, Any]
    cautions: list[str]
    seen: str


def days(starts: datetime.date, office: Office) -> Days:
    """The days of a notice: the day of publication does not count; it is over when its last day is."""
    count = workdays.publication_days(office)
    return Days(starts, workdays.after(starts, count, office), count)


def over(publication: Row, today: datetime.date) -> bool:
    """Whether the days of a publication are over."""
    return datetime.date.fromisoformat(publication["ends"]) < today


def draft(db: Database, run_id: str, starts: datetime.date, office: Office) -> Draft:
    """The notice of a run as it stands, begun on a day; RunError if the run is unknown."""
    run, book = find(db, run_id), lists.book(db, run_id)
    known, span = letters.office(**office), days(starts, office)
    granted = [_item(row) for row in book.granted]
    reserved = [_item(row, row.rank) for row in book.waiting if row.rank]
    policy = json.loads(run["policy_source"])
    body = notice.body(run_id, run["year"], policy, known, span, granted, reserved)
    seen = hashlib.sha256(_text(body["lists"]).encode()).hexdigest()
    return Draft(span, body, _cautions(span, known, office), seen)


def publish(
    db: Database, run_id: str, starts: datetime.date, person: Person, office: Office, seen: str = ""
) -> tuple[Row, list[str]]:
    """Publishes a run from a day on: the publication as `publication` gives it, and what to look at.

    The day is that of the run, today, or one between, where the notice hung elsewhere first: else StartError. `seen` is
    the mark of the draft that the person looked at; StaleError where the lists are others now. DeskError where the
    office publishes nothing, the run lists nothing, or nothing of it is left to approve.
    """
    require(person, "publish")
    if not workdays.publication_days(office):
        raise DeskError("本机关不公示（office.toml 中 publication_days 为 0），核算后即可签批")
    with store.write(db):
        check_start(db, run_id, starts)
        made = draft(db, run_id, starts, office)
        if not made.body["lists"]:
            raise DeskError(f"批次 {run_id} 没有拟兑现或列入储备的事项，没有可公示的名单")
        if not batches.kept(db, run_id) - batches.approved(db, run_id):
            raise DeskError(f"批次 {run_id} 已经签批，不再公示")
        if seen and seen != made.seen:
            raise StaleError(f"批次 {run_id} 的名单在您看过以后有变动，没有发布；请核对下面的公示稿后再发布")
        _keep(db, run_id, made, person.login)
    return publication(db, run_id) or {}, made.cautions


def needed(db: Database, run_id: str, office: Office) -> bool:
    """Whether a run has to be published before it is approved: the office publishes, and the run lists something."""
    return bool(workdays.publication_days(office)) and publications.listed(db, run_id)


def check_start(db: Database, run_id: str, starts: datetime.date) -> None:
    """StartError where a notice of the run cannot have begun on a day."""
    first, today = decided(db, run_id), datetime.date.today()
    if not first <= starts <= today:
        wanted = f"应为 {first}（批次 {run_id} 的核算日期）至 {today}（今天）之间的一天"
        raise StartError(f"公示起始日期 {starts} {'早于核算日期' if starts < first else '还没有到'}；{wanted}")


def decided(db: Database, run_id: str) -> datetime.date:
    """The day on which a run was made; RunError if it is unknown."""
    return datetime.datetime.fromisoformat(find(db, run_id)["at"]).date()


def publication(db: Database, run_id: str) -> Row | None:
    """The publication of a run that counts, its body read, with the body's sha256; None where there is none."""
    found = batches.publication(db, run_id)
    if found is None:
        return None
    digest = hashlib.sha256(found["body"].encode()).hexdigest()
    return {**found, "body": json.loads(found["body"]), "sha256": digest}


def left_since(db: Database, found: Row) -> list[str]:
    """The firms that a publication lists and that left the run since, by name."""
    staying = publications.firms(db, found["run"])
    listed = {row["uscc"]: row["name"] for part in found["body"]["lists"] for row in part["rows"]}
    return [name for uscc, name in listed.items() if uscc not in staying]


def _item(row: Line, rank: int | None = None) -> Item:
    return Item(row.firm, row.uscc, row.district or "", row.title, row.clause, row.amount, rank)


def _keep(db: Database, run_id: str, made: Draft, actor: str) -> None:
    at, before, span = now(), batches.publication(db, run_id), made.days
    body = _text(made.body)
    said = {"starts": span.starts.isoformat(), "ends": span.ends.isoformat(), "days": span.length}
    said["digest"] = approval.digest(db, run_id)
    made_id = publications.add(db, {"run": run_id, **said, "body": body, "at": at, "actor": actor})
    after = {"id": made_id, **said, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    earlier = before and {name: before[name] for name in ("id", "starts", "ends", "days", "digest")}
    intake.note(db, at, actor, "publish", run_id, {"before": earlier, "after": after})


def _text(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False)


def _cautions(span: Days, known: Office, office: Office) -> list[str]:
    """What whoever publishes should look at first."""
    found = [
        f"{year}年的放假安排尚未录入，截止日期按平日和法定固定假日推算为{day(span.ends.isoformat())}，请核对；"
        "可在 office.toml 的 holidays、workdays 中逐日写明"
        for year in range(span.starts.year, span.ends.year + 1)
        if not workdays.known(year, office)
    ]
    lacking = "、".join(label for name, label in notice.REACH.items() if not known.get(name))
    if lacking:
        found.append(f"office.toml 没有填{lacking}，公示上不印；提出异议的人须能找到受理的地方")
    return found
