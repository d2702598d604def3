"""What the database itself refuses of checks, findings and vouchings, whoever asks."""

import sqlite3

import pytest

from subsidy.desk.bureau.claims import findings
from subsidy.store import checks as table
from subsidy.store import write
from tests.build import FIRMS, hand_in, project
from tests.checking import HANDLER, checked, claims

A, *_ = FIRMS


@pytest.fixture
def claim(db, law):
    hand_in(db, law, {A: [project(1000)]}, accepted=False)
    return claims(db, law, A)[0]


SQL = [
    ([], "reviewed", "facts", "fu"),  # nobody checked
    (["checked"], "reviewed", "other", "fu"),  # other facts than were checked
    (["checked", "voided"], "reviewed", "facts", "fu"),  # taken back since
    (["imported"], "reviewed", "facts", "fu"),  # an import is not checked
    (["checked"], "reviewed", "facts", "jing"),
    (["checked", "reviewed"], "reviewed", "facts", "fu2"),  # reviewed already
]


@pytest.mark.parametrize(("before", "act", "facts", "actor"), SQL)
def test_the_database_refuses_a_review_that_is_none(db, law, claim, before, act, facts, actor):
    with write(db):
        for one in before:
            table.add_vouchings(db, [(claim, one, "", "facts", "", "fu" if one == "reviewed" else "jing")])
    with pytest.raises(sqlite3.IntegrityError, match="vouchings"), write(db):
        table.add_vouchings(db, [(claim, act, "", facts, "", actor)])


@pytest.mark.parametrize("before", [[], ["checked"], ["checked", "reviewed", "voided"]])
def test_the_database_lets_nothing_be_ready_that_nobody_vouches_for(db, law, claim, before):
    with write(db):
        for one in before:
            table.add_vouchings(db, [(claim, one, "", "facts", "", "fu" if one == "reviewed" else "jing")])
    with pytest.raises(sqlite3.IntegrityError, match="nobody vouches"):
        db.execute("UPDATE claims SET accepted = 1")


@pytest.mark.parametrize("name", ["checks", "findings", "vouchings"])
def test_what_was_said_is_never_changed_or_removed(db, law, claim, name):
    checked(db, law, claim)
    findings.find(db, law, claim, "refused", 0, "审计报告系伪造，经核实不成立", HANDLER)
    again = f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"
    for sql in (f"UPDATE {name} SET actor = 'x'", f"DELETE FROM {name}", again):
        with pytest.raises(sqlite3.IntegrityError, match=name):
            db.execute(sql)
