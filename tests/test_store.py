"""The store: the database itself refuses what must never happen."""

import datetime
import sqlite3
import threading

import pytest

from subsidy import desk, policy, store
from subsidy.desk import papers
from subsidy.money import fen
from subsidy.store import StoreError
from subsidy.store.schema import APPEND_ONLY, TABLES, migrations, triggers
from subsidy.store.schema_bureau import BUREAU, BUREAU_VIEWS
from tests.build import APPROVER, FIRMS, hand_in, issue, project, revenue
from tests.bureauyear import happened
from tests.firmyear import apply

A, B, C, D = FIRMS


@pytest.fixture
def filled(db, law):
    hand_in(db, law, {A: [revenue(20_000_000, 10_000_000)], B: [project(500)], C: [project(99_501)]})
    desk.set_budget(db, law, 2022, fen(300_000))
    run, _ = desk.run(db, law, 2022)
    issue(db, run, datetime.date(2022, 3, 10))
    papers.printed(db, {1: 1}, "示例经办", run, "")
    apply(db, law, D)
    hand_in(db, law, {C: [revenue(1, 1)]})
    again, _ = desk.run(db, law, 2022)
    happened(db, run, db.execute("SELECT max(id) FROM decisions WHERE run = ?", [again]).fetchone()[0])
    return db


def test_the_tables_are_these_and_no_others(db):
    assert set(db.table_names()) == {*TABLES, "_sqlite_migrations"}


def test_making_the_database_again_changes_nothing(database):
    assert store.create(database) is False


def test_a_database_made_before_letters_had_numbers_is_brought_up_to_date(tmp_path, law):
    path = tmp_path / "old.db"
    conn = sqlite3.connect(path, isolation_level=None)
    migrations.apply(store.Database(conn), stop_before="letters")
    conn.close()
    with pytest.raises(StoreError, match=r"版本较旧.*subsidy init"), store.connect(path):
        pass
    assert store.create(path) is True
    assert store.create(path) is False
    with store.connect(path) as db:
        assert set(db.table_names()) == {*TABLES, "_sqlite_migrations"}
        hand_in(db, law, {A: [project(500)]})
        desk.set_budget(db, law, 2022, fen(500))
        run, _ = desk.run(db, law, 2022)
        assert len(issue(db, run, datetime.date(2022, 3, 10)).letters) == 1
        assert desk.check(db) == []


def test_letters_from_before_approvals_were_kept_are_approved_by_whoever_issued_them(tmp_path, law):
    path = tmp_path / "old.db"
    store.create(path)
    with store.connect(path) as db:
        hand_in(db, law, {A: [project(500)]})
        desk.set_budget(db, law, 2022, fen(500))
        run, _ = desk.run(db, law, 2022)
        issue(db, run, datetime.date(2022, 3, 10))
        for view in BUREAU_VIEWS:
            db.execute(f"DROP VIEW {view}")
        for name in triggers():
            db.execute(f"DROP TRIGGER {name}")
        for table in ("chain", *reversed(BUREAU)):
            db.execute(f"DROP TABLE {table}")
        for index in ("audit_subject", "applications_year", "lines_claim", "ledger_run", "awards_application"):
            db.execute(f"DROP INDEX {index}")
        db.execute("ALTER TABLE audit DROP COLUMN source")
        db.execute("DELETE FROM _sqlite_migrations WHERE name IN ('bureau', 'chained')")
    assert store.create(path) is True
    with store.connect(path) as db:
        assert [tuple(row.values()) for row in db.query("SELECT run, actor FROM approvals")] == [(run, APPROVER)]
        assert desk.check(db) == []


def test_a_missing_database_says_what_to_do(tmp_path):
    with pytest.raises(StoreError, match="subsidy init"), store.connect(tmp_path / "none.db"):
        pass


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "subsidy.db"
    path.write_text("这不是数据库" * 100)
    with pytest.raises(StoreError), store.connect(path) as db:
        db.execute("SELECT 1 FROM firms")


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("act", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_what_only_grows_cannot_be_changed_or_removed(filled, table, act):
    with pytest.raises(sqlite3.IntegrityError, match="never changed or removed"):
        filled.execute(act.format(table))


@pytest.mark.parametrize("table", sorted(set(APPEND_ONLY) - {"firm_names", "award_keys"}))
def test_a_row_cannot_be_pushed_out_by_another(filled, table):
    columns = ", ".join(column.name for column in filled[table].columns)
    with pytest.raises(sqlite3.IntegrityError, match="is there already"):
        filled.execute(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}")


def test_an_award_for_the_same_thing_is_impossible(filled):
    sql = "INSERT INTO award_keys SELECT policy, uscc, item, key, {}, award FROM award_keys WHERE item = 'revenue_tier'"
    for generation in (0, 1):
        with pytest.raises(sqlite3.IntegrityError):
            filled.execute(sql.format(generation))


GRANT = """
    INSERT INTO ledger (id, policy, year, kind, award, amount, spent, run, reason, actor, at)
    SELECT {id}, w.policy, {year}, 'grant', w.id, {amount}, {spent}, NULL, '', 'x', ''
    FROM awards AS w WHERE w.uscc = '{uscc}'
"""
WAITING = {"id": "NULL", "year": 2022, "amount": fen(99_501), "spent": fen(300_001), "uscc": C}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "beyond the appropriation"),
        ({"spent": fen(99_501)}, "running total"),
        ({"amount": 100, "spent": fen(200_500) + 100}, "not that of the award"),
        ({"year": 2023, "spent": fen(99_501)}, "no decided award"),
        ({"uscc": A}, "running total|is there already"),
    ],
)
def test_a_grant_that_breaks_a_rule_of_the_ledger_is_impossible(filled, changes, told):
    with pytest.raises(sqlite3.IntegrityError, match=told):
        filled.execute(GRANT.format(**{**WAITING, **changes}))


def test_an_entry_slipped_in_before_the_others_is_impossible(filled):
    desk.set_budget(filled, policy.load("jiaxing-2022-10"), 2022, fen(1_000_000))
    with pytest.raises(sqlite3.IntegrityError, match="after all others"):
        filled.execute(GRANT.format(**{**WAITING, "id": -1}))
    filled.execute(GRANT.format(**WAITING))


def test_a_past_award_is_never_granted_money(filled):
    row = {"source": "x", "policy": "jiaxing-2022-10", "uscc": "X", "item": "major_project", "year": 2022}
    filled["awards"].insert({**row, "amount": 100, "facts": "{}", "at": ""})
    with pytest.raises(sqlite3.IntegrityError, match="no decided award"):
        filled.execute(GRANT.format(**{**WAITING, "uscc": "X", "amount": 100, "spent": fen(200_500) + 100}))


LETTER = """
    INSERT INTO letters (id, year, number, run, decision, kind, uscc, code, body, at, actor)
    SELECT {id}, 2022, {number}, {run}, {decision}, {kind}, uscc, 'X', body, at, actor FROM letters WHERE number = 1
"""
NEXT = {"id": "NULL", "number": 4, "run": "run", "decision": "decision", "kind": "'reversal'"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": 5}, "not the next"),
        ({"number": 3}, "is there already|not the next"),
        ({"number": 0}, "not the next"),
        ({"id": -1}, "after all others"),
        ({"decision": 2}, "no decision of this run on this firm"),
        ({"run": "'2022-009'"}, "no decision of this run on this firm"),
        ({"kind": "kind"}, "issued already"),
        ({"kind": "'gift'"}, "CHECK"),
    ],
)
def test_a_number_that_breaks_a_rule_is_impossible(filled, changes, told):
    with pytest.raises(sqlite3.IntegrityError, match=told):
        filled.execute(LETTER.format(**{**NEXT, **changes}))
    filled.execute(LETTER.format(**NEXT))


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("INSERT INTO letter_claims VALUES (1, 2)", "another application"),
        ("INSERT INTO prints (letter, at, actor, copy, digest) VALUES (1, '', '', 3, '')", "not the next"),
        ("INSERT INTO prints (letter, at, actor, copy, digest) VALUES (1, '', '', 0, 'b')", "not the first"),
    ],
)
def test_what_a_letter_speaks_of_and_its_prints_are_kept_in_order(filled, sql, told):
    papers.filed(filled, {1: "a"})
    with pytest.raises(sqlite3.IntegrityError, match=told):
        filled.execute(sql)


def test_the_facts_of_a_decided_claim_cannot_be_changed(filled):
    for harm in ("UPDATE claims SET facts = '{}'", "DELETE FROM claims"):
        with pytest.raises(sqlite3.IntegrityError, match=r"decided|never removed"):
            filled.execute(harm)


NEW = "INSERT {} INTO claims SELECT {} FROM claims WHERE id = 1"


@pytest.mark.parametrize(
    ("act", "columns", "told"),
    [
        ("", "NULL, application, item, key, version + 1, facts, place, 1", "only coming in"),
        ("OR REPLACE", "id, application, item, key, version, facts, place, 1", "there is one already"),
        ("OR REPLACE", "id, application, item, key, version, '{}', place, 0", "there is one already"),
        ("OR REPLACE", "NULL, application, item, key, version, '{}', place, 0", "there is one already"),
    ],
)
def test_a_claim_comes_in_without_anybody_who_vouches_and_pushes_none_out(filled, act, columns, told):
    with pytest.raises(sqlite3.IntegrityError, match=told):
        filled.execute(NEW.format(act, columns))
    filled.execute(NEW.format("", "NULL, application, item, key, version + 1, facts, place, 0"))


def test_the_appropriation_cannot_be_cut_below_the_grants(filled):
    with pytest.raises(sqlite3.IntegrityError, match="below what is granted"):
        filled.execute(
            "INSERT INTO budgets (policy, year, amount, at, actor) VALUES ('jiaxing-2022-10', 2022, 1, '', '')"
        )


def test_check_finds_a_trigger_gone_and_a_row_changed_behind_it(filled):
    assert desk.check(filled) == []
    filled.execute("DROP TRIGGER ledger_no_update")
    filled.execute("UPDATE ledger SET amount = amount + 1 WHERE id = 1")
    found = "\n".join(desk.check(filled))
    assert "ledger_no_update 缺失" in found
    assert "金额与奖励不符" in found


@pytest.mark.parametrize(
    ("trigger", "harm", "told"),
    [
        (
            "decisions_no_update",
            "UPDATE decisions SET body = replace(body, '200000.00', '900000.00')",
            "正文与账目不符",
        ),
        ("ledger_no_delete", "DELETE FROM ledger WHERE id = 1", "缺少资金记录"),
        ("awards_no_update", "UPDATE awards SET amount = amount * 2", "金额与奖励不符"),
        ("audit_no_delete", "DELETE FROM audit WHERE id = 2", "编号不连续"),
        ("decisions_no_update", "UPDATE decisions SET body = replace(body, 'granted', 'refused')", "正文与账目不符"),
        ("budgets_no_update", "UPDATE budgets SET amount = amount + 1", "预算与操作记录不符"),
        ("letters_no_update", "UPDATE letters SET number = number + 7 WHERE id = 3", "文号不连续"),
        ("letters_no_update", "UPDATE letters SET body = replace(body, '〕1号', '〕8号')", "正文与登记不符"),
        ("letters_no_update", "UPDATE letters SET uscc = 'X'", "正文与登记不符"),
        ("submissions_no_update", "UPDATE submissions SET body = '{}'", "第 1 次提交的内容与提交时不符"),
        ("submissions_no_update", "UPDATE submissions SET number = 2", "申报提交的编号不连续"),
        ("claim_withdrawals_open", "INSERT INTO claim_withdrawals VALUES (1, '', '')", "已撤回的申报被决定"),
        ("approved_decisions_no_delete", "DELETE FROM approved_decisions", "告知书没有签批"),
        ("approvals_no_update", "UPDATE approvals SET actor = 'office', digest = 'x'", "签批人办过签批以前的环节"),
        ("exclusions_before_approval", "INSERT INTO exclusions VALUES (NULL, 1, '', '', '')", "移出批次的奖励没有撤销"),
        ("payments_no_update", "UPDATE payments SET amount = 99999999999", "拨付的金额多于决定的金额"),
    ],
)
def test_check_names_what_was_done_behind_the_program(filled, trigger, harm, told):
    filled.execute(f"DROP TRIGGER {trigger}")
    filled.execute(harm)
    assert any(told in line for line in desk.check(filled))


def test_check_names_a_view_on_which_the_guards_rest(filled):
    filled.execute("DROP VIEW prepared")
    assert "防护：视图 prepared 缺失" in desk.check(filled)
    filled.execute("CREATE VIEW prepared AS SELECT 0 AS decision, '' AS actor")
    assert "防护：视图 prepared 被改动" in desk.check(filled)


def test_every_table_that_only_grows_has_its_guards():
    for table in APPEND_ONLY:
        assert {f"{table}_no_update", f"{table}_no_delete"} <= set(triggers())


def test_many_runs_at_once_grant_once(database, law):
    with store.connect(database) as db:
        hand_in(db, law, {code: [project(1000)] for code in FIRMS})
        desk.set_budget(db, law, 2022, fen(2500))
    made = []

    def work():
        with store.connect(database) as mine:
            made.append(desk.run(mine, law, 2022)[1].granted)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.connect(database) as db:
        assert sorted(made) == [0, 0, 0, 0, 0, fen(2000)]
        assert desk.budget(db, law, 2022)[1] == fen(2000)
        assert desk.check(db) == []
