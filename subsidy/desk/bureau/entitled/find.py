"""The rows of a published list beside the register: whose they are, what the law gives for them, what stands against.

Nothing is written. What a firm has claimed, has typed or was offered is never found again, and what it was given
counts as it does when a run decides. What a run decided and nobody approved yet is looked at as if it were still
open: an offer gives no decision away.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from schemas import typed
from schemas.claims import claim_schema
from schemas.decisions import dump_line
from schemas.fields import Base
from schemas.frozen import freeze, thaw
from subsidy.assessment import assess
from subsidy.desk.bureau.entitled.register import Register
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.firm import answers, written
from subsidy.desk.plan import make_case
from subsidy.intake import Refusal
from subsidy.kinds import Item
from subsidy.model import GRANTED, REFERRED, Claim
from subsidy.money import of_yuan
from subsidy.policy import Policy
from subsidy.store import Database, awards, intake, offers
from subsidy.store.intake import Row
from subsidy.workbook.listed import Listed
from subsidy.workbook.recognised import Recognised

ENTITLED, ASKED, PERSON, BARRED = "entitled", "asked", "referred", "barred"
STATES = {ENTITLED: "可享受，尚未申报", ASKED: "已申报或已推送", PERSON: "须人工核定", BARRED: "不能享受"}
OFFERED = {
    "": "已推送，等待企业确认",
    offers.ACCEPTED: "已推送，企业已确认",
    offers.DECLINED: "已推送，企业已谢绝",
    offers.WITHDRAWN_BY_OFFICE: "推送后已撤回",
}


class Entitlement(NamedTuple):
    """What a firm of the register may have for a row of a list: `state` is one of STATES, `amount` in fen.

    `about` is the claim in words, `facts` its canonical JSON, `key` what tells it from others of its item; `account`:
    whether the firm can log in.
    """

    uscc: str
    firm: str
    district: str
    item: str
    title: str
    clause: str
    about: str
    state: str
    amount: int
    reasons: tuple[str, ...]
    source: str
    place: str
    facts: str
    key: str
    account: bool


class Result(NamedTuple):
    """What a list comes to: by row, in its order; rows that are nobody's, or cannot be read; what was understood."""

    year: int
    rows: list[Entitlement]
    refusals: list[Refusal]
    notes: list[str]

    @property
    def entitled(self) -> list[Entitlement]:
        """What firms may have and have not asked for."""
        return [row for row in self.rows if row.state == ENTITLED]

    @property
    def others(self) -> list[Entitlement]:
        """What is not offered, and why."""
        return [row for row in self.rows if row.state != ENTITLED]


class _Asked(NamedTuple):
    """A claim that a row of the list would make for a firm."""

    row: Listed
    item: Item
    claim: Recognised
    key: str


class _Known(NamedTuple):
    """What is known of the firms of a list, read at once; the schemas of the policy's claims, made once."""

    schemas: Mapping[str, Base]
    firms: Mapping[str, Row]
    accounts: set[str]
    claims: Mapping[str, list[Row]]
    drafts: Mapping[str, Mapping[str, Any]]
    offers: Mapping[str, list[Row]]
    awards: Mapping[str, list[Any]]


def find(db: Database, policy: Policy, year: int, rows: Iterable[Listed], person: Person | None) -> Result:
    """Who is entitled by these rows and has not asked; `person` is None for the operator at the machine itself."""
    if person is not None:
        require(person, "entitled")
    found, register = Result(year, [], [], []), Register(db)
    asked: dict[str, list[_Asked]] = {}
    places: dict[str, int] = {}
    seen: dict[tuple[str, str, str], str] = {}
    for row in rows:
        places[row.place] = len(places)
        uscc = register.code(row)
        if isinstance(uscc, Refusal):
            found.refusals.append(uscc)
            continue
        for claim in row.claims:
            item = policy.items[claim.item]
            one = _Asked(row, item, claim, item.claim_key(claim.facts))
            twin = seen.setdefault((uscc, item.id, one.key), row.place)
            if twin != row.place:
                found.notes.append(f"{row.place}：与{twin}是同一事项，只计一次")
            else:
                asked.setdefault(uscc, []).append(one)
    known = _known(db, policy, year, list(asked))
    for uscc, mine in asked.items():
        found.rows.extend(_firm(policy, year, uscc, mine, known))
    found.rows.sort(key=lambda one: places[one.place])
    return found


def _known(db: Database, policy: Policy, year: int, firms: list[str]) -> _Known:
    return _Known(
        {name: claim_schema(item) for name, item in policy.items.items()},
        intake.firms(db, firms),
        offers.with_account(db, firms),
        offers.claims(db, policy.id, year, firms),
        offers.drafts(db, policy.id, year, firms),
        offers.of_firms(db, policy.id, year, firms),
        awards.history(db, policy.id, firms, told=True),
    )


def _firm(policy: Policy, year: int, uscc: str, mine: list[_Asked], known: _Known) -> Iterable[Entitlement]:
    """What one firm may have, beside all that it claims already."""
    rows, typed_in = known.claims.get(uscc, []), known.drafts.get(uscc, {})
    against = {(one.item.id, one.key): _against(year, one, rows, typed_in, known.offers.get(uscc, [])) for one in mine}
    new = [one for one in mine if not against[one.item.id, one.key]]
    own = _own(policy, known.schemas, rows, typed_in, {one.item.id for one in new})
    claims = (*own, *(Claim(one.item.id, one.claim.facts) for one in new))
    application = rows[0]["application"] if rows else None
    case = make_case("", policy, year, known.firms[uscc], claims, known.awards.get(uscc, []), application)
    lines = iter(assess(policy, case).lines[len(own) :])
    for one in mine:
        stands = against[one.item.id, one.key]
        if stands:
            state, amount, reasons = stands[0], 0, (stands[1],)
        else:
            line = dump_line(told := next(lines))
            reasons = tuple(reason["text"] for reason in line["reasons"])
            state = {GRANTED: ENTITLED, REFERRED: PERSON}.get(told.outcome, BARRED)
            amount = of_yuan(line["amount"])
        yield _told(one, known, known.firms[uscc], state, amount, reasons)


def _told(one: _Asked, known: _Known, firm: Row, state: str, amount: int, reasons: tuple[str, ...]) -> Entitlement:
    item, facts, uscc = one.item, one.claim.facts, firm["uscc"]
    frozen = freeze(known.schemas[item.id], facts)
    head = (uscc, firm["name"], firm["district"] or "", item.id, item.title, item.clause, about(item, facts))
    tail = (one.row.source, one.row.place, frozen, one.key, uscc in known.accounts)
    return Entitlement(*head, state, amount, reasons, *tail)


def about(item: Item, facts: Mapping[str, Any]) -> str:
    """A claim in words: the fields that say something."""
    rows = written.claims(item, {"claims": [typed.shown(item, facts)]})[0]["rows"]
    return "，".join(f"{label} {value}" for label, value in rows if value != written.NOT_FILLED)


def _against(
    year: int, one: _Asked, claims: list[Row], typed_in: Mapping[str, Any], offered: list[Row]
) -> tuple[str, str] | None:
    """What stands against offering this, and whether the firm asked already; None where nothing does."""
    day = one.row.day[:4]
    if day.isdigit() and int(day) > year:
        return BARRED, f"名单上的日期是 {one.row.day}，在 {year} 年度以后"
    same = [row for row in claims if (row["item"], row["key"]) == (one.item.id, one.key)]
    if same and not same[-1]["told"]:
        return ASKED, "企业已经申报，尚在办理"
    if same and same[-1]["outcome"] != GRANTED:
        return ASKED, "企业已经申报，并已审定不予兑现"
    if same:
        return ASKED, "企业已经申报，并已审定奖励"
    offer = next((row for row in offered if (row["item"], row["key"]) == (one.item.id, one.key)), None)
    if offer:
        return ASKED, f"{OFFERED[offer['outcome']]}（{offer['at'][:10]}）"
    if one.key in {one.item.claim_key(facts) for facts in _typed(one.item, typed_in)}:
        return ASKED, "企业已在填写，尚未提交"
    return None


def _typed(item: Item, typed_in: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The claims of an item that a firm has typed and that can be read."""
    return list(typed.load(item, typed_in[item.id]).facts) if item.id in typed_in else []


def _own(
    policy: Policy, schemas: Mapping[str, Base], rows: list[Row], typed_in: Mapping[str, Any], items: set[str]
) -> list[Claim]:
    """What the firm claims itself of these items: what is open, then what it is typing."""
    found: dict[tuple[str, str], Claim] = {}
    for row in rows:
        if row["item"] in items and not row["told"]:
            facts = thaw(schemas[row["item"]], row["facts"])
            found[row["item"], row["key"]] = Claim(row["item"], facts)
    for name in items & set(typed_in):
        for claim in answers.read(policy, name, typed_in[name]).claims:
            found[name, policy.items[name].claim_key(claim.facts)] = claim
    return list(found.values())
