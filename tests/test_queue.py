"""The queue: how far each application is, what filters find, pages without gaps, deadlines in working days."""

import datetime

import openpyxl
import pytest

from subsidy import desk
from subsidy.desk import vouching
from subsidy.desk.bureau import people, queue, workdays
from subsidy.desk.bureau.cases import case as cases
from subsidy.desk.bureau.claims import checks, review
from subsidy.desk.bureau.queue import Asked, Clock
from subsidy.desk.firm import submit
from subsidy.money import fen
from subsidy.store import applying, intake, write
from subsidy.store import checks as said
from subsidy.store import queue as store
from subsidy.workbook import queue as workbook
from tests.applicant import applied, save, send
from tests.applicant import project as typed
from tests.build import codes, hand_in, issue, project
from tests.web.staffed import person

A, B, C, D, E, F, G, H = codes(8)
TODAY = datetime.date(2022, 3, 30)
UNKNOWN_LADDER = ("capability_certificate", {"scheme": "T/SIA010.11-2021.1", "level": "三级"})
TRAINED = ("security_certificate", {"scheme": "ISO27001", "held_before": False})
DAY = datetime.timedelta(days=1)


@pytest.fixture
def handler(db):
    return person(db, "jing", "handler", name="示例经办")


@pytest.fixture
def clock():
    return Clock({}, TODAY)


@pytest.fixture
def shown(db, law, handler, clock):
    """The queue as it answers what is asked."""
    return lambda after=0, before=0, **asked: queue.page(db, law, Asked(2022, **asked), handler, clock, after, before)


def found(page):
    return [entry.uscc for entry in page.entries]


def claims(db, law, uscc):
    application = intake.application(db, law.id, 2022, uscc)
    return [row["id"] for row in intake.claims(db, application["id"])]


def check(db, *found):
    """A handler says that the claims are checked as they stand."""
    with write(db):
        for claim in found:
            digest = vouching.digest(said.claim(db, claim)["facts"])
            said.add_vouchings(db, [(claim, "checked", "", digest, "2022-03-11T09:00:00+08:00", "示例经办")])


def received(db, days):
    """When applications came in, by the firm's code."""
    for uscc, day in days.items():
        db.execute("UPDATE applications SET received = ? WHERE uscc = ?", [f"{day}T09:00:00+08:00", uscc])


@pytest.fixture
def every_stage(db, law, handler, tmp_path):
    """One application in every stage, and one that the rules leave to a person."""
    hand_in(db, law, {B: [project(500)], E: [UNKNOWN_LADDER]})
    desk.set_budget(db, law, 2022, fen(1_000_000))
    desk.run(db, law, 2022)
    hand_in(db, law, {C: [project(500), TRAINED]}, accepted=False)
    check(db, *claims(db, law, C))
    hand_in(db, law, {D: [project(500), TRAINED]}, accepted=False)
    check(db, claims(db, law, D)[0])
    hand_in(db, law, {F: [project(500)]})
    for firm in (A, G, H):
        applied(db, tmp_path, law, firm, f"sent-{firm}", projects=typed("5"))
    for firm in (A, H):
        application = intake.application(db, law.id, 2022, firm)["id"]
        review.return_to_firm(db, law, application, {"major_project": "请附批准文件"}, handler)
    save(db, law, H, projects=typed("6"))
    send(db, law, H, "again")
    submit.withdraw(db, law, 2022, G, G)


STAGES = {
    A: "returned",
    B: "decided",
    C: "to_review",
    D: "to_check",
    E: "to_check",
    F: "ready",
    G: "withdrawn",
    H: "to_check",
}


def test_an_application_is_as_far_as_its_least_claim(db, law, shown, every_stage):
    page = shown()
    assert {entry.uscc: entry.stage for entry in page.entries} == STAGES
    assert page.counts == {stage: list(STAGES.values()).count(stage) for stage in queue.STAGES}
    assert page.total == len(STAGES)
    for stage in queue.STAGES:
        assert sorted(found(shown(stage=stage))) == sorted(firm for firm in STAGES if STAGES[firm] == stage)
    assert found(shown(stage="no_such")) == found(page)
    assert found(shown(referred="1")) == [E]


def test_a_claim_is_as_far_in_the_queue_as_in_its_own_list(db, law, every_stage):
    ranks = ["withdrawn", "decided", "ready", "checked", "open"]
    for firm, stage in STAGES.items():
        if stage != "returned":
            least = max(ranks.index(checks.state(db, claim)) for claim in claims(db, law, firm))
            assert store.STAGES[least] == stage


def test_what_was_said_of_other_facts_does_not_count(db, law, shown):
    hand_in(db, law, {A: [project(500)]}, accepted=False)
    (claim,) = claims(db, law, A)
    check(db, claim)
    assert shown().entries[0].stage == "to_review"
    with write(db):
        intake.change_claim(db, claim, '{"approved": 1, "project": "示例项目"}', "", False)
    assert shown().entries[0].stage == "to_check"


FOUND = [
    ({}, [A, B, C, D]),
    ({"item": "security_certificate"}, [B]),
    ({"item": "financing"}, []),
    ({"district": "南湖区"}, [A]),
    ({"text": "示例 甲"}, [A]),
    ({"text": "旧名"}, [A]),
    ({"text": "软件"}, [A, B, C, D]),
    ({"text": "（有限）"}, [C]),
    ({"text": "(有限)"}, [C]),
    ({"text": A.lower()}, [A]),
    ({"text": f" {B[:9]} {B[9:]} "}, [B]),
    ({"text": "百分号%"}, []),
    ({"text": "嘉经信软〔2022〕1号"}, [D]),
    ({"text": "[2022]1"}, [D]),
    ({"text": "1号"}, [D]),
    ({"text": "〔2021〕1号"}, []),
    ({"assignee": queue.ME}, [B]),
    ({"assignee": "fu"}, [A]),
    ({"assignee": queue.NOBODY}, [C, D]),
    ({"assignee": "nobody"}, []),
    ({"due": "late"}, [A]),
    ({"due": "soon"}, [A, B]),
    ({"due": "late", "stage": "decided"}, []),
    ({"stage": "decided", "assignee": queue.NOBODY}, [D]),
    ({"sort": "latest"}, [D, C, B, A]),
    ({"sort": "name"}, [A, D, C, B]),
]


@pytest.fixture
def four(db, law, handler, shown):
    """Four firms: A late, B with its last day, C with time, D decided and told so by a letter."""
    names = {A: "示例一旧名软件有限公司"}
    hand_in(db, law, {D: [project(500)]}, names={D: "示例丁软件有限公司"})
    desk.set_budget(db, law, 2022, fen(1_000_000))
    issue(db, desk.run(db, law, 2022)[0], datetime.date(2022, 3, 29))
    others = {A: [project(500)], B: [project(500), TRAINED, project(600, "示例项目二")], C: [project(500)]}
    hand_in(db, law, others, accepted=False, names=names)
    renamed = {A: "示例　甲软件有限公司", B: "示例软件乙", C: "示例丙软件(有限)公司"}
    hand_in(db, law, {}, firms=(B, C), names=renamed)
    hand_in(db, law, {}, firms=(A,), names=renamed, details={"district": "南湖区"})
    received(db, {A: "2022-03-01", B: "2022-03-02", C: "2022-03-25", D: "2022-03-28"})
    person(db, "fu", "reviewer", name="示例复核")
    for firm, login in ((A, "fu"), (B, "jing")):
        cases.assign(db, [intake.application(db, law.id, 2022, firm)["id"]], login, handler)


@pytest.mark.parametrize(("asked", "wanted"), FOUND, ids=str)
def test_filters_find_what_they_say_and_nothing_else(shown, four, asked, wanted):
    page = shown(**asked)
    assert found(page) == wanted
    assert (page.counts[asked["stage"]] if "stage" in asked else page.total) == len(wanted)


def test_an_entry_says_what_is_claimed_until_when_and_by_whom_it_is_done(shown, four):
    late, last, _, decided = shown().entries
    assert (late.deadline, late.left, late.told, late.late) == (datetime.date(2022, 3, 29), -1, "逾期 1 个工作日", True)
    assert (last.deadline, last.told, last.late) == (TODAY, "今日到期", False)
    assert last.items == (("软件领域重大项目补助", 2), ("信息安全管理体系认证奖励", 1))
    assert (late.assignee, last.assignee, decided.assignee) == ("示例复核", "示例经办", "")
    assert (decided.deadline, decided.told, decided.title) == (None, "", "已作出决定")
    assert shown().late == 1
    assert shown(stage="decided").late == 0


def test_what_came_back_mended_has_its_days_anew(db, law, shown, every_stage):
    received(db, {H: "2021-11-01", A: "2021-11-01"})
    again = {entry.uscc: entry for entry in shown().entries}
    at = next(row["at"] for row in applying.events(db, law.id, 2022, H) if row["kind"] == "resubmitted")
    assert again[H].deadline == workdays.after(datetime.date.fromisoformat(at[:10]), 20, {})
    assert (again[A].deadline, again[A].told) == (None, "待企业补正")
    assert H not in found(shown(due="late"))


def test_what_is_late_is_what_a_deadline_says(clock):
    for office in ({}, {"check_days": 1}, {"holidays": ["2022-03-29", "2022-03-28"]}):
        clock = Clock(office, TODAY)
        for number in range(60):
            day = TODAY - number * DAY
            deadline, left = clock.of(day)
            assert (deadline < TODAY) == (left < 0) == (day <= clock.until(queue.LATE))
            assert (deadline <= workdays.after(TODAY, 3, office)) == (day <= clock.until(queue.SOON))


@pytest.mark.parametrize("sort", queue.SORTS)
def test_pages_go_on_where_the_one_before_ended_and_back_again(db, law, shown, sort):
    count = 2 * queue.SIZE + 7
    hand_in(db, law, {code: [project(500)] for code in codes(count)}, names=dict.fromkeys(codes(20), "示例软件"))
    received(db, {code: TODAY - (i % 3) * DAY for i, code in enumerate(codes(count))})
    pages, after = [], 0
    while not pages or after:
        pages.append(shown(after, sort=sort))
        after = pages[-1].next
    assert [len(page.entries) for page in pages] == [queue.SIZE, queue.SIZE, 7]
    assert len({entry.application for page in pages for entry in page.entries}) == count
    assert [page.total for page in pages] == [count] * 3
    assert pages[0].previous == 0
    back = shown(before=pages[2].previous, sort=sort)
    assert (found(back), back.next) == (found(pages[1]), pages[1].next)
    first = shown(before=back.previous, sort=sort)
    assert (found(first), first.previous) == (found(pages[0]), 0)


def test_only_who_reads_cases_sees_the_queue(db, law, clock):
    for role in people.ROLES:
        who = person(db, f"one-{role}", role)
        if role in people.ACTS["read_cases"]:
            assert queue.page(db, law, Asked(2022), who, clock).total == 0
        else:
            with pytest.raises(people.NotAllowedError):
                queue.page(db, law, Asked(2022), who, clock)
            with pytest.raises(people.NotAllowedError):
                list(queue.listing(db, law, Asked(2022), who, clock))


def test_years_whose_holidays_are_not_known_are_told(db, law, handler):
    hand_in(db, law, {A: [project(500)]})
    received(db, {A: "2098-12-20"})
    found = queue.page(db, law, Asked(2022), handler, Clock({}, datetime.date(2098, 12, 30)))
    assert found.uncertain == [2099]


def test_the_export_holds_what_the_filters_show_and_no_formula(db, law, handler, clock, four, tmp_path):
    entries = list(queue.listing(db, law, Asked(2022, sort="name"), handler, clock))
    assert [entry.uscc for entry in entries] == [A, D, C, B]
    lines = [workbook.Line("=1+1", *entry[1:3], "甲", entry.title, *entry[7:9], entry.told, "@") for entry in entries]
    workbook.export(tmp_path / "list.xlsx", "2022 年度申报", "全部申报", lines)
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == ["序号", *workbook.HEADINGS]
    assert [row[2] for row in rows[1:]] == [A, D, C, B]
    assert {cell.data_type for row in sheet.iter_rows(min_row=4) for cell in row[1:]} <= {"s", "n"}
    assert sheet["B4"].value == "=1+1"
    assert rows[1][7:9] == ["2022-03-29", "逾期 1 个工作日"]


def test_a_long_list_is_exported_whole(db, law, handler, clock):
    made = codes(7)
    hand_in(db, law, {code: [project(500)] for code in made})
    received(db, dict.fromkeys(made, TODAY))
    filters = store.Filters(law.id, 2022)
    assert [row["uscc"] for page in store.every(db, filters, 3) for row in page] == [
        entry.uscc for entry in queue.listing(db, law, Asked(2022), handler, clock)
    ]
