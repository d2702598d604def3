"""Drafts of a firm's year: as typed, by version, locked once sent."""

import json
import threading

import pytest

from subsidy import desk, store
from subsidy.desk.firm import drafts
from subsidy.desk.firm.drafts import FIRM, ConflictError, DraftError, LockedError
from subsidy.money import fen
from subsidy.store import applying, intake
from tests.build import FIRMS, hand_in, project

A, B, _, _ = FIRMS
YEAR = 2022
TIER, ORDERS, CERTIFICATES = "revenue_tier", "outsourcing_bonus", "capability_certificate"
TYPED = {"claims": [{"revenue": " 5,200 ", "previous_revenue": "约４千"}]}
GOOD = {"claims": [{"revenue": "5200", "previous_revenue": "4000"}]}
ORDER = {"contract": "HT-1", "buyer": "示例发包方", "buyer_region": "310000", "executed": "100"}
DETAILS = {
    "name": "示例软件有限公司",
    "district": "南湖区",
    "contact": "示例联系人",
    "phone": "0573-00000000",
    "account_name": "示例软件有限公司",
    "bank": "示例银行嘉兴分行",
    "account": "0001",
}


def save(db, law, section, values, version=0, uscc=A, year=YEAR):
    return drafts.save(db, law, year, uscc, section, values, version, uscc)


def load(db, law, section, uscc=A, year=YEAR):
    return drafts.load(db, law, year, uscc, section)


def section(db, law, name, uscc=A):
    return next(found for found in drafts.sections(db, law, YEAR, uscc) if found.id == name)


def happen(db, law, kind, **body):
    with store.write(db):
        applying.add_event(db, law.id, YEAR, A, kind, body, desk.common.now(), "staff")


def send_back(db, law, *names):
    versions = {name: draft.version for name, draft in drafts.drafts(db, law, YEAR, A).items()}
    happen(db, law, applying.RETURNED, sections=dict.fromkeys(names, "请补充"), versions=versions)


def test_a_draft_comes_back_as_it_was_typed(db, law):
    assert load(db, law, TIER) == (TIER, {"claims": []}, 0, "")
    saved = save(db, law, TIER, TYPED)
    assert (saved.values, saved.version) == (TYPED, 1)
    assert load(db, law, TIER) == saved
    assert load(db, law, TIER, uscc=B).version == load(db, law, TIER, year=2023).version == 0


def test_a_save_that_changes_nothing_keeps_the_version_and_leaves_no_trace(db, law):
    save(db, law, TIER, TYPED)
    trail = list(db.query("SELECT * FROM audit"))
    for version in (0, 1, 7):
        assert save(db, law, TIER, TYPED, version).version == 1
    assert save(db, law, ORDERS, {"claims": []}).version == 0
    assert list(db.query("SELECT * FROM audit")) == trail


def test_every_change_is_on_record_without_what_was_typed(db, law):
    save(db, law, TIER, TYPED)
    save(db, law, TIER, GOOD, 1)
    found = [(row["act"], row["actor"], json.loads(row["detail"])) for row in db.query("SELECT * FROM audit")]
    expected = {"policy": law.id, "year": YEAR, "section": TIER}
    assert found == [("draft_save", A, {**expected, "version": 1}), ("draft_save", A, {**expected, "version": 2})]


@pytest.mark.parametrize("version", [0, 1, 3])
def test_two_windows_do_not_overwrite_each_other(db, law, version):
    save(db, law, TIER, TYPED)
    theirs = save(db, law, TIER, GOOD, 1)
    with pytest.raises(ConflictError) as error:
        save(db, law, TIER, {"claims": [{"revenue": "1"}]}, version)
    assert error.value.theirs == theirs == load(db, law, TIER)


def test_a_draft_that_was_never_saved_has_no_later_version(db, law):
    with pytest.raises(ConflictError) as error:
        save(db, law, TIER, TYPED, 1)
    assert error.value.theirs.version == 0


def test_of_many_windows_at_once_one_saves(database, law):
    ended = []

    def work(number):
        with store.connect(database) as mine:
            try:
                ended.append(save(mine, law, TIER, {"claims": [{"revenue": str(number)}]}).version)
            except ConflictError as error:
                ended.append(error.theirs.version)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [1] * 6
    with store.connect(database) as db:
        assert db.execute("SELECT count(*) FROM audit").fetchone()[0] == 1


def test_an_emptied_section_is_not_filled_again_by_a_window_that_still_shows_it(db, law):
    save(db, law, TIER, TYPED)
    emptied = drafts.remove(db, law, YEAR, A, TIER, A)
    assert (emptied.values, emptied.version) == ({"claims": []}, 2)
    assert section(db, law, TIER).status == "not_started"
    for version in (0, 1):
        with pytest.raises(ConflictError):
            save(db, law, TIER, GOOD, version)
    assert save(db, law, TIER, GOOD, 2).version == 3


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("nothing_like_it", {"claims": []}),
        (TIER, None),
        (TIER, []),
        (TIER, {}),
        (TIER, {"claims": {}}),
        (TIER, {"claims": [], "more": []}),
        (TIER, {"claims": ["x"]}),
        (TIER, {"claims": [{"revenue": 5200}]}),
        (TIER, {"claims": [{"revenue": {"value": "1"}}]}),
        (TIER, {"claims": [{"revenue": "\ud800"}]}),
        (ORDERS, {"claims": [{"orders": [["x"]]}]}),
        (ORDERS, {"claims": [{"orders": [{"contract": ["x"]}]}]}),
        (ORDERS, {"claims": [{"orders": [{"contract": "x" * 2_000_001}]}]}),
        ("major_project", {"claims": [{"project": f"示例项目{i}"} for i in range(201)]}),
        (FIRM, {"claims": []}),
        (FIRM, {"name": ["x"]}),
    ],
)
def test_what_no_form_sends_is_not_kept(db, law, name, values):
    with pytest.raises(DraftError):
        save(db, law, name, values)
    assert applying.drafts(db, law.id, YEAR, A) == {}


def test_the_task_list_is_the_firm_and_the_items_of_the_law_in_order(db, law):
    found = drafts.sections(db, law, YEAR, A)
    assert [one.id for one in found] == [FIRM, *law.items]
    assert {one.status for one in found} == {"not_started"}
    assert {(one.title, one.clause) for one in found} >= {("企业信息", ""), ("软件业务收入达标奖励", "四(三)")}
    assert {one.id for one in found if not one.several} == {FIRM, TIER, ORDERS, "training_refund", "financing"}


@pytest.mark.parametrize(
    ("name", "values", "status", "claims"),
    [
        (TIER, GOOD, "ready", 1),
        (TIER, TYPED, "in_progress", 1),
        (TIER, {"claims": [{"revenue": " ", "previous_revenue": ""}]}, "not_started", 0),
        (TIER, {"claims": [{"revenue": "5200", "previous_revenue": "", "previous_revenue.none": "1"}]}, "ready", 1),
        (ORDERS, {"claims": [{"orders": [ORDER, {"contract": ""}, {**ORDER, "contract": "HT-2"}]}]}, "ready", 2),
        (ORDERS, {"claims": [{"orders": [ORDER, ORDER]}]}, "in_progress", 2),
        (CERTIFICATES, {"claims": [{"scheme": "CMMI", "level": "5"}, {"scheme": "ITSS"}]}, "in_progress", 2),
        (FIRM, DETAILS, "ready", 1),
        (FIRM, {"name": "示例软件有限公司"}, "in_progress", 1),
        (FIRM, {"name": ""}, "not_started", 0),
    ],
)  # fmt: skip
def test_a_section_is_ready_when_nothing_is_wrong_with_it(db, law, name, values, status, claims):
    save(db, law, name, values)
    found = section(db, law, name)
    assert (found.status, found.claims, found.version) == (status, claims, 1)
    assert bool(found.problems) == (status == "in_progress")


@pytest.mark.parametrize(
    ("name", "values", "path", "message"),
    [
        (TIER, {"claims": [{"previous_revenue": "1"}]}, "claims.0.revenue", "“本年软件业务收入”：没有填"),
        (TIER, TYPED, "claims.0.previous_revenue", "“上年软件业务收入”：填的是“约４千”"),
        (
            ORDERS,
            {"claims": [{"orders": [ORDER, {**ORDER, "contract": "HT-2", "executed": "-5"}]}]},
            "claims.0.orders.1.executed",
            "第 2 条“实际执行金额”：填的是“-5”",
        ),
        (
            CERTIFICATES,
            {"claims": [{"scheme": "CMMI", "level": "5"}, {"scheme": "CMMI", "level": "6"}]},
            "claims.1.level",
            "第 2 项“等级”：CMMI 没有“6”这一等级",
        ),
        (
            CERTIFICATES,
            {"claims": [{"scheme": "CMMI", "level": "5"}, {"scheme": "CMMI", "level": "五级"}]},
            "claims.1",
            "第 2 项：与第 1 项是同一事项",
        ),
        (FIRM, {**DETAILS, "bank": ""}, "bank", "开户银行：没有填"),
    ],
)
def test_a_problem_says_where_it_is_and_names_its_field(law, name, values, path, message):
    found = drafts.check(law, name, values)
    assert [problem.path for problem in found] == [path]
    assert found[0].message.startswith(message)


def test_what_was_sent_is_locked(db, law):
    save(db, law, TIER, GOOD)
    happen(db, law, applying.SUBMITTED, submission=1)
    assert [(s.status, s.locked) for s in drafts.sections(db, law, YEAR, A) if s.claims] == [("submitted", True)]
    assert section(db, law, ORDERS).status == "locked"
    for act in (lambda: save(db, law, TIER, TYPED, 1), lambda: drafts.remove(db, law, YEAR, A, TIER, A)):
        with pytest.raises(LockedError, match="已提交"):
            act()
    assert save(db, law, TIER, GOOD, uscc=B).version == 1
    assert save(db, law, TIER, GOOD, year=2023).version == 1


def test_what_is_sent_back_may_be_mended_and_the_rest_stays_locked(db, law):
    save(db, law, TIER, GOOD)
    save(db, law, FIRM, DETAILS)
    happen(db, law, applying.SUBMITTED, submission=1)
    send_back(db, law, TIER)
    found = section(db, law, TIER)
    assert (found.status, found.locked, found.to_mend) == ("returned", False, "请补充")
    assert (section(db, law, FIRM).status, section(db, law, FIRM).to_mend) == ("submitted", "")
    with pytest.raises(LockedError):
        save(db, law, FIRM, {}, 1)
    save(db, law, TIER, TYPED, 1)
    assert section(db, law, TIER).status == "in_progress"
    save(db, law, TIER, {"claims": [{"revenue": "5300", "previous_revenue": "4000"}]}, 2)
    assert (section(db, law, TIER).status, section(db, law, TIER).to_mend) == ("ready", "请补充")
    happen(db, law, applying.RESUBMITTED, submission=2)
    assert (section(db, law, TIER).status, section(db, law, TIER).to_mend) == ("submitted", "")


def test_what_was_withdrawn_is_open_again(db, law):
    save(db, law, TIER, GOOD)
    happen(db, law, applying.SUBMITTED, submission=1)
    happen(db, law, applying.WITHDRAWN_ALL, reason="")
    assert section(db, law, TIER).status == "ready"
    assert save(db, law, TIER, TYPED, 1).version == 2


def test_saving_drafts_does_not_make_a_run_start_anew(db, law):
    hand_in(db, law, {A: [project(500)]})
    before = intake.mark(db)
    save(db, law, TIER, TYPED)
    assert intake.mark(db) == before
    desk.set_budget(db, law, YEAR, fen(1))
    assert intake.mark(db) > before
