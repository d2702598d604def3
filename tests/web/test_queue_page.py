"""The queue's pages: one list with its filters, ten thousand applications, assignment, the workbook."""

import io
from urllib.parse import urlsplit

import openpyxl
import pytest

from subsidy import store
from subsidy.store import awards, cases, checks
from subsidy.web import database
from tests.build import codes, hand_in, project
from tests.web.staffed import person, post, staff
from tests.web.visitor import page, site

A, B, C = codes(3)
MANY = 10_000
DIGEST_OF_NOTHING = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # sha256 of {}


@pytest.fixture
def app(tmp_path, monkeypatch):
    return site(tmp_path, monkeypatch)


@pytest.fixture
def three(app, law, tmp_path):
    """Three applications, one of them by a firm with a name that is no HTML."""
    with store.connect(tmp_path / "subsidy.db") as db:
        names = {A: "示例甲软件有限公司", B: "=示例乙<b>软件", C: "示例丙软件有限公司"}
        hand_in(db, law, {A: [project(500)], B: [project(600)], C: [project(700)]}, names=names, accepted=False)
        person(db, "fu", "reviewer", name="示例复核")


@pytest.fixture
def handler(app, tmp_path):
    return staff(tmp_path, "jing", "handler", app=app, name="示例经办")


def rows(answer):
    """The firms' codes in the list, top to bottom."""
    return [cell.text_content() for cell in page(answer).xpath("//main//tbody//th//*[@class='code']")]


def test_the_list_with_its_counts_and_filters(three, handler):
    answer = handler.get("/office/queue?year=2022")
    assert rows(answer) == [A, B, C]
    chips = [link.text_content() for link in page(answer).xpath("//ul[@class='chips']//a")]
    assert chips[:3] == ["全部 3", "待核查 3", "待复核 0"]
    assert "=示例乙&lt;b&gt;软件" in answer.text
    assert rows(handler.get("/office/queue?year=2022&text=乙")) == [B]
    empty = handler.get("/office/queue?year=2022&item=financing")
    assert rows(empty) == []
    assert "没有符合条件的申报" in empty.text
    assert rows(handler.get("/office/queue?year=2021")) == []


STRANGE = ("year=x", "year=99999999999999999999", "after=-1", "after=99999999999999999999", "before=x", "stage=x",
           "sort=x", "due=x", "assignee=%00", "text=%00%FF", "item='", "referred=0")  # fmt: skip


@pytest.mark.parametrize("asked", STRANGE)
def test_an_address_that_says_nonsense_still_shows_a_list(three, handler, asked):
    for path in ("/office/queue", "/office/queue.xlsx"):
        assert handler.get(f"{path}?{asked}").status_code == 200


def test_links_keep_what_was_asked(three, handler):
    answer = handler.get("/office/queue?year=2022&text=示例&sort=name")
    for link in page(answer).xpath("//ul[@class='chips']//a[not(@aria-current)]/@href"):
        assert rows(handler.get(link)) == (rows(answer) if "to_check" in link else [])
        assert "sort=name" in link


def test_what_is_shown_is_exported_whole(three, handler):
    answer = handler.get("/office/queue?year=2022&text=示例乙")
    (link,) = page(answer).xpath("//a[starts-with(@href, '/office/queue.xlsx')]/@href")
    sheet = openpyxl.load_workbook(io.BytesIO(handler.get(link).data)).active
    assert (sheet["B4"].value, sheet["B4"].data_type, sheet["C4"].value) == ("=示例乙<b>软件", "s", B)
    assert "查找：示例乙" in sheet["A2"].value
    assert sheet.max_row == 4


def held(folder):
    with store.connect(folder / "subsidy.db") as db:
        return cases.assignees(db, (1, 2, 3))


def test_the_chosen_are_assigned_after_they_were_shown_once_more(three, handler, tmp_path):
    here = "/office/queue?year=2022&text=示例"
    asked = handler.client.get("/office/queue/assign", query_string={"application": [1, 3], "back": here})
    assert rows(asked) == [A, C]
    assert set(held(tmp_path).values()) == {""}
    answer = post(handler, "/office/queue/assign", application=[1, 3], assignee="fu", back=here)
    assert (answer.status_code, urlsplit(answer.headers["Location"]).path) == (303, "/office/queue")
    assert held(tmp_path) == {1: "fu", 2: "", 3: "fu"}
    shown = handler.get(answer.headers["Location"])
    assert "已将 2 件申报分派给示例复核" in shown.text
    post(handler, "/office/queue/assign", application=[1], assignee="", back=here)
    assert held(tmp_path) == {1: "", 2: "", 3: "fu"}


@pytest.mark.parametrize("chosen", [{}, {"application": [99]}, {"application": ["x"]}, {"application": ["9" * 30]}])
def test_nothing_chosen_assigns_nothing(three, handler, tmp_path, chosen):
    assert handler.client.get("/office/queue/assign", query_string=chosen).status_code == 303
    assert post(handler, "/office/queue/assign", assignee="fu", **chosen).status_code == 303
    assert set(held(tmp_path).values()) == {""}


def test_nobody_is_led_away_from_the_site(three, handler):
    answer = post(handler, "/office/queue/assign", application=[1], assignee="fu", back="https://example.org/")
    assert answer.headers["Location"] == "/office/queue"


def test_who_only_reads_is_offered_no_assignment_and_cannot_send_one(three, app, tmp_path):
    auditor = staff(tmp_path, "shen", "auditor", app=app)
    assert "分派所选" not in auditor.get("/office/queue?year=2022").text
    assert post(auditor, "/office/queue/assign", application=[1], assignee="fu").status_code == 403
    assert set(held(tmp_path).values()) == {""}


@pytest.fixture
def many(app, tmp_path):
    """Ten thousand applications of two claims each; of every fourth they are accepted, of another fourth checked."""
    firms = [(code, f"示例{i}号软件有限公司") for i, code in enumerate(codes(MANY))]
    days = [f"2022-{3 + i // 4000:02d}-{1 + i // 200 % 28:02d}T09:00:00+08:00" for i in range(MANY)]
    with store.connect(tmp_path / "subsidy.db") as db, store.write(db):
        db.conn.executemany("INSERT INTO firms (uscc, name, district, conditions) VALUES (?, ?, '南湖区', '{}')", firms)
        db.conn.executemany(
            "INSERT INTO applications VALUES (?, 'jiaxing-2022-10', 2022, ?, ?, ?)",
            [(i + 1, code, f"A-{i}", days[i]) for i, (code, _) in enumerate(firms)],
        )
        db.conn.executemany(
            "INSERT INTO claims VALUES (?, ?, ?, '', 1, '{}', '', 0)",
            [(2 * i + k, i + 1, item) for i in range(MANY) for k, item in enumerate(ITEMS)],
        )
        for first, act in ((0, checks.IMPORTED), (4, checks.CHECKED)):
            claims = [i + k for i in range(first, 2 * MANY, 8) for k in range(len(ITEMS))]
            checks.add_vouchings(db, [(claim, act, "", DIGEST_OF_NOTHING, "", "jing") for claim in claims])
            if act == checks.IMPORTED:
                checks.set_accepted(db, claims, True)
        db.conn.executemany(
            "INSERT INTO assignments VALUES (?, ?, 'jing', '', 'jing')", [(i, i) for i in range(1, MANY, 3)]
        )
        awards.set_appropriation(db, "jiaxing-2022-10", 2022, 1, "office", "")


ITEMS = ("revenue_tier", "security_certificate")


@pytest.fixture
def asked(app, monkeypatch):
    """The queries of the requests from now on, from the first of each to its last."""
    seen: list[str] = []
    first = [lambda: database.db().conn.set_trace_callback(seen.append)]
    monkeypatch.setitem(app.before_request_funcs, None, first + app.before_request_funcs[None])
    return lambda: [sql for sql in seen if sql.lstrip().upper().startswith(("SELECT", "WITH"))]


def test_ten_thousand_applications_answer_in_ten_queries_at_most(many, handler, asked):
    answer = handler.get("/office/queue")
    assert (answer.status_code, len(rows(answer))) == (200, 50)
    assert "<h1>2022 年度申报</h1>" in answer.text
    assert '<td class="nowrap">示例经办</td>' in answer.text
    assert "全部 10000" in answer.text
    assert 3 < len(asked()) <= 10
