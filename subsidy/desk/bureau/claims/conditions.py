"""The conditions of a firm itself, as the office found them: whether it is a software firm, of this city, honest."""

from collections.abc import Mapping

from subsidy import store
from subsidy.assessment import failed_conditions
from subsidy.desk import vouching
from subsidy.desk.bureau.claims.automatic.subject import FAIL, PASS
from subsidy.desk.bureau.people import Person, require
from subsidy.desk.claims import reopen
from subsidy.desk.common import DeskError, now
from subsidy.policy import Policy
from subsidy.store import Database, checks, intake
from subsidy.store.intake import Row


def set_conditions(
    db: Database, policy: Policy, uscc: str, found: Mapping[str, bool | None], note: str, person: Person
) -> int:
    """Writes down what was found of a firm (None: not checked after all), and by what; how many claims it reopened.

    What is not named stays. Nobody vouches any more for what was checked under the conditions before; what was refused
    only for them comes up again, to be reviewed.
    """
    require(person, "check")
    known, told = {condition.id for condition in policy.conditions}, " ".join(note.split())
    if strange := sorted(set(found) - known):
        raise DeskError(f"政策没有 {'、'.join(strange)} 这一申报主体条件")
    if not told:
        raise DeskError("没有写明依据什么认定，例如查询的网站和日期")
    with store.write(db):
        before = intake.firm(db, uscc)
        if before is None:
            raise DeskError(f"没有登记 {uscc} 这家企业")
        merged = {**before["conditions"], **found}
        after = {**before, "conditions": {name: value for name, value in merged.items() if value is not None}}
        at = now()
        if after != before:
            intake.save_firm(db, after, at)
            detail = {side: {"conditions": row["conditions"]} for side, row in (("before", before), ("after", after))}
            intake.note(db, at, person.login, "conditions", uscc, {**detail, "note": told})
            vouching.firm_changed(db, policy.id, before, after, person.login, at)
        count = 0
        if after != before and not failed_conditions(policy, after["conditions"]):
            count = reopen(db, policy, uscc)
        _sign(db, policy, after, found, told, person, at)
    return count


def _sign(
    db: Database, policy: Policy, firm: Row, found: Mapping[str, bool | None], note: str, person: Person, at: str
) -> None:
    """Puts the finding on each open claim of the firm: who made it had a hand in them."""
    wanted = {condition.id: condition.wanted for condition in policy.conditions}
    results = {name: "" if value is None else PASS if value is wanted[name] else FAIL for name, value in found.items()}
    values = [
        (row["id"], f"condition.{name}", result, note, vouching.digest(row["facts"]), at, person.login)
        for row in checks.open_claims(db, policy.id, firm["uscc"])
        for name, result in results.items()
    ]
    checks.add_results(db, values)
    if values:
        intake.note(db, at, person.login, "check", firm["uscc"], {"conditions": results, "note": note})
