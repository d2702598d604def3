"""What every page of the site keeps to: who may reach it, what it lets out, how it is heard, how it fails."""

import contextlib
import re
import sqlite3
from urllib.parse import quote

import lxml.html
import pytest
from tinyhtml5.parser import HTMLParser

from subsidy import config, create_app
from subsidy.letters import keys
from subsidy.web import access, chamber, pages
from tests import tamper
from tests.web.office import LARGE, UNKNOWN_CODE, A, C, asked, heading, sent, words


@pytest.fixture
def app(settings):
    return create_app()


EVIL = '"><script>alert(1)</script>\u202e\x00'


def test_what_is_typed_or_named_is_never_markup(client, world):
    answers = [
        asked(client, EVIL, EVIL),
        asked(client, world.codes[A, "grant"], EVIL),
        sent(client, b"hello", EVIL.replace("\x00", "") + ".pdf"),
        asked(client, world.codes[C, "grant"]),
        client.get("/" + quote(EVIL)),
    ]
    for answer in answers:
        page = lxml.html.document_fromstring(answer.text)
        assert page.xpath("//script | //main//i") == []
        assert "\u202e" not in answer.text


def every(client, world):
    """A page of every kind."""
    yield client.get("/verify")
    yield asked(client, "")
    yield asked(client, UNKNOWN_CODE)
    yield asked(client, world.codes[A, "grant"], "示例信〔2022〕9号")
    yield from (asked(client, code) for code in world.codes.values())
    yield from (sent(client, data) for data in world.files.values())
    yield sent(client, tamper.edit(tamper.swap_glyphs)(world.file(A)))
    yield sent(client, b"hello")
    yield client.post("/verify")
    yield client.get("/nowhere")
    yield client.put("/verify")
    yield sent(client, bytes(LARGE))


def test_every_page_keeps_to_itself(client, world):
    for answer in every(client, world):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Cache-Control"] == "no-store"
        for name, value in pages.HEADERS.items():
            assert answer.headers[name] == value
        page = lxml.html.document_fromstring(answer.text)
        for link in page.xpath("//@href | //@src | //@action"):
            assert re.match(r"[#/](?!/)", link)
        assert not page.xpath("//script | //@style | //style | //@onclick")
        assert "://" not in answer.text
    sheet = client.get("/static/site.css").text
    assert not re.search(r"url\(|@import|://", sheet)


def test_every_page_is_valid_and_can_be_heard(client, world):
    for answer in every(client, world):
        parser = HTMLParser()
        parser.parse(answer.text)
        assert parser.errors == []
        page = lxml.html.document_fromstring(answer.text)
        assert page.get("lang") == "zh-CN"
        assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        wanted = " ".join(page.xpath("//@for | //@aria-describedby | //@aria-labelledby")).split()
        assert set(wanted) <= set(ids)
        assert {field.get("id") for field in page.xpath("//input")} <= set(page.xpath("//label/@for"))
        assert page.findtext(".//title").strip().endswith("局")
        if page.find(".//*[@id='answer']") is not None:
            assert page.xpath("//h1[@id='answer' and @tabindex='-1' and @autofocus]")
        assert not re.search(r"None|Undefined|\{\{|\{%", answer.text)


def test_the_check_only_reads(client):
    refused = client.delete("/verify")
    assert (refused.status_code, heading(refused)) == (405, "不能这样打开这一页")
    assert "POST" in refused.headers["Allow"]


def old(path):
    """A database from before there was anything in it."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE firms (id INTEGER)")


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
    [
        (config.DATABASE, lambda path: None, "subsidy init"),
        (config.DATABASE, old, "subsidy init"),
        (config.DATABASE, lambda path: path.write_bytes(b"x" * 5000), "subsidy check"),
        (config.KEYS, lambda path: None, "office.pub"),
        (config.KEYS, lambda path: (path.mkdir(), (path / keys.PUBLIC).write_text("x")), "office.pub"),
    ],
)
def test_an_office_that_is_not_ready_says_what_to_run_and_not_where(app, world, tmp_path, name, spoil, said, caplog):
    spoil(tmp_path / "there")
    app.config[{config.DATABASE: "DATABASE", config.KEYS: "KEYS"}[name]] = str(tmp_path / "there")
    client = app.test_client()
    answers = [sent(client, world.file(A))]
    if name == config.DATABASE:
        answers.append(asked(client, world.codes[A, "grant"]))
    for answer in answers:
        assert (answer.status_code, heading(answer)) == (503, "暂时不能查验")
        assert said in answer.text
        assert str(tmp_path) not in answer.text
    assert str(tmp_path) in caplog.text
    assert client.get("/verify").status_code == 200


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [(RuntimeError("秘密"), 500, "已记入服务的日志"), (chamber.BusyError(), 503, "正在查验的文件较多")],
)
def test_what_fails_has_a_page_without_a_trace(app, error, code, said):
    def failing():
        raise error

    app.add_url_rule("/failing", view_func=access.public(failing))
    answer = app.test_client().get("/failing")
    assert answer.status_code == code
    assert said in words(answer)
    assert "Traceback" not in answer.text
    assert "秘密" not in answer.text


def test_a_view_without_a_rule_is_closed(app):
    app.add_url_rule("/open", view_func=lambda: "x")
    answer = app.test_client().get("/open")
    assert (answer.status_code, heading(answer)) == (403, "不能打开这一页")
