"""What the office found for a firm by published lists: shown until the firm says yes or no, or the year is over.

Saying yes writes the claim into the firm's own draft, beside what it typed; the firm checks, declares and sends it as
it does everything. An application that was sent is opened again for that section alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from schemas import typed
from schemas.describe import describe
from schemas.frozen import claim_facts
from schemas.words import say
from subsidy import store
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm import FIRM, drafts, written
from subsidy.desk.firm.drafts import RETURNED, SUBMITTED, Standing
from subsidy.kinds import Item
from subsidy.policy import Policy
from subsidy.store import Database, applying, awards, intake
from subsidy.store import offers as table
from subsidy.store.intake import Row

LONGEST_REASON = 200
CONFIRMED = say("经核对公布名单，请核对补充的内容，再次提交")


class Offer(NamedTuple):
    """What a firm may have: the item in words, the claim's own fields, fen, why, and the list that it stands in."""

    id: int
    item: str
    title: str
    clause: str
    rows: tuple[tuple[str, str], ...]
    amount: int
    reasons: tuple[str, ...]
    source: str


class OfferError(DeskError):
    """An offer that cannot be answered, and why."""


def over(db: Database, policy: Policy, year: int) -> bool:
    """Whether the office has opened a later year: with the year, its offers end."""
    latest = awards.latest_year(db, policy.id)
    return latest is not None and latest > year


def claimed(db: Database, policy: Policy, year: int, firms: Iterable[str]) -> set[tuple[str, str, str]]:
    """What firms claim or are typing themselves: code, item and the claim's key."""
    wanted = list(firms)
    found = {
        (uscc, row["item"], row["key"])
        for uscc, rows in table.claims(db, policy.id, year, wanted).items()
        for row in rows
    }
    for uscc, sections in table.drafts(db, policy.id, year, wanted).items():
        for name in set(sections) & set(policy.items):
            found |= {(uscc, name, key) for key in keys(policy.items[name], sections[name])}
    return found


def keys(item: Item, values: Mapping[str, Any]) -> set[str]:
    """What tells the claims apart that are typed into a section, as far as they can be read."""
    return {item.claim_key(facts) for facts in typed.load(item, values).facts} if not item.parts else set()


def offers(db: Database, policy: Policy, year: int, uscc: str) -> list[Offer]:
    """What waits for the firm's answer, oldest first; nothing that it claims already."""
    waiting = [row for row in table.of_firm(db, policy.id, year, uscc) if not row["outcome"]]
    if not waiting or over(db, policy, year):
        return []
    mine = claimed(db, policy, year, [uscc])
    found = [row for row in waiting if row["item"] in policy.items and (uscc, row["item"], row["key"]) not in mine]
    return [_offer(policy, row) for row in found]


def elsewhere(db: Database, policy: Policy, year: int, uscc: str) -> list[int]:
    """The other years in which something waits for the firm's answer, latest first."""
    found = (other for other in table.open_years(db, policy.id, uscc) if other != year)
    return [other for other in found if offers(db, policy, other, uscc)]


def accept(db: Database, policy: Policy, year: int, uscc: str, offer: int, actor: str) -> str:
    """Writes what is offered into the firm's draft; its section. OfferError where it does not wait for an answer."""
    with store.write(db):
        row = _waiting(db, policy, year, uscc, offer)
        section = str(row["item"])
        stands = drafts.standing(db, policy, year, uscc)
        if stands.locked(section):
            _open(db, policy, year, uscc, row, stands, actor)
        _firm_details(db, policy, year, uscc, actor)
        draft = drafts.load(db, policy, year, uscc, section)
        specs = describe(policy.items[section])
        kept = [claim for claim in draft.values["claims"] if not typed.empty(specs, claim)]
        values = {"claims": [*kept, typed.shown(policy.items[section], _facts(policy, row))]}
        drafts.save(db, policy, year, uscc, section, values, draft.version, actor)
        answered(db, row, table.ACCEPTED, "", actor)
    return section


def decline(db: Database, policy: Policy, year: int, uscc: str, offer: int, reason: str, actor: str) -> None:
    """Says no to what is offered; the firm may still claim it by itself. OfferError as `accept`."""
    with store.write(db):
        row = _waiting(db, policy, year, uscc, offer)
        answered(db, row, table.DECLINED, " ".join(reason.split())[:LONGEST_REASON], actor)


def _waiting(db: Database, policy: Policy, year: int, uscc: str, offer: int) -> Row:
    row = table.one(db, offer)
    if row is None or (row["policy"], row["year"], row["uscc"]) != (policy.id, year, uscc):
        raise LookupError(offer)
    if offer not in {one.id for one in offers(db, policy, year, uscc)}:
        raise OfferError(say("这一项已经办理过，或者已经过期，没有重复办理"))
    return row


def _open(db: Database, policy: Policy, year: int, uscc: str, row: Row, stands: Standing, actor: str) -> None:
    """Opens a section of an application that was sent, as one that is returned; what the office vouches for stays."""
    if stands.kind not in (SUBMITTED, RETURNED):
        return
    section = row["item"]
    version = drafts.load(db, policy, year, uscc, section).version
    told = {**stands.to_mend, section: CONFIRMED}
    body = {"sections": told, "versions": {**stands.versions, section: version}, "offer": row["id"]}
    applying.add_event(db, policy.id, year, uscc, applying.RETURNED, body, now(), actor)


def _firm_details(db: Database, policy: Policy, year: int, uscc: str, actor: str) -> None:
    """The firm's own details as the office knows them, where the firm has typed none yet."""
    draft = drafts.load(db, policy, year, uscc, FIRM)
    known = drafts.last_year(db, policy, year, uscc, FIRM)
    if not draft.version and known is not None:
        drafts.save(db, policy, year, uscc, FIRM, known.values, 0, actor)


def answered(db: Database, row: Row, outcome: str, reason: str, actor: str) -> None:
    """What became of an offer, and a note of it; within a write transaction."""
    at = now()
    table.answer(db, row["id"], outcome, reason, at, actor)
    detail = {"offer": row["id"], "item": row["item"], "outcome": outcome, "reason": reason}
    subject = f"application:{row['policy']}/{row['year']}/{row['uscc']}"
    intake.note(db, at, actor, "answer_offer", subject, detail)


def _facts(policy: Policy, row: Row) -> dict[str, Any]:
    return claim_facts(policy.items[row["item"]], row["facts"])


def _offer(policy: Policy, row: Row) -> Offer:
    item = policy.items[row["item"]]
    told = written.claims(item, {"claims": [typed.shown(item, _facts(policy, row))]})[0]["rows"]
    rows = tuple((label, value) for label, value in told if value != written.NOT_FILLED)
    return Offer(row["id"], item.id, item.title, item.clause, rows, row["amount"], tuple(row["reasons"]), row["source"])
