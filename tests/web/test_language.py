"""Two languages: every text has both, each page switches, law and data stay as they are."""

import re

import pytest
from jinja2 import nodes

from scripts import translations
from subsidy.config import ROOT
from subsidy.web import language
from tests.web.visitor import Visitor, page, site

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
# the staff's own pages are in Chinese only, and so is the API's description
OWN = {"office", "api.html"}
TEMPLATES = sorted(
    path for path in (ROOT / "templates" / "web").rglob("*.html") if OWN.isdisjoint((path.parent.name, path.name))
)
LOOSE = {"　", "、", "（", "）", "；", "：", "。"}  # marks between data
NAMES = {
    "嘉兴市",
    "嘉经信软〔",
    "〕",
    "号",
    "嘉兴市经济和信息化局",
    "中文",
}  # of the office and the city, and of a language


@pytest.fixture
def app(tmp_path, monkeypatch):
    return site(tmp_path, monkeypatch)


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_text_that_cannot_be_translated(app, path):
    tree = app.jinja_env.parse(path.read_text(encoding="utf-8"))
    through = [
        argument
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext")
        for argument in call.args
    ]
    compared = [const for node in tree.find_all(nodes.Compare) for const in node.find_all(nodes.Const)]
    asked = {id(const) for const in compared}
    asked |= {id(text) for argument in through for text in (argument, *argument.find_all(nodes.Const))}
    found = [node.data for node in tree.find_all(nodes.TemplateData)]
    found += [
        node.value for node in tree.find_all(nodes.Const) if id(node) not in asked and isinstance(node.value, str)
    ]
    assert {text for data in found for text in CHINESE.findall(data)} <= LOOSE | {"〔", "〕", "号"}


@pytest.mark.parametrize("part", [*translations.PARTS, translations.LAW])
def test_every_text_is_in_english(part):
    have = {message.id: message for message in translations.catalogue(part) if message.id}
    wants = translations.wanted()[part]
    assert [text for text in wants if not (have.get(text) and have[text].string)] == [], "run scripts/translations.py"
    assert set(have) == set(wants), "run scripts/translations.py"
    for text, message in have.items():
        assert not message.fuzzy
        for pattern in (r"%\(\w+\)s", r"\{\w+\}"):
            assert sorted(re.findall(pattern, message.string)) == sorted(re.findall(pattern, text)), text


def test_the_language_is_what_was_switched_to_else_what_the_browser_asks_for(visitor):
    assert page(visitor.get("/login")).get("lang") == "zh-CN"
    for asked, lang in (("en-GB,en;q=0.9", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("fr", "zh-CN")):
        assert page(visitor.get("/login", Accept_Language=asked)).get("lang") == lang
    visitor.client.post("/language", data={"to": "en"})
    assert page(visitor.get("/login", Accept_Language="zh-CN")).findtext(".//h1") == "Log in"
    visitor.client.post("/language", data={"to": "xx"})
    assert page(visitor.get("/login")).get("lang") == "en"


@pytest.mark.parametrize(
    ("target", "leads"),
    [("/verify?code=7K3M&number=1", "/verify?code=7K3M&number=1"), ("//evil.example", "/"), ("/language", "/")],
)
def test_switching_stays_on_the_page(visitor, target, leads):
    switched = visitor.client.post("/language", query_string={"next": target}, data={"to": "en"})
    assert (switched.status_code, switched.headers["Location"]) == (303, leads)


PATHS = ["/", "/login", "/register", "/reset", "/verify", "/verify?code=abc", "/verify?code=7K3M9QWX2D5R", "/nowhere"]


@pytest.mark.parametrize("path", PATHS)
def test_an_english_page_says_what_is_chinese(visitor, path):
    found = page(visitor.get(path, Accept_Language="en"))
    form = found.xpath("//header//form[@class='languages']")[0]
    assert [button.get("value") for button in form.xpath("./button[@name='to']")] == list(language.LANGUAGES)
    for element in found.xpath("//body//*[@lang='zh-CN']"):
        element.clear(keep_tail=True)
    assert set(CHINESE.findall(found.find("body").text_content())) <= NAMES | LOOSE


def test_problems_are_told_in_english_too(visitor):
    visitor.client.post("/language", data={"to": "en"})
    answer = visitor.log_in("9133", "wrong password")
    assert "The unified social credit code, login name or password is not correct" in answer.text
    assert page(answer).findtext(".//title").startswith("Error: ")


def test_catalogues_are_compiled_where_they_are_older(tmp_path, monkeypatch):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    for part, text in (("one", "甲"), ("two", "乙")):
        (folder / f"{part}.po").write_text(f'msgid "{text}"\nmsgstr "{part}"\n', encoding="utf-8")
        language.compile_catalogues()
    made = folder / "messages.mo"
    assert "one" in made.read_bytes().decode("utf-8", "ignore")
    assert "two" in made.read_bytes().decode("utf-8", "ignore")
    stamp = made.stat().st_mtime_ns
    language.compile_catalogues()
    assert made.stat().st_mtime_ns == stamp
