"""What one firm does costs the same however many firms and awards there are: no whole table is gone through for it."""

import re

import pytest

from subsidy import desk
from subsidy.desk.firm import status, submit
from subsidy.money import fen
from subsidy.store import chain
from tests import applicant
from tests.applicant import TIER, certificate, order, orders
from tests.build import FIRMS, hand_in, project

A, B, *_ = FIRMS
GROWING = {*chain.CHAINED, "claims", "applications", "firms", "drafts", "evidence", "claim_withdrawals"}
ACTS = {
    "typing": lambda db, law: applicant.save(db, law, A, certificates=[certificate("3级")]),
    "checking": lambda db, law: submit.preview(db, law, 2022, A),
    "sending": lambda db, law: applicant.send(db, law, A),
    "looking": lambda db, law: status.timeline(db, law, 2022, A),
}


@pytest.fixture
def filled(db, law, tmp_path):
    """A firm with everything typed in and an award of an earlier run, among others."""
    hand_in(db, law, {A: [project(500)], B: [project(700)]})
    desk.set_budget(db, law, 2022, fen(10_000))
    desk.run(db, law, 2022)
    applicant.save(db, law, A, firm=applicant.DETAILS, tier=TIER, orders=orders(order("甲")))
    applicant.bring(db, tmp_path / "files", law, A)
    return db


def plans(db, act):
    """How SQLite goes about each statement of an act, without those that only look at the last row."""
    said: list[str] = []
    db.conn.set_trace_callback(said.append)
    try:
        act()
    finally:
        db.conn.set_trace_callback(None)
    for sql in said:
        if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", sql, re.IGNORECASE) and not sql.rstrip().endswith("LIMIT 1"):
            yield sql, [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]


def gone_through(sql, plan):
    """The growing tables of which a statement looks at every row, or at every one of a policy or year."""
    names = {alias: table for table, alias in re.findall(r"\b(?:FROM|JOIN) (\w+) AS (\w+)", sql)}
    wide = [step for step in plan if step.startswith("SCAN") or re.search(r"\(policy=\?( AND year=\?)?\)$", step)]
    return {names.get(step.split()[1], step.split()[1]) for step in wide} & GROWING


@pytest.mark.parametrize("name", ACTS)
def test_nothing_that_grows_is_gone_through_for_one_firm(filled, law, name):
    seen = list(plans(filled, lambda: ACTS[name](filled, law)))
    assert len(seen) > 2
    for sql, plan in seen:
        assert not gone_through(sql, plan), (sql, plan)


@pytest.mark.parametrize(
    "asked",
    ["uscc LIKE '%x'", "policy = 'x' AND year = 2022", "policy = 'x' AND case_id = 'x'", "received > ''"],
)
def test_a_statement_that_goes_through_a_table_is_found(filled, asked):
    statement = f"SELECT a.id FROM applications AS a WHERE a.{asked}"
    ((sql, plan),) = plans(filled, lambda: filled.execute(statement).fetchall())
    assert gone_through(sql, plan) == {"applications"}
