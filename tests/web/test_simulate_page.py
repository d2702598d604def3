"""The page on which a change is tried: form, difference, cost, drawings, workbook; nothing is kept."""

import base64
import io

import lxml.etree
import openpyxl
import pytest

from subsidy import create_app, desk, store
from subsidy.desk import law as laws
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.policies import draft
from subsidy.money import fen
from tests.build import codes, hand_in, project, revenue
from tests.web import staffed
from tests.web.filling import bare, fields, send
from tests.web.visitor import Visitor, page, told

A, B, C = codes(3)
WHERE = "/office/simulate"
AWARD, GROWTH = "revenue_tier.tiers.0.award", "revenue_tier.growth"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(law, tmp_path_factory):
    """A grows by 11.1 %, B newly reaches the first tier, C has a project that no money is left for."""
    made = tmp_path_factory.mktemp("simulate")
    store.create(made / "subsidy.db")
    with store.connect(made / "subsidy.db") as db:
        desk.set_budget(db, law, 2022, fen(600_000))
        hand_in(db, law, {A: [revenue(30_000_000, 27_000_000)]}, details={"district": "<b>区"}, names={A: "<i>甲"})
        hand_in(db, law, {B: [revenue(20_000_000, 10_000_000)], C: [project(100_000)]})
        staffed.person(db, "jing", "handler")
    return made


@pytest.fixture
def who(folder, monkeypatch):
    monkeypatch.setenv("SUBSIDY_DATABASE", str(folder / "subsidy.db"))
    found = Visitor(create_app())
    assert found.log_in("jing").status_code == 303
    return found


def tried(who, act="", **typed):
    """The form with something typed into it, sent."""
    data = fields(who.get(WHERE), "simulate")
    for name, value in typed.items():
        data[name] = value
    if act:
        data["act"] = act
    return send(who, WHERE, data)


def rows(answer, label):
    """A table's rows as texts."""
    found = page(answer).xpath("//*[@aria-label=$label or @aria-labelledby=$label]//tr[td]", label=label)
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th | td")] for row in found]


def test_the_form_is_the_policy_in_force(who):
    data = fields(who.get(WHERE), "simulate")
    assert (data["years"], data[AWARD], data[GROWTH]) == ("2022", "20", "10")


def test_a_change_is_shown_with_what_it_costs_and_whom_it_meets(who):
    answer = tried(who, **{AWARD: "30", GROWTH: "12"})
    assert answer.status_code == 200
    text = page(answer).xpath("string(//*[@id='answer'])")
    assert "奖补由 800,000 元变为 400,000 元，减少 400,000 元（50.0%）" in text
    assert [row[3:] for row in rows(answer, "政策改动")] == [
        ["10%", "12%"],
        ["奖励 200,000 元（20 万元）", "奖励 300,000 元（30 万元）"],
    ]
    assert rows(answer, "按条款事项的数据") == [
        ["四(一) 软件领域重大项目补助", "1", "100,000", "100,000", "0"],
        ["四(三) 软件业务收入达标奖励", "2 → 1", "700,000", "300,000", "-400,000"],
        ["合计", "3 → 2", "800,000", "400,000", "-400,000"],
    ]
    ((firm, why, *amounts),) = rows(answer, "减少企业名单")
    assert firm == f"<i>甲{A}<b>区"
    assert "改后：增速 11.1%，四(三) 要求 12%" in why
    assert amounts == ["500,000", "0", "-500,000"]
    assert [row[2:] for row in rows(answer, "受益企业名单")] == [["200,000", "300,000", "+100,000"]]
    assert "1 家 20 万元列入储备" in answer.text
    # what was typed stays, and the part in which it stands is open
    assert fields(answer, "simulate")[GROWTH] == "12"
    assert len(page(answer).xpath("//details[@open]")) == 1


def test_its_drawings_come_with_the_page_and_run_nothing(who):
    answer = tried(who, **{AWARD: "30", GROWTH: "12"})
    assert "img-src 'self' data:" in answer.headers["Content-Security-Policy"]
    images = page(answer).xpath("//main//img")
    assert [image.get("alt")[:7] for image in images] == ["2022 年度", "按条款事项，改", "按区县，改后与"]
    for address in [*(image.get("src") for image in images), *page(answer).xpath("//main//source/@srcset")]:
        head, _, data = address.partition(",")
        assert head == "data:image/svg+xml;base64"
        drawing = lxml.etree.fromstring(base64.b64decode(data))
        assert drawing.tag == f"{SVG}svg"
        assert not drawing.xpath("//*[local-name()='script' or local-name()='image']")
    texts = "".join(lxml.etree.fromstring(base64.b64decode(images[2].get("src").partition(",")[2])).itertext())
    assert "<b>区" in texts
    assert "50 万元" in texts


def test_the_workbook_is_the_same_change(who):
    answer = tried(who, act="workbook", **{GROWTH: "12"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert [cell.value for cell in book["减少企业"][4]][2:4] == ["<i>甲", A]


def test_nothing_is_kept(who, folder):
    with store.connect(folder / "subsidy.db") as db:
        before = db.execute("PRAGMA data_version").fetchone()[0]
        files = sorted(str(path) for path in folder.rglob("*") if not path.name.startswith("subsidy.db-"))
        tried(who, **{GROWTH: "12"})
        tried(who, act="workbook", **{GROWTH: "12"})
        assert db.execute("PRAGMA data_version").fetchone()[0] == before
    assert sorted(str(path) for path in folder.rglob("*") if not path.name.startswith("subsidy.db-")) == files


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "policy-form", "没有改动"),
        ({GROWTH: "一成"}, "revenue_tier-growth", "增速要求：填的是“一成”"),
        ({AWARD: "60"}, "revenue_tier-tiers-1-award", "应高于前一档"),
        ({GROWTH: "12", "years": "去年"}, "years", "应为一个年度或起止年度"),
        ({GROWTH: "12", "years": "2010-2022"}, "years", "一次至多 10 年"),
        ({"nobody.rate": "1"}, "policy-form", "没有这一项"),
    ],
    ids=str,
)
def test_what_cannot_be_tried_is_told_at_its_field(who, typed, field, said):
    answer = tried(who, **typed)
    assert answer.status_code == 422
    assert said in told(answer)[field]
    assert not page(answer).xpath("//*[@id='answer']")


def test_what_nobody_has_vouched_for_counts_only_where_it_is_asked_for(who, folder, law):
    with store.connect(folder / "subsidy.db") as db:
        hand_in(db, law, {C: [project(100_000), project(50_000, "另一项目")]}, accepted=False)
    assert "奖补由 800,000 元" in tried(who, **{GROWTH: "12"}).text
    assert "奖补由 850,000 元" in tried(who, unchecked="1", **{GROWTH: "12"}).text


def test_who_reads_policies_finds_the_page(who):
    assert page(who.get("/office/policies")).xpath("//main//a[@href=$where]", where=WHERE)


def test_a_change_is_proposed_as_it_was_tried_and_another_person_has_to_agree(who, folder):
    data = fields(who.get(WHERE), "simulate")
    data[GROWTH] = "12"
    short = send(who, f"{WHERE}/propose", data | {"why": "调整"})
    assert short.status_code == 422
    assert "应至少 10 个字" in told(short)["why"]
    assert fields(short, "simulate")[GROWTH] == "12"
    done = send(who, f"{WHERE}/propose", data | {"why": "依市政府办公室修订后的条款"})
    assert (done.status_code, done.headers["Location"]) == (303, "/office/policies")
    with store.connect(folder / "subsidy.db") as db:
        (one,) = proposals.waiting(db, proposals.POLICY)
        assert (one.actor, one.reason) == ("jing", "依市政府办公室修订后的条款")
        assert laws.number(db, "jiaxing-2022-10") == 0
        proposals.withdraw(db, one.id, staffed.person(db, "jing"))
    assert "没有可以提请的" in str(told(send(who, f"{WHERE}/propose", bare(who, why="依市政府办公室修订后的条款"))))


def test_a_form_made_from_a_version_that_was_replaced_takes_nothing_of_it_back(law, tmp_path, monkeypatch):
    monkeypatch.setenv("SUBSIDY_DATABASE", str(tmp_path / "subsidy.db"))
    store.create(tmp_path / "subsidy.db")
    with store.connect(tmp_path / "subsidy.db") as db:
        jing, qian = staffed.person(db, "jing", "handler"), staffed.person(db, "qian", "approver")
        who = Visitor(create_app())
        assert who.log_in("jing").status_code == 303
        data = fields(who.get(WHERE), "simulate")
        data[AWARD] = "30"
        made = proposals.propose_policy(db, draft.changed(law, {GROWTH: "12"}), "依市政府办公室修订后的条款", jing)
        proposals.answer(db, made, True, "同意", qian)
        for where in (WHERE, f"{WHERE}/propose"):
            answer = send(who, where, data | {"why": "依市政府办公室修订后的条款"})
            assert answer.status_code == 422
            assert "政策有新版本获准" in told(answer)["policy-form"]
            again = fields(answer, "simulate")
            assert (again[GROWTH], again[AWARD]) == ("12", "20")
        assert proposals.waiting(db, proposals.POLICY) == []
        again[AWARD] = "30"
        assert [row[1] for row in rows(send(who, WHERE, again), "政策改动")] == ["达到 20,000,000 元（2,000 万元）"]
