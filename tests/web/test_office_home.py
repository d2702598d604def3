"""The staff's first page: what waits with its way there, charts as pictures with their numbers in a table."""

import datetime
import re

import lxml.etree
import pytest

from subsidy import desk, store
from subsidy.desk.bureau.figures import Bar, Bars, Gauge, Week, Weeks
from subsidy.money import fen
from subsidy.web.office import drawing
from tests.build import codes, hand_in, issue, project
from tests.web.staffed import staff
from tests.web.visitor import page, site

A, B, C = codes(3)
SVG = "{http://www.w3.org/2000/svg}"
CHARTS = {
    "handler": ["appropriation", "items", "districts", "weeks"],
    "auditor": ["appropriation", "items", "districts", "weeks"],
    "finance": ["appropriation", "items", "districts"],
    "admin": ["appropriation"],
}


@pytest.fixture
def app(tmp_path, monkeypatch):
    return site(tmp_path, monkeypatch)


@pytest.fixture
def year(app, law, tmp_path):
    """A is approved, B waits for money, C is not checked."""
    with store.connect(tmp_path / "subsidy.db") as db:
        desk.set_budget(db, law, 2022, fen(1_000_000))
        hand_in(db, law, {A: [project(400_000)]}, details={"district": "<b>区"})
        hand_in(db, law, {B: [project(900_000)]})
        issue(db, desk.run(db, law, 2022)[0], datetime.date(2022, 3, 29))
        hand_in(db, law, {C: [project(500)]}, accepted=False)


def drawn(answer):
    """The addresses of the charts on a page, each with its sentence."""
    return {img.get("src"): img.get("alt") for img in page(answer).xpath("//main//img")}


@pytest.mark.parametrize(("role", "names"), CHARTS.items())
def test_everybody_sees_the_charts_of_what_they_may_read(app, year, tmp_path, role, names):
    who = staff(tmp_path, role, role, app=app)
    found = drawn(who.get("/office/?year=2022"))
    assert [re.search(r"charts/(\w+)\.svg", src)[1] for src in found] == names
    assert all(alt.startswith("20") and alt.endswith("。") for alt in found.values())
    for name in CHARTS["handler"]:
        answer = who.client.get(f"/office/charts/{name}.svg?year=2022")
        assert answer.status_code == (200 if name in names else 403)


def test_a_chart_is_a_drawing_with_a_policy_of_its_own(app, year, tmp_path):
    who = staff(tmp_path, "jing", "handler", app=app)
    answer = who.client.get("/office/charts/districts.svg?year=2022")
    assert answer.mimetype == "image/svg+xml"
    policy = answer.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<b>区" in [text.text for text in lxml.etree.fromstring(answer.data).iter(f"{SVG}text")]
    assert "unsafe-inline" not in who.client.get("/office/").headers["Content-Security-Policy"]
    assert who.client.get("/office/charts/nothing.svg").status_code == 404


@pytest.mark.parametrize("asked", ["year=x", "year=-1", "year=99999999999999999999999", "year=1"])
def test_a_year_that_cannot_be_is_not_asked_for(app, year, tmp_path, asked):
    who = staff(tmp_path, "jing", "handler", app=app)
    assert "2022 年度情况" in who.get(f"/office/?{asked}").text
    assert who.get(f"/office/charts/weeks.svg?{asked}").status_code == 200


def test_the_table_under_a_chart_has_its_numbers(app, year, tmp_path):
    answer = staff(tmp_path, "jing", "handler", app=app).get("/office/?year=2022")
    tables = [[[" ".join(cell.text_content().split()) for cell in row] for row in table.iter("tr")]
              for table in page(answer).xpath("//main//table")]  # fmt: skip
    gauge, items, districts, weeks = tables
    assert ["已签批、待拨付", "40", "40.0%"] in gauge
    assert ["尚未安排", "60", "60.0%"] in gauge
    assert ["四(一) 软件领域重大项目补助", "2", "0", "40", "0", "90", "130"] in items
    assert [row[0] for row in districts[1:]] == ["未填区县", "<b>区", "合计"]
    assert weeks[-1] == ["合计", "3", "2"]


def test_what_waits_leads_to_the_page_on_which_it_is_done(app, year, tmp_path):
    for role, count in (("handler", 1), ("reviewer", 0), ("finance", 1), ("admin", 0), ("auditor", 0)):
        who = staff(tmp_path, role, role, app=app)
        answer = who.get("/office/?year=2022")
        links = page(answer).xpath("//ul[@class='figures']//a/@href")
        assert len(links) == count
        assert [who.get(link).status_code for link in links] == [200] * count
        assert ("目前没有等您办理的事项" in answer.text) == (not links)


def test_a_year_without_anything_has_sentences_and_no_charts(app, tmp_path):
    answer = staff(tmp_path, "jing", "handler", app=app).get("/office/?year=2021")
    assert drawn(answer) == {}
    assert "2021 年度预算尚未下达。" in answer.text
    assert page(answer).xpath("//main//table") == []


W = fen(10_000)
DRAWN = [
    Gauge(2022, 100 * W, 20 * W, 30 * W, 10 * W, 70 * W),
    Gauge(2022, None, 0, 0, 0, 0),
    Gauge(2022, 0, 0, 0, 0, 5 * W),
    Bars(2022, "区县", (Bar("甲$x$区", 1, 1, 2, 3, 4), Bar("<乙&", 1, 0, 0, 0, 0))),
    Weeks(2022, tuple(Week(datetime.date(2022, 3, 7 + 7 * i), 7 * i, i) for i in range(4))),
    Weeks(2022, ()),
]


@pytest.mark.parametrize("width", [drawing.WIDE, drawing.NARROW])
@pytest.mark.parametrize("found", DRAWN, ids=lambda found: type(found).__name__)
def test_drawings_are_text_and_lines_within_their_width_and_ask_for_nothing(found, width):
    made = drawing.draw(found, width)
    root = lxml.etree.fromstring(made)
    assert root.get("viewBox").split()[2] == str(width)
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert words
    assert not list(root.iter(f"{SVG}image", f"{SVG}script", f"{SVG}foreignObject"))
    assert all(one.startswith("#") for one in re.findall(r'href="([^"]*)"', made.decode()))
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x")) <= width
        assert "PingFang SC" in text.get("style")
    if isinstance(found, Bars):
        assert {"甲$x$区", "<乙&"} <= set(words)


def test_the_same_figures_are_the_same_drawing():
    drawing.draw.cache_clear()
    first = drawing.draw(DRAWN[0], drawing.WIDE)
    drawing.draw.cache_clear()
    assert drawing.draw(DRAWN[0], drawing.WIDE) == first


@pytest.mark.parametrize(("most", "step"), [(0, 1), (1, 1), (5, 1), (6, 2), (10, 2), (11, 5), (40, 10), (999, 200)])
def test_a_scale_has_at_most_five_round_steps(most, step):
    assert drawing.step_of(most) == step
