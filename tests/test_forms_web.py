"""Forms drawn and read back: nothing typed is lost, every field has its label, every error its place."""

import pytest
import tinyhtml5.parser
from babel.messages import Catalog, mofile
from flask import Flask, render_template_string
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from schemas import typed
from schemas.describe import describe, describe_firm
from subsidy.config import ROOT
from subsidy.web import forms
from subsidy.web.forms.drawn import several
from tests.test_describe import LAW, ORDERS, every_item

PAGE = """<!doctype html><html lang="zh-CN"><head><title>x</title></head><body>
{% import "web/forms.html" as forms with context %}{{ forms.summary(form) }}
<form method="post">{{ forms.section(form) }}</form>{{ forms.clause(form) }}</body></html>"""
HTML = "{http://www.w3.org/1999/xhtml}"
EVIL = "\"'><script>alert(1)</script>{{7*7}}&lt;"
TYPED = st.sampled_from(["", "3000", "５,０００", "是", "√", "三级", " a  b ", EVIL, "JP", "无", "<b>"])


@pytest.fixture(scope="module")
def app():
    app = Flask("forms", template_folder=str(ROOT / "templates"))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    Babel(app, default_locale="zh_Hans_CN")
    return app


class Page:
    """A drawn form as a browser sees it."""

    def __init__(self, app, form):
        with app.test_request_context():
            self.text = render_template_string(PAGE, form=form)
        parser = tinyhtml5.parser.HTMLParser()
        self.root = parser.parse(self.text)
        self.faults = parser.errors
        self.ids = [element.get("id") for element in self.root.iter() if element.get("id")]

    def all(self, *tags):
        return [element for tag in tags for element in self.root.iter(HTML + tag)]

    def by_id(self, key):
        return next(element for element in self.root.iter() if element.get("id") == key)

    def words(self, key):
        return "".join(self.by_id(key).itertext()).strip()

    @property
    def fields(self):
        return [each for each in self.all("input", "select") if each.get("type") != "hidden"]

    def posted(self, button=""):
        """What a browser sends when the form is submitted."""
        found = MultiDict()
        for each in self.all("input"):
            if each.get("type") not in ("radio", "checkbox") or each.get("checked") is not None:
                found.add(each.get("name"), each.get("value"))
        for each in self.all("select"):
            chosen = [o for o in each.iter(HTML + "option") if o.get("selected") is not None]
            found.add(each.get("name"), chosen[0].get("value") if chosen else "")
        if button:
            assert button in [each.get("name") for each in self.all("button")]
            found.add(button, "1")
        return found


def section(app, item, values, problems=(), focus=""):
    with app.test_request_context():
        return Page(app, forms.form(item, values, problems, focus))


def values_of(item):
    """Values as a person may type them, right or wrong."""
    return _rows(describe(item), many=several(item)).map(lambda claims: {"claims": claims})


def _rows(specs, many=True):
    row = st.fixed_dictionaries(
        {spec.name: _rows(spec.columns) if spec.columns else _typed(spec) for spec in specs},
        optional={spec.none: st.just("1") for spec in specs if spec.nullable},
    )
    return st.lists(row, min_size=1, max_size=3 if many else 1)


def _typed(spec):
    if spec.kind not in ("choice", "flag"):
        return TYPED
    known = st.sampled_from(["", *(value for value, _ in spec.choices)])
    return known | TYPED.filter(lambda text: not spec.code(text))


@every_item
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_what_was_typed_is_drawn_and_read_back_as_it_was(app, item, data):
    values = data.draw(values_of(item))
    problems = typed.load(item, values).problems
    page = section(app, item, values, problems)
    assert forms.parse(page.posted(), item) == values
    sound(page)
    placed(page, problems)


def sound(page):
    """Well formed, ids unique, every field with one label, whatever it points to is there."""
    assert page.faults == []
    assert len(page.ids) == len(set(page.ids))
    labels = [label.get("for") for label in page.all("label")]
    assert sorted(labels) == sorted(field.get("id") for field in page.fields)
    for element in page.root.iter():
        for name in ("aria-describedby", "aria-labelledby", "list"):
            assert set((element.get(name) or "").split()) <= set(page.ids), (name, element.attrib)
    for fieldset in page.all("fieldset"):
        assert fieldset[0].tag == HTML + "legend"
        assert "".join(fieldset[0].itertext()).strip()
    assert page.all("script") == []


def placed(page, problems):
    """Each problem stands at its field, and the summary leads to it."""
    links = [link.get("href") for link in page.all("a")]
    assert len(links) == len(problems)
    for problem, link in zip(problems, links, strict=True):
        key = problem.path.replace(".", "-")
        assert problem.message in page.words(f"{key}-error")
        assert page.words(f"{key}-error").startswith("错误：")
        assert link == f"#{key}"
        if page.by_id(key).tag == HTML + "input" and page.by_id(key).get("type") == "text":
            assert page.by_id(key).get("aria-invalid") == "true"
            assert f"{key}-error" in page.by_id(key).get("aria-describedby")
    marked = [element for element in page.root.iter() if "is-invalid" in (element.get("class") or "").split()]
    assert bool(marked) == any(".".join(p.path.split(".")[:2]) != p.path for p in problems)


def test_what_strangers_type_stays_text(app):
    item = LAW[ORDERS]
    row = {"contract": EVIL, "buyer": EVIL, "buyer_region": EVIL, "executed": EVIL}
    values = {"claims": [{"orders": [row]}]}
    page = section(app, item, values, typed.load(item, values).problems)
    assert page.by_id("claims-0-orders-0-contract").get("value") == EVIL
    assert EVIL in page.words("claims-0-orders-0-buyer_region-error")
    assert "<script" not in page.text


# the widget, and how many there are of it: an unanswered question adds an option
WIDGETS = {"national_list": ("radio", 3), "capability_certificate": ("select", 7), "security_certificate": ("radio", 4)}


@pytest.mark.parametrize("name", WIDGETS)
def test_few_choices_are_radios_and_many_a_list(app, name):
    kind, count = WIDGETS[name]
    page = section(app, LAW[name], {})
    radios = [each for each in page.all("input") if each.get("type") == "radio"]
    assert len(page.all("option") if kind == "select" else radios) == count
    assert (len(page.all("select")), bool(radios)) == ((1, False) if kind == "select" else (0, True))


def test_money_says_its_unit_and_regions_are_offered(app):
    page = section(app, LAW[ORDERS], {})
    assert page.words("claims-0-orders-0-executed-unit") == "万元"
    assert page.by_id("claims-0-orders-0-buyer_region").get("list") == "region-codes"
    offered = [(option.get("value"), option.text) for option in page.all("option")]
    assert offered[2] == ("330402", "浙江省嘉兴市南湖区")
    assert section(app, LAW["training_refund"], {}).words("claims-0-trainees-0-fee-unit") == "元"


def test_nothing_the_year_before_is_a_tick(app):
    item = LAW["revenue_tier"]
    for row, ticked in (({}, False), ({"previous_revenue.none": "1"}, True), ({"previous_revenue": None}, True)):
        page = section(app, item, {"claims": [row]})
        assert (page.by_id("claims-0-previous_revenue-none").get("checked") is not None) == ticked
        assert typed.ticked(describe(item)[1], forms.parse(page.posted(), item)["claims"][0]) == ticked


def test_enter_presses_nothing_that_takes_something_away(app):
    page = section(app, LAW[ORDERS], {"claims": [{"orders": [{"contract": "A"}, {"contract": "B"}]}]})
    assert page.all("button")[0].get("name") == "save"
    names = [button.get("name") for button in page.all("button")]
    assert names[1:] == ["remove:claims.0.orders.0", "remove:claims.0.orders.1", "add:claims.0.orders"]


TWO = {"claims": [{"orders": [{"contract": "A"}, {"contract": "B"}]}]}
GRADES = {"claims": [{"product": "甲"}, {"product": "乙"}]}

# item, values, the button, what is left (the first field of each row), where to go on
BUTTONS = [
    (ORDERS, TWO, "add:claims.0.orders", ["A", "B", ""], "claims-0-orders-2-contract"),
    (ORDERS, TWO, "remove:claims.0.orders.0", ["B"], "claims-0-orders-0-contract"),
    (ORDERS, TWO, "remove:claims.0.orders.1", ["A"], "claims-0-orders-0-contract"),
    (ORDERS, {}, "add:claims.0.orders", ["", ""], "claims-0-orders-1-contract"),
    ("first_version_product", GRADES, "add:claims", ["甲", "乙", ""], "claims-2-product"),
    ("first_version_product", GRADES, "remove:claims.0", ["乙"], "claims-0-product"),
]


@pytest.mark.parametrize(("name", "values", "button", "left", "focus"), BUTTONS)
def test_rows_come_and_go_by_plain_buttons(app, name, values, button, left, focus):
    item = LAW[name]
    change = forms.change(section(app, item, values).posted(button), item)
    rows = change.values["claims"]
    rows = rows[0][item.parts] if item.parts else rows
    assert [row[describe(item)[0].columns[0].name if item.parts else "product"] for row in rows] == left
    assert change.focus == focus
    page = section(app, item, change.values, focus=focus)
    assert [each.get("id") for each in page.root.iter() if each.get("autofocus") is not None] == [focus]


STRAYS = [
    "add:claims",
    "remove:claims.0",
    "add:claims.7.orders",
    "remove:claims.0.orders.9",
    "remove:claims.0.buyers.0",
]


@pytest.mark.parametrize("button", STRAYS)
def test_buttons_that_were_never_drawn_change_nothing(app, button):
    posted = section(app, LAW[ORDERS], TWO).posted()
    posted.add(button, "1")
    assert forms.change(posted, LAW[ORDERS]).values == forms.parse(posted, LAW[ORDERS])


def test_gaps_in_the_numbering_are_closed_and_strange_names_left_out():
    posted = MultiDict({"claims.7.orders.30.contract": "B", "claims.7.orders.4.contract": "A", "claims.x.orders": "1"})
    posted.update({"claims.7.orders.4.fee": "1", "csrf_token": "x", "claims.01.orders.2.contract": "C"})
    claims = forms.parse(posted, LAW[ORDERS])["claims"]
    assert [[row["contract"] for row in claim["orders"]] for claim in claims] == [["A", "B"]]
    assert forms.change(posted, LAW[ORDERS]) is None


def test_the_removed_row_is_the_one_whose_button_it_was():
    posted = MultiDict({"claims.3.orders.4.contract": "A", "claims.3.orders.9.contract": "B"})
    posted.add("remove:claims.3.orders.9", "1")
    change = forms.change(posted, LAW[ORDERS])
    assert [row["contract"] for row in change.values["claims"][0]["orders"]] == ["A"]
    assert change.focus == "claims-0-orders-0-contract"


def test_a_problem_without_a_field_is_told_all_the_same(app):
    page = section(app, LAW["revenue_tier"], {}, {"claims.0.profit": ["没有这个字段"], "claims": "一条也没有填"})
    assert [" ".join("".join(li.itertext()).split()) for li in page.all("li")] == [
        "本项：一条也没有填",
        "claims.0.profit：没有这个字段",
    ]


def test_the_form_of_a_firm(app, law):
    row = {spec.name: "" for spec in describe_firm(law)} | {"name": EVIL, "software_firm": "是"}
    _, problems = typed.load_firm(law, row)
    with app.test_request_context():
        page = Page(app, forms.firm_form(law, row, problems))
    sound(page)
    assert forms.parse_firm(page.posted(), law) == row
    assert page.by_id("firm-phone").get("type") == "tel"
    assert page.words("firm-account-error") == "错误：没有填，此项必填"
    assert [link.get("href") for link in page.all("a")] == [f"#firm-{problem.path}" for problem in problems]


ENGLISH = {
    "本年软件业务收入": "Software revenue this year",
    "{clause}奖励新达到 {tiers} 万元": "{clause} rewards newly reaching {tiers} × 10,000 yuan",
    "（选填）": "(optional)",
    "国家鼓励的重点软件企业": "Key software firms",
    "订单": "Order",
}


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    folder = tmp_path_factory.mktemp("translations")
    catalog = Catalog(locale="en")
    for chinese, text in ENGLISH.items():
        catalog.add(chinese, text)
    path = folder / "en" / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        mofile.write_mo(file, catalog)
    app = Flask("english", template_folder=str(ROOT / "templates"))
    Babel(app, default_locale="en", default_translation_directories=str(folder))
    return app


def test_the_laws_own_words_stay_and_are_explained_in_english(english):
    page = section(english, LAW["revenue_tier"], {}, {"claims.0.revenue": "没有填"})
    assert page.words("claims-0-revenue-hint").startswith("四(三) rewards newly reaching 2,000、3,000")
    spans = [(span.get("lang"), span.text) for span in page.all("label")[0]]
    assert spans == [("zh-CN", "本年软件业务收入"), (None, "Software revenue this year")]
    assert "(optional)" in page.text
    assert [link.text for link in page.all("a")] == ["Software revenue this year：没有填"]
    assert "Key software firms" in section(english, LAW["national_list"], {}).text
    assert page.faults == []
