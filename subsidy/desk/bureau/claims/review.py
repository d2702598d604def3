"""Reviewing what was checked: another person, several claims at once or none; and sending back what is not right."""

from collections.abc import Iterable, Mapping

from subsidy import store
from subsidy.desk import vouching
from subsidy.desk.bureau.claims.automatic import Register
from subsidy.desk.bureau.claims.checks import (
    CHECKED,
    READY,
    checklist,
    found_claim,
    lacking,
    returned,
    state_of,
    subject_of,
    undecided,
)
from subsidy.desk.bureau.people import Person, SamePersonError, apart, require
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm import submit
from subsidy.policy import Policy
from subsidy.store import Database, intake
from subsidy.store import checks as table
from subsidy.store.intake import Row


class ReviewError(DeskError):
    """Claims that cannot be reviewed: the reason by claim. Nothing was written."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        self.problems = dict(problems)
        super().__init__("；".join(self.problems.values()))


class SameReviewerError(ReviewError, SamePersonError):
    """Claims that the person had a hand in, perhaps with others that cannot be reviewed either."""


def review(db: Database, policy: Policy, claims: Iterable[int], person: Person) -> None:
    """Makes checked claims ready for the run: all of them, or none with the reason for each that cannot be."""
    require(person, "review")
    wanted = list(dict.fromkeys(claims))
    with store.write(db):
        register = Register(db, policy)
        rows, problems, same = [], {}, False
        for claim in wanted:
            try:
                rows.append(_reviewable(db, policy, claim, person, register))
            except DeskError as error:
                problems[claim], same = str(error), same or isinstance(error, SamePersonError)
        if not wanted:
            raise DeskError("没有选要复核的事项")
        if problems:
            raise (SameReviewerError if same else ReviewError)(problems)
        at = now()
        said = [(row["id"], table.REVIEWED, "", vouching.digest(row["facts"]), at, person.login) for row in rows]
        table.add_vouchings(db, said)
        table.set_accepted(db, wanted, True)
        for row in rows:
            detail = {"claim": row["id"], "before": CHECKED, "after": READY}
            intake.note(db, at, person.login, "review", subject_of(row), detail)


def _reviewable(db: Database, policy: Policy, claim: int, person: Person, register: Register) -> Row:
    """The claim, if this person can review it; DeskError with its name and the reason."""
    row = found_claim(db, policy, claim)
    title = f"申报第 {row['application']} 号“{policy.items[row['item']].title}”"
    if state_of(db, row) != CHECKED:
        raise DeskError(f"{title}：没有核查完毕，或核查以后又有改动")
    found = checklist(db, policy, claim, register)
    # conditions may have been set before the firm claimed anything
    apart(person, table.hands(db, claim) | {check.actor for check in found}, f"{title}：复核")
    # what came up since: another claim with the same contract, another file
    missing = [*returned(db, policy, row), *lacking(db, row, found)]
    if missing:
        raise DeskError(f"{title}：核查以后又有新情况，应退回经办：{'；'.join(missing)}")
    return row


def send_back(db: Database, policy: Policy, claim: int, reason: str, person: Person) -> None:
    """Sends a claim back to the handler; nobody vouches for it any more."""
    require(person, "review")
    told = " ".join(reason.split())
    if not told:
        raise DeskError("没有写明退回经办的理由")
    with store.write(db):
        undecided(db, policy, claim)
        if not vouching.void(db, [claim], f"复核退回：{told}", person.login, now()):
            raise DeskError("这一事项还在核查，不用退回经办")


def return_to_firm(db: Database, policy: Policy, application: int, sections: Mapping[str, str], person: Person) -> None:
    """Returns sections to the firm, each with all that is to be mended; nobody vouches for them any more."""
    require(person, "check")
    row = table.application(db, application)
    if row is None or row["policy"] != policy.id:
        raise DeskError(f"没有第 {application} 号申报")
    submit.send_back(db, policy, row["year"], row["uscc"], sections, person.login)
