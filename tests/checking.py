"""Claims on their way through the bureau, in few words: who works there, and checking with nothing left open."""

import json

from subsidy.desk.bureau.claims import checks, review
from subsidy.desk.bureau.people import ROLES, Person
from subsidy.store import checks as table
from subsidy.store import intake

HANDLER, OTHER, REVIEWER, BOTH = (
    Person(login, f"示例{login}", frozenset(roles))
    for login, roles in (
        ("jing", ["handler"]),
        ("ban", ["handler"]),
        ("fu", ["reviewer"]),
        ("shuang", ["handler", "reviewer"]),
    )
)
EVERYBODY = [Person(role, ROLES[role], frozenset([role])) for role in ROLES]


def claims(db, law, uscc, year=2022):
    """The ids of a firm's claims."""
    return [row["id"] for row in intake.claims(db, intake.application(db, law.id, year, uscc)["id"])]


def listed(db, law, claim):
    """The checklist by name."""
    return {check.name: check for check in checks.checklist(db, law, claim)}


def answers(db, law, claim):
    """Everything that is to be answered, as good as it can be."""
    return {
        check.name: ("pass", "核对无误")
        for check in checks.checklist(db, law, claim)
        if check.required and check.group != checks.CONDITION
    }


def checked(db, law, claim, by=HANDLER, **other):
    """A claim checked by somebody."""
    checks.record(db, law, claim, {**answers(db, law, claim), **other}, by)
    checks.finish(db, law, claim, by)


def reviewed(db, law, claim, by=HANDLER, reviewer=REVIEWER):
    """A claim checked by one and reviewed by another."""
    checked(db, law, claim, by)
    review.review(db, law, [claim], reviewer)


def said(db, claim):
    """What was said for and against a claim: act and person."""
    return [(row["act"], row["actor"]) for row in table.vouchings(db, claim)]


def trail(db, act):
    """The details that the trail has of an act, with who did it."""
    found = db.execute("SELECT actor, detail FROM audit WHERE act = ? ORDER BY id", [act])
    return [(actor, json.loads(detail)) for actor, detail in found]
