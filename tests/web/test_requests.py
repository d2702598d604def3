"""A request's number and its line: everywhere the same one, believed from the proxy alone, and nobody's data in it."""

import json
import logging
import re

import pytest
from flask import abort

from subsidy import create_app
from subsidy.desk.common import DeskError
from subsidy.web import access, logs, requests
from tests.samples import USCC
from tests.web.visitor import page

PERSON = "示例张三"
IDENTITY = "330402199001011234"
ACCOUNT = "6222021204001234567"


@pytest.fixture
def app(settings):
    """The site with two pages that fail, each in its own way."""
    app = create_app()

    @app.get("/of/<firm>/fails")
    @access.public
    def fails(firm):
        try:
            raise KeyError(PERSON)
        except KeyError as error:
            raise ValueError(f"{PERSON}（{IDENTITY}）of {firm} has no account {ACCOUNT}") from error

    @app.get("/of/<firm>/refuses")
    @access.public
    def refuses(firm):
        abort(403)

    return app


@pytest.fixture
def lines(caplog):
    """What the service's log has, read back from the lines that are written."""
    caplog.set_level(logging.INFO, requests.__name__)
    written = []
    caplog.handler.setFormatter(logs.Lines())
    emit = caplog.handler.emit
    caplog.handler.emit = lambda record: (written.append(caplog.handler.format(record)), emit(record))
    yield lambda: [json.loads(line) for line in written]
    caplog.handler.emit = emit


def test_every_answer_has_a_number_of_its_own_which_its_line_has_too(client, lines):
    asked = [("GET", "/verify"), ("GET", "/nowhere"), ("POST", "/login"), ("HEAD", "/"), ("GET", "/static/site.css")]
    answers = [client.open(path, method=method) for method, path in asked]
    numbers = [answer.headers.getlist("X-Request-ID") for answer in answers]
    assert all(len(one) == 1 and re.fullmatch("[0-9a-f]{16}", one[0]) for one in numbers)
    assert len({one for (one,) in numbers}) == len(asked)
    assert [one["request"] for one in lines()] == [one for (one,) in numbers]
    assert [(one["method"], one["route"], one["status"]) for one in lines()] == [
        ("GET", "/verify", 200),
        ("GET", "", 404),
        ("POST", "/login", 400),
        ("HEAD", "/", 200),
        ("GET", "/static/<path:filename>", 200),
    ]
    assert [one["bytes"] for one in lines()] == [len(answer.data) for answer in answers]
    assert all(re.match(r"20\d\d-.*[+-]\d\d:\d\d$", one["time"]) for one in lines())
    assert all(one["ms"] > 0 and one["level"] == "info" for one in lines())


def test_what_fails_is_told_with_the_number_that_the_page_shows_and_with_nobodys_data(client, lines):
    answer = client.get(f"/of/{USCC}/fails?name={PERSON}", headers={"Cookie": "subsidy=secret", "User-Agent": IDENTITY})
    number = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert page(answer).findtext(".//p[@class='request']/code") == number
    failed, line = lines()
    assert (failed["request"], failed["level"]) == (line["request"], line["level"]) == (number, "error")
    assert (line["route"], line["status"]) == ("/of/<firm>/fails", 500)
    told = failed["traceback"]
    assert [one for one in told if not one.startswith(" ")] == ["ValueError", "KeyError"]
    assert sum("in fails" in one for one in told) == 2
    for secret in (USCC, PERSON, IDENTITY, ACCOUNT, "secret", "127.0.0.1"):
        assert secret not in json.dumps(lines(), ensure_ascii=False)


@pytest.mark.parametrize("path", ["/nowhere", "/of/x/refuses"])
def test_every_page_of_an_error_names_its_request(client, path):
    answer = client.get(path)
    assert page(answer).findtext(".//p[@class='request']/code") == answer.headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("proxy", "sent", "believed"),
    [
        ("10.0.0.1", {"X-Request-ID": "a1b2c3d4-e5f6", "X-Forwarded-For": "10.9.8.7"}, True),
        ("10.0.0.1", {"X-Request-ID": "a1b2c3d4-e5f6"}, False),  # not from the proxy, which always says for whom
        (None, {"X-Request-ID": "a1b2c3d4-e5f6", "X-Forwarded-For": "10.9.8.7"}, False),
        ("10.0.0.1", {"X-Request-ID": "short", "X-Forwarded-For": "10.9.8.7"}, False),
        ("10.0.0.1", {"X-Request-ID": "a" * 65, "X-Forwarded-For": "10.9.8.7"}, False),
        ("10.0.0.1", {"X-Request-ID": "<script>x</script>", "X-Forwarded-For": "10.9.8.7"}, False),
        ("10.0.0.1", {"X-Request-ID": '12345678", "level": "x', "X-Forwarded-For": "10.9.8.7"}, False),
    ],
)
def test_a_number_is_taken_from_the_proxy_where_it_is_well_formed(app, lines, proxy, sent, believed):
    app.config[requests.PROXY] = proxy
    number = app.test_client().get("/verify", headers=sent).headers["X-Request-ID"]
    assert (number == sent["X-Request-ID"]) is believed
    assert believed or re.fullmatch("[0-9a-f]{16}", number)
    assert [one["request"] for one in lines()] == [number]


def test_a_method_that_nobody_knows_is_not_repeated(client, lines):
    assert client.open("/verify", method="SECRET-OF-SOMEBODY").status_code == 405
    assert [(one["method"], one["status"]) for one in lines()] == [("OTHER", 405)]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (
            FileNotFoundError(2, "No such file", f"files/{IDENTITY}.pdf"),
            "FileNotFoundError: [Errno 2] No such file: 'files/….pdf'",
        ),
        (TypeError("unsupported operand"), "TypeError: unsupported operand"),
        (ValueError(PERSON), "ValueError"),
        (DeskError(PERSON), "subsidy.desk.common.DeskError"),
    ],
)
def test_an_error_says_its_kind_and_no_more_than_the_programs_own_names(error, said):
    assert logs.told(error) == [said]


def test_errors_that_rest_on_one_another_without_end_are_told_for_a_while():
    error = last = ValueError()
    for _ in range(1000):
        last.__cause__ = last = ValueError()
    assert len(logs.told(error)) == logs.DEEPEST


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"企业 {USCC} 的账号 6222021204001234567", "企业 … 的账号 …"),
        (f"{IDENTITY[:-1]}X", "…"),
        ("13800001234，2022-0001，第 3 行", "…，2022-0001，第 3 行"),
        ("/srv/subsidy/instance/subsidy.db", "/srv/subsidy/instance/subsidy.db"),
        ("ATTRIBUTES and 0123456789abcdef", "ATTRIBUTES and 0123456789abcdef"),
    ],
)
def test_codes_do_not_get_into_a_message(text, left):
    assert logs.without_codes(text) == left
