"""The notices of a site as the public sees them, and as staff publish them and deal with objections."""

import datetime
import io
import json

import openpyxl
import pytest

from subsidy import desk, store
from subsidy.desk.bureau.runs import batch, objections, publish
from subsidy.money import fen
from subsidy.store import publications
from tests.build import FIRMS, approve, codes, hand_in, project
from tests.printed import told as said_in
from tests.web import staffed, visitor
from tests.web.visitor import HERE, Visitor, page

A, B, *_ = FIRMS
TODAY = datetime.date.today()
NOTICE, OBJECTIONS = "/office/runs/2022-001/notice", "/office/runs/2022-001/objections"
EVIL = "示例<script>alert(1)</script>公司"


@pytest.fixture
def app(tmp_path, law, monkeypatch):
    """A site with a run of two firms that is not published."""
    made = visitor.site(tmp_path, monkeypatch)
    with store.connect(tmp_path / "subsidy.db") as db:
        hand_in(db, law, {A: [project(500)], B: [project(300_000)]}, names={A: EVIL, B: "示例乙软件有限公司"})
        desk.set_budget(db, law, 2022, fen(1000))
        desk.run(db, law, 2022)
    return made


@pytest.fixture
def db(app, tmp_path):
    with store.connect(tmp_path / "subsidy.db") as found:
        yield found


@pytest.fixture
def staff(app, tmp_path):
    """Somebody of the staff by role, logged in."""
    return lambda role: staffed.staff(tmp_path, f"{role}1", role, app=app)


def published(db):
    return publish.publish(db, "2022-001", TODAY, staffed.person(db, "handler1", "handler"), {})[0]


def words(answer):
    """What a reader sees in the main part."""
    return "".join(page(answer).find(".//main").text_content().split())


def seen(answer):
    return page(answer).xpath("//input[@name='seen']/@value")[0]


def test_nothing_is_public_before_it_is_published(app, staff):
    assert "目前没有公示" in Visitor(app).get("/notices").text
    for path in ("/notices/2022-001", "/notices/2022-001.pdf", "/notices/2022-001.xlsx", "/notices/x"):
        assert Visitor(app).get(path).status_code == 404
    who = staff("handler")
    assert "公示稿" in words(who.get(NOTICE))


def test_published_on_the_page_it_is_public_at_once(app, staff, db):
    who = staff("handler")
    form = {"starts": TODAY.isoformat(), "seen": seen(who.get(NOTICE))}
    assert staffed.post(who, NOTICE, **form).status_code == 303
    found = publish.publication(db, "2022-001")
    assert found["actor"] == "handler1"
    anybody = Visitor(app)
    text = words(anybody.get("/notices/2022-001"))
    for part in (*found["body"]["text"], "".join(EVIL.split()), A, "500.00", "300,000.00", "公示中"):
        assert part in text
    assert page(anybody.get("/notices/2022-001")).xpath("//main//script") == []
    assert found["body"]["title"] in words(anybody.get("/notices"))


def test_the_files_are_the_same_for_everybody(app, staff, db):
    published(db)
    anybody, who = Visitor(app), staff("auditor")
    for ending in ("pdf", "xlsx"):
        data = anybody.get(f"/notices/2022-001.{ending}").data
        assert data == who.get(f"{NOTICE}.{ending}").data
        assert data == anybody.get(f"/notices/2022-001.{ending}").data
    assert "公示稿" not in said_in(anybody.get("/notices/2022-001.pdf").data)[0]
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["拟兑现名单", "拟列入储备项目库名单"]


def test_the_draft_can_be_fetched_and_says_that_it_is_one(staff):
    who = staff("reviewer")
    assert "公示稿，尚未发布" in said_in(who.get(f"{NOTICE}.pdf?starts={TODAY}").data)[0]
    assert who.get(f"{NOTICE}.xlsx").data[:2] == b"PK"


@pytest.mark.parametrize("starts", ["", "昨天", "2022-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_told_at_the_field(staff, db, starts):
    who = staff("handler")
    answer = staffed.post(who, NOTICE, starts=starts)
    assert answer.status_code == 400
    assert list(visitor.told(answer)) == ["starts"]
    assert publish.publication(db, "2022-001") is None


def test_a_list_that_changed_since_it_was_seen_is_not_published(staff, db):
    who = staff("handler")
    answer = staffed.post(who, NOTICE, starts=TODAY.isoformat(), seen="0" * 64)
    assert answer.status_code == 303
    assert "在您看过以后有变动" in who.get(NOTICE).text
    assert publish.publication(db, "2022-001") is None


def test_after_its_days_it_stays_and_says_that_it_is_over(app, db):
    body = published(db)["body"]
    row = {"run": "2022-001", "digest": "", "starts": "2022-03-10", "ends": "2022-03-17", "days": 5, "actor": "示例"}
    ended = {**body, "starts": "2022-03-10", "ends": "2022-03-17"}
    with store.write(db):
        publications.add(db, {**row, "body": json.dumps(ended), "at": "2022-03-10"})
    for path in ("/notices", "/notices/2022-001"):
        text = words(Visitor(app).get(path))
        assert "已结束" in text
        assert "公示期：2022年3月10日至2022年3月17日" in text


def test_who_left_the_run_since_is_named_to_everybody(app, db):
    published(db)
    who, told = Visitor(app), "公示以后移出本批次"
    before = who.get("/notices/2022-001.pdf").data
    assert told not in words(who.get("/notices/2022-001"))
    batch.exclude(db, "2022-001", A, "证明材料有疑点，另行核实", staffed.person(db, "handler1", "handler"))
    answer = who.get("/notices/2022-001")
    assert f"{told}，不再据此兑现：{EVIL}其余企业的公示继续有效" in words(answer)
    assert EVIL not in answer.text
    assert who.get("/notices/2022-001.pdf").data == before, "what was published stays as it was"
    who.client.set_cookie("language", "en")
    assert "Left the run after the notice was published" in who.get("/notices/2022-001").text


def test_a_long_list_is_shown_in_pages(app, db, law):
    published(db)
    hand_in(db, law, {code: [project(100)] for code in codes(250)})
    desk.set_budget(db, law, 2022, fen(400_000))
    run, _ = desk.run(db, law, 2022)
    publish.publish(db, run, TODAY, staffed.person(db, "handler1", "handler"), {})
    first, second, beyond = (page(Visitor(app).get(f"/notices/{run}?page={i}")) for i in (1, 2, 99))
    rows = [found.xpath("count(//main//tbody/tr)") for found in (first, second, beyond)]
    assert rows == [200, 51, 51]
    assert first.xpath("//tfoot") == []
    assert "第2页，共2页" in "".join(beyond.text_content().split())


def test_in_english_the_page_is_english_and_the_notice_its_own(app, db):
    published(db)
    who = Visitor(app)
    who.client.set_cookie("language", "en")
    text = who.get("/notices/2022-001").text
    signed = f"{TODAY.year}年{TODAY.month}月{TODAY.day}日"
    for part in ("Proposed awards", "Download the notice (PDF)", "现将审核结果予以公示", signed):
        assert part in text


@pytest.mark.parametrize("role", ["reviewer", "approver", "finance", "auditor"])
def test_who_may_not_publish_reads_and_is_offered_nothing(staff, db, role):
    who = staff(role)
    answer = who.get(NOTICE)
    assert answer.status_code == 200
    assert page(answer).xpath("//main//form") == []
    assert staffed.post(who, NOTICE, starts=TODAY.isoformat()).status_code == 403
    assert publish.publication(db, "2022-001") is None


def recorded(visitor_, **changes):
    """The form of an objection, sent."""
    fields = {"firm": "示例乙", "who": "示例丁公司", "contact": "0573-00000000", "text": "项目没有完成。"}
    data = {"csrf_token": visitor_.token("/password"), **fields, "received": TODAY.isoformat(), **changes}
    return visitor_.client.post(OBJECTIONS, data=data, headers=HERE)


def test_an_objection_goes_from_one_to_another(app, staff, db):
    handler, reviewer = staff("handler"), staff("reviewer")
    assert recorded(handler).status_code == 303
    (row,) = objections.open_for(db, "2022-001")
    assert (row["uscc"], row["actor"]) == (B, "handler1")
    path = f"/office/objections/{row['id']}/answer"
    assert "由您登记，须由另一人答复" in handler.get(OBJECTIONS).text
    assert staffed.post(handler, path, outcome="rejected", text="经查相符。").status_code == 403
    assert staffed.post(reviewer, path, outcome="upheld", text="经查，确未完成。").status_code == 303
    text = words(reviewer.get(OBJECTIONS))
    for part in ("异议成立", "已移出批次", "经查，确未完成。", "移出批次2022-001，其申报事项退回重新核对"):
        assert part in text


@pytest.mark.parametrize(
    ("role", "approved", "seen"),
    [
        ("finance", False, False),
        ("finance", True, True),
        ("auditor", False, True),
    ],
)
def test_who_only_pays_sees_who_objected_once_it_is_approved(staff, db, role, approved, seen):
    if approved:
        approve(db, "2022-001")
    assert recorded(staff("handler")).status_code == 303
    said = staff(role).get(OBJECTIONS).text
    assert "项目没有完成。" in said
    assert ("示例丁公司" in said, "0573-00000000" in said) == (seen, seen)


def test_whoever_recorded_it_cannot_answer_it_by_any_request(staff, db):
    reviewer = staff("reviewer")
    assert recorded(reviewer).status_code == 303
    (row,) = objections.open_for(db, "2022-001")
    answer = staffed.post(reviewer, f"/office/objections/{row['id']}/answer", outcome="rejected", text="经查相符。")
    assert (answer.status_code, "须由另一人办理" in answer.text) == (403, True)
    assert objections.open_for(db, "2022-001")


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("firm", "示例", "firm"),
        ("firm", "别家", "firm"),
        ("who", "", "who"),
        ("text", " ", "text"),
        ("received", "昨天", "received"),
        ("received", "2022-01-01", "received"),
    ],
)
def test_what_was_typed_stays_where_something_is_wrong(staff, db, field, value, wrong):
    answer = recorded(staff("handler"), **{"text": "项目没有完成。", field: value})
    assert answer.status_code == 400
    assert list(visitor.told(answer)) == [wrong]
    found = page(answer)
    assert found.get_element_by_id("contact").value == "0573-00000000"
    assert found.xpath(f"//*[@id='{wrong}' and @aria-invalid='true']")
    assert objections.all_of(db, "2022-001") == []


def test_an_answer_that_is_not_whole_stays_at_its_objection(staff, db):
    recorded(staff("handler"))
    (row,) = objections.open_for(db, "2022-001")
    answer = staffed.post(staff("reviewer"), f"/office/objections/{row['id']}/answer", outcome="", text="经查相符。")
    assert answer.status_code == 400
    assert list(visitor.told(answer)) == [f"outcome-{row['id']}"]
    assert page(answer).get_element_by_id(f"text-{row['id']}").value.strip() == "经查相符。"
    assert staffed.post(staff("reviewer"), "/office/objections/99/answer", outcome="rejected").status_code == 404


def test_a_run_that_there_is_not_is_no_page(staff):
    who = staff("handler")
    for path in ("/office/runs/x/notice", "/office/runs/x/notice.pdf", "/office/runs/x/objections"):
        assert who.get(path).status_code == 404
    for path in ("/office/runs/x/notice", "/office/runs/x/objections"):
        assert staffed.post(who, path, starts=TODAY.isoformat()).status_code == 404
