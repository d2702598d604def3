"""公示 of real runs: its days, who may, what it lists, what stays when the run changes."""

import datetime
import json

import openpyxl
import pytest
from click.testing import CliRunner

from subsidy import desk, letters
from subsidy.cli import group
from subsidy.desk import approval
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.bureau.runs import batch, publish
from subsidy.desk.common import DeskError
from subsidy.money import fen
from subsidy.store import publications, write
from tests.build import FIRMS, approve, hand_in, project, revenue
from tests.web.staffed import person
from tests.web.visitor import PASSWORD

D = datetime.date
A, B, C, X = FIRMS
OFFICE = {"issuer": "示例市软件局", "contact": "示例处", "phone": "0573-00000000", "address": "示例路1号"}
TODAY = datetime.date.today()


@pytest.fixture
def handler(db):
    return person(db, "jing", "handler")


@pytest.fixture
def run(db, law):
    """A is granted two items, B waits in the first place and C in the second, X is refused."""
    hand_in(db, law, {A: [project(500), revenue(20_000_000, 1)], B: [project(300_000)], C: [project(400_000)]})
    hand_in(db, law, {X: [revenue(1)]})
    desk.set_budget(db, law, 2022, fen(250_000))
    return desk.run(db, law, 2022)[0]


def published(db, run, who, office=OFFICE):
    return publish.publish(db, run, TODAY, who, office)[0]


@pytest.mark.parametrize(
    ("starts", "count", "ends"),
    [
        (D(2022, 3, 10), 5, D(2022, 3, 17)),  # Thursday to Thursday
        (D(2022, 3, 11), 5, D(2022, 3, 18)),
        (D(2022, 3, 12), 5, D(2022, 3, 18)),  # begun on a Saturday
        (D(2022, 9, 28), 5, D(2022, 10, 10)),  # 国庆, and the Saturday and Sunday worked after it
        (D(2022, 1, 28), 5, D(2022, 2, 9)),  # 春节, and the weekend worked before it
        (D(2022, 3, 10), 1, D(2022, 3, 11)),
        (D(2022, 3, 10), 7, D(2022, 3, 21)),
    ],
)
def test_the_days_run_from_the_day_after_by_the_calendar(starts, count, ends):
    assert publish.days(starts, {"publication_days": count}) == (starts, ends, count)


@pytest.mark.parametrize(
    ("today", "over"), [(D(2022, 3, 16), False), (D(2022, 3, 17), False), (D(2022, 3, 18), True), (D(2022, 4, 1), True)]
)
def test_the_last_day_counts_to_its_end(today, over):
    assert publish.over({"ends": "2022-03-17"}, today) == over


def test_the_notice_says_what_is_proposed_and_of_whom(db, run):
    made = publish.draft(db, run, D(2022, 3, 10), OFFICE)
    assert made.body["title"] == "关于2022年度嘉兴市软件产业扶持资金拟兑现名单的公示"
    assert made.body["text"] == [
        "依据《嘉兴市人民政府办公室关于加快软件产业高质量发展的实施意见》（嘉政办发〔2022〕10号）“四、政策支持”，"
        "我局对企业申报的2022年度软件产业扶持资金进行了审核。现将审核结果予以公示，接受社会监督。",
        "拟兑现1家企业、2个事项，合计人民币贰拾万零伍佰元整（¥200,500.00），名单见附件1。",
        "因本年度预算余额不足以全额安排，依据嘉政发〔2022〕5号文件四(四)3的规定，拟将2家企业、2个事项列入财政预算储备项目库，"
        "合计人民币柒拾万元整（¥700,000.00），待资金落实后按次序安排，名单和次序见附件2。列入储备项目库不作为付款承诺。",
        "公示期自2022年3月10日起至2022年3月17日止，共5个工作日（起始当日不计）。",
        "公示期内，任何单位和个人对公示内容有异议的，可以书面形式向我局提出，写明事实和理由，附证明材料，并留下联系方式。"
        "以单位名义提出的，应当加盖单位公章；以个人名义提出的，应当署真实姓名。",
    ]
    assert made.body["reach"] == [["联系人", "示例处"], ["联系电话", "0573-00000000"], ["地址", "示例路1号"]]
    granted, reserved = made.body["lists"]
    assert [(row["uscc"], row["amount"]) for row in granted["rows"]] == [(A, fen(500)), (A, fen(200_000))]
    assert [(row["rank"], row["uscc"]) for row in reserved["rows"]] == [(1, B), (2, C)]
    assert (granted["firms"], granted["total"], reserved["total"]) == (1, fen(200_500), fen(700_000))
    assert X not in json.dumps(made.body)


def test_what_waits_without_a_place_in_the_order_is_not_published(db, law):
    hand_in(db, law, {A: [project(500)], B: [project(300_000)]})
    desk.set_budget(db, law, 2022, fen(600))
    desk.run(db, law, 2022)
    hand_in(db, law, {C: [project(100)]})
    hand_in(
        db, law, {B: []}, conditions={"software_firm": True, "registered_in_city": True, "serious_dishonesty": True}
    )
    run, _ = desk.run(db, law, 2022)
    (granted,) = publish.draft(db, run, TODAY, OFFICE).body["lists"]
    assert [row["uscc"] for row in granted["rows"]] == [C]


@pytest.mark.parametrize(
    ("office", "told"),
    [
        (OFFICE, []),
        ({**OFFICE, "phone": ""}, ["联系电话"]),
        ({"issuer": "示例市软件局"}, ["联系人、联系电话、地址"]),
    ],
)
def test_what_to_look_at_before_is_told(db, run, office, told):
    found = publish.draft(db, run, D(2022, 3, 10), office).cautions
    assert len(found) == len(told)
    assert all(part in caution for part, caution in zip(told, found, strict=True))


def test_a_year_whose_holidays_nobody_knows_is_told(db, run):
    found = publish.draft(db, run, D(2098, 12, 29), {**OFFICE, "holidays": ["2098-10-01"]}).cautions
    assert len(found) == 1
    assert "2099年的放假安排尚未录入" in found[0]


def test_published_it_is_kept_as_it_was_said(db, run, handler):
    made = published(db, run, handler)
    assert made == publish.publication(db, run)
    assert made["body"] == publish.draft(db, run, TODAY, OFFICE).body
    assert (made["starts"], made["actor"], made["days"]) == (TODAY.isoformat(), "jing", 5)
    assert made["digest"] == approval.digest(db, run)
    entry = db.execute("SELECT actor, subject, detail FROM audit WHERE act = 'publish'").fetchone()
    detail = json.loads(entry[2])
    assert entry[:2] == ("jing", run)
    assert (detail["before"], detail["after"]["sha256"]) == (None, made["sha256"])
    assert batch.standing(db, run, letters.office(**OFFICE)).stage == batch.PUBLISHED


def test_who_leaves_the_run_leaves_the_others_published(db, run, handler):
    before = published(db, run, handler)
    batch.exclude(db, run, B, "材料不齐，退回重新核对", handler)
    after = publish.publication(db, run)
    assert after == before
    assert publish.left_since(db, after) == [f"示例{B[-4:]}软件有限公司"]
    anew = published(db, run, handler)
    assert publish.publication(db, run)["id"] == anew["id"] != before["id"]
    assert B not in json.dumps(anew["body"])
    assert publish.left_since(db, anew) == []
    assert [one["id"] for one in publications.publications(db, run)] == [anew["id"], before["id"]]
    assert [one["id"] for one in publications.shown(db)] == [anew["id"]]


def test_only_the_notice_that_was_seen_is_published(db, run, handler):
    seen = publish.draft(db, run, TODAY, OFFICE).seen
    batch.exclude(db, run, B, "材料不齐，退回重新核对", handler)
    with pytest.raises(publish.StaleError):
        publish.publish(db, run, TODAY, handler, OFFICE, seen)
    assert publish.publication(db, run) is None
    publish.publish(db, run, TODAY, handler, OFFICE, publish.draft(db, run, TODAY, OFFICE).seen)


@pytest.mark.parametrize(("off", "told"), [(-1, "早于核算日期"), (1, "还没有到")])
def test_it_begins_between_the_run_and_today(db, run, handler, off, told):
    with pytest.raises(publish.StartError, match=told):
        publish.publish(db, run, TODAY + datetime.timedelta(days=off), handler, OFFICE)
    assert publish.publication(db, run) is None


@pytest.mark.parametrize("role", ["reviewer", "approver", "finance", "auditor", "admin"])
def test_nobody_else_publishes(db, run, role):
    with pytest.raises(NotAllowedError):
        published(db, run, person(db, "ta", role))
    assert publish.publication(db, run) is None


def test_an_office_may_publish_nothing(db, run, handler):
    office = {**OFFICE, "publication_days": 0}
    assert not publish.needed(db, run, office)
    assert publish.needed(db, run, OFFICE)
    with pytest.raises(DeskError, match="不公示"):
        published(db, run, handler, office)


def test_a_run_that_lists_nothing_needs_no_notice(db, law, handler):
    hand_in(db, law, {X: [revenue(1)]})
    desk.set_budget(db, law, 2022, fen(100))
    run, _ = desk.run(db, law, 2022)
    assert not publish.needed(db, run, OFFICE)
    with pytest.raises(DeskError, match="没有可公示的名单"):
        published(db, run, handler)


def test_what_is_approved_is_not_published_again(db, run, handler):
    published(db, run, handler)
    approve(db, run)
    with pytest.raises(DeskError, match="已经签批"):
        published(db, run, handler)


def test_a_publication_is_never_changed_or_removed(db, run, handler):
    published(db, run, handler)
    for statement in ("UPDATE publications SET ends = '2022-01-01'", "DELETE FROM publications"):
        with pytest.raises(Exception, match="publications"), write(db):
            db.execute(statement)


def test_the_commands_publish_and_write_the_notice(db, run, handler, command, tmp_path):
    out = tmp_path / "notice.xlsx"
    assert command("notice", run, tmp_path / "notice.txt").exit_code == 2
    assert command("notice", "2022-009", out).exit_code == 3
    assert "公示稿" in command("notice", run, out).stderr
    wrong = CliRunner().invoke(group, ["publish", run, "--user", "jing"], input="不是这个密码，也够长了\n")
    assert (wrong.exit_code, publish.publication(db, run)) == (3, None)
    early = CliRunner().invoke(group, ["publish", run, "--user", "jing", "--from", "2022-01-01"], input=PASSWORD + "\n")
    assert (early.exit_code, publish.publication(db, run)) == (2, None)
    done = CliRunner().invoke(group, ["publish", run, "--user", "jing"], input=PASSWORD + "\n")
    assert done.exit_code == 0
    found = publish.publication(db, run)
    assert f"至 {found['ends']} 期满" in done.stderr
    assert "公示稿" not in command("notice", run, out).stderr
    assert openpyxl.load_workbook(out).sheetnames == ["拟兑现名单", "拟列入储备项目库名单"]
