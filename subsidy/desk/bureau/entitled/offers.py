"""What is offered to firms by a list, and taken back: an offer decides nothing, the firm confirms it and sends it."""

from collections.abc import Iterable
from typing import NamedTuple

from schemas.claims import claim_schema
from schemas.fields import Base
from schemas.frozen import thaw
from subsidy import store
from subsidy.desk.bureau.entitled.find import OFFERED, Entitlement, about, find
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm.offers import answered, claimed, over
from subsidy.kinds import Item
from subsidy.policy import Policy
from subsidy.store import Database, intake
from subsidy.store import offers as table
from subsidy.store.intake import Row
from subsidy.workbook.listed import Listed

EXPIRED = "已过期"
LEAST_REASON = 2


class Made(NamedTuple):
    """What came of offering: the offers made, and what was left because something stands against it by now."""

    made: list[Entitlement]
    left: list[Entitlement]


class Offered(NamedTuple):
    """An offer as staff see it: `state` in words; `open`: it waits for the firm; `account`: the firm can log in."""

    id: int
    uscc: str
    firm: str
    title: str
    clause: str
    about: str
    amount: int
    source: str
    at: str
    actor: str
    state: str
    answer: str
    open: bool
    account: bool


def offer(db: Database, policy: Policy, year: int, rows: Iterable[Listed], by: Person | str) -> Made:
    """Offers what these rows entitle firms to, as it stands now; `by` is a name for the operator at the machine.

    DeskError for a year that is over.
    """
    person = by if isinstance(by, Person) else None
    actor = by.login if isinstance(by, Person) else by
    with store.write(db):
        found = find(db, policy, year, rows, person)
        if over(db, policy, year):
            raise DeskError(f"{year} 年度已过，以后年度的预算已经设定，不能再推送")
        at = now()
        for one in found.entitled:
            row = {name: getattr(one, name) for name in ("uscc", "item", "key", "facts", "amount", "source")}
            more = {"policy": policy.id, "year": year, "reasons": list(one.reasons), "at": at, "actor": actor}
            made = table.add(db, {**row, **more})
            detail = {"offer": made, "item": one.item, "amount": one.amount, "source": one.source}
            intake.note(db, at, actor, "offer", f"application:{policy.id}/{year}/{one.uscc}", detail)
    return Made(found.entitled, found.others)


def take_back(db: Database, policy: Policy, offer: int, reason: str, person: Person) -> None:
    """Takes back an offer that the firm has not answered. DeskError where there is none such."""
    require(person, "entitled")
    reason = " ".join(reason.split())
    if len(reason) < LEAST_REASON:
        raise DeskError("没有写明撤回推送的理由")
    with store.write(db):
        row = table.one(db, offer)
        if row is None or row["policy"] != policy.id:
            raise DeskError(f"没有第 {offer} 号推送")
        if row["outcome"]:
            raise DeskError(f"第 {offer} 号推送：{OFFERED[row['outcome']]}，不能撤回")
        answered(db, row, table.WITHDRAWN_BY_OFFICE, reason, person.login)


def listing(db: Database, policy: Policy, year: int, person: Person) -> list[Offered]:
    """Every offer of a year, latest first."""
    require(person, "entitled")
    found = [row for row in table.of_year(db, policy.id, year) if row["item"] in policy.items]
    gone = over(db, policy, year)
    mine = claimed(db, policy, year, {row["uscc"] for row in found if not row["outcome"]})
    schemas = {name: claim_schema(policy.items[name]) for name in {row["item"] for row in found}}
    return [
        _offered(
            policy.items[row["item"]], row, schemas[row["item"]], gone, (row["uscc"], row["item"], row["key"]) in mine
        )
        for row in found
    ]


def _offered(item: Item, row: Row, schema: Base, gone: bool, claimed: bool) -> Offered:
    open_ = not (row["outcome"] or gone or claimed)
    state = OFFERED[row["outcome"]]
    if not row["outcome"] and not open_:
        state = "企业已自行申报" if claimed else EXPIRED
    said = about(item, thaw(schema, row["facts"]))
    told = (item.title, item.clause, said, row["amount"], row["source"], row["at"], row["actor"])
    return Offered(row["id"], row["uscc"], row["name"], *told, state, row["answer"], open_, row["account"] is not None)
