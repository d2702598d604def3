"""One claim beside its clause: its facts, its checklist, what a person may find on it, and what was said of it."""

from typing import NamedTuple

from subsidy.desk import vouching
from subsidy.desk.bureau.cases import clauses
from subsidy.desk.bureau.cases.clauses import Decided, Law, NoCaseError
from subsidy.desk.bureau.cases.happened import Happening, Names, of_claim
from subsidy.desk.bureau.claims import checks, findings
from subsidy.desk.bureau.claims.checks import Check
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.common import DeskError
from subsidy.desk.firm.written import Written
from subsidy.policy import Policy
from subsidy.store import Database, intake
from subsidy.store import checks as table
from subsidy.store.intake import Row


class Claimed(NamedTuple):
    """A claim with all that its page shows. `facts` in words, `digest` that of the facts as they are kept.

    `tried` is what the rules would say now, `last` what a run said. `referred`: they leave it to a person, who may
    grant no more than `most` (None: nobody knows before it is said what for). `others` are the ids of the application's
    claims that wait to be checked, those after this one first.
    """

    application: Row
    claim: Row
    name: str
    law: Law
    facts: Written
    digest: str
    state: str
    checks: tuple[Check, ...]
    tried: Decided | None
    last: Decided | None
    finding: Row | None
    referred: bool
    most: int | None
    others: tuple[int, ...]
    happened: tuple[Happening, ...]
    names: Names


def claimed(db: Database, policy: Policy, claim_id: int, person: Person) -> Claimed:
    """A claim as it stands; NoCaseError where there is none."""
    require(person, "read_cases")
    row = table.claim(db, claim_id)
    if row is None or row["policy"] != policy.id:
        raise NoCaseError(f"没有第 {claim_id} 号申报事项")
    application = clauses.known(db, policy, row["application"])
    claims = intake.claims(db, application["id"])
    readable = row["item"] in policy.items
    state = checks.state_of(db, row)
    undecided = readable and state not in (checks.DECIDED, checks.WITHDRAWN)
    referred = undecided and findings.referred(db, policy, row)
    names = Names(db, application["uscc"])
    return Claimed(
        application,
        row,
        clauses.name(policy, row),
        clauses.law(policy, row["item"]),
        clauses.facts(policy, row),
        vouching.digest(row["facts"]),
        state,
        tuple(checks.checklist(db, policy, claim_id)) if readable else (),
        clauses.tried(db, policy, application, claims).get(claim_id),
        clauses.decided(db, application).get(claim_id),
        checks.finding(db, row),
        referred,
        _most(policy, row) if referred else None,
        _others(db, claims, claim_id),
        tuple(of_claim(db, policy, row, names)),
        names,
    )


def _most(policy: Policy, row: Row) -> int | None:
    try:
        return findings.most(policy, row)
    except DeskError:
        return None


def _others(db: Database, claims: list[Row], claim_id: int) -> tuple[int, ...]:
    found = [one["id"] for one in clauses.latest(claims) if checks.state(db, one["id"]) == checks.OPEN]
    return tuple(sorted((one for one in found if one != claim_id), key=lambda one: (one < claim_id, one)))
