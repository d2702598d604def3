"""What programs of the staff read: the same as pages and commands say, in parts that fit together."""

import base64
import hashlib
import json
import re

import pytest

from subsidy import store
from subsidy.api import runs
from subsidy.desk import papers
from subsidy.desk.bureau import queue, trail
from subsidy.desk.bureau.cases import case as cases
from subsidy.desk.bureau.money import appropriations
from subsidy.desk.bureau.people import SCOPES
from subsidy.desk.bureau.queue import Clock
from subsidy.money import yuan
from tests import filled
from tests.api import bureau, caller
from tests.api.bureau import all_of
from tests.api.caller import error
from tests.filled import OFFICE, PERSON_ID, A, B, C, D
from tests.web import staffed

YEAR = {"year": 2022}


@pytest.fixture(scope="module")
def made(law, tmp_path_factory):
    return filled.year(tmp_path_factory.mktemp("reads"), law)


@pytest.fixture
def app(made, monkeypatch):
    return bureau.app(made, monkeypatch)


@pytest.fixture
def register(made):
    with store.connect(made.folder / "subsidy.db") as db:
        yield db


@pytest.fixture
def jing(app):
    return caller.staff(app, "jing", "read_cases", "read_runs", "read_appropriations")


@pytest.fixture
def shen(app):
    return caller.staff(app, "shen", *(scope for scope in SCOPES if scope.startswith("read_") and "apply" not in scope))


def test_decisions_are_what_the_command_writes(made, jing, command, monkeypatch, register):
    for name, value in filled.environment(made.folder).items():
        monkeypatch.setenv(name, value)
    written = [json.loads(line) for line in command("decisions", made.run).stdout.splitlines()]
    assert all_of(jing, f"/runs/{made.run}/decisions", 1) == written
    assert [one["firm"]["uscc"] for one in written] == sorted([B, D])
    for one in written:
        assert jing.get(f"/runs/{made.run}/decisions/{one['firm']['uscc']}").json == one


@pytest.mark.parametrize(
    "path",
    ["/runs/2022-999", "/runs/nothing/decisions", "/runs/2022-999/letters", f"/runs/2022-999/decisions/{B}"],
)
def test_a_run_that_there_is_not_is_not_found(jing, path):
    assert error(jing.get(path))[:2] == (404, "not_found")


def test_what_left_a_run_is_not_among_its_decisions(made, jing):
    assert error(jing.get(f"/runs/{made.run}/decisions/{C}"))[0] == 404
    (left,) = jing.get(f"/runs/{made.run}").json["excluded"]
    assert (left["uscc"], left["reason"], left["actor"]) == (C, filled.WHY, "jing")


def test_a_run_says_where_it_stands_with_the_sums_of_its_page(made, jing):
    told = jing.get(f"/runs/{made.run}").json
    assert (told["id"], told["firms"], told["approved"], told["excluded"][0]["uscc"]) == (made.run, 2, 2, C)
    assert told["granted"] == told["sums"]["whole"]["granted"]
    (listed,) = all_of(jing, "/runs", 1)
    assert {name: told[name] for name in listed} == listed
    assert listed == jing.get("/runs", query_string=YEAR).json["items"][0]
    assert jing.get("/runs", query_string={"year": 2021}).json == {"items": [], "next": None}


def test_letters_are_those_of_the_run_by_name_with_their_numbers(made, jing, register):
    listed = all_of(jing, f"/runs/{made.run}/letters", 1)
    known = {paper.name: paper.letter for paper in papers.papers(register, made.run, OFFICE)}
    assert {one["name"]: (one["kind"], one["number"] or "") for one in listed} == {
        name: (letter.kind, letter.number or "") for name, letter in known.items()
    }
    assert [one["uscc"] for one in listed] == sorted(one["uscc"] for one in listed)
    assert len(listed) == len({one["name"] for one in listed})


def test_a_letter_is_the_file_that_its_page_gives(made, app, jing, register):
    (name,) = [one["name"] for one in all_of(jing, f"/runs/{made.run}/letters") if one["name"] == f"{B}-grant.pdf"]
    answer = jing.get(f"/runs/{made.run}/letters/{name}")
    assert error(answer)[:2] == (409, "conflict")  # nobody printed it yet, and no program may
    seen = staffed.staff(made.folder, "qian", app=app).get(f"/office/runs/{made.run}/letters/{name}")
    again = jing.get(f"/runs/{made.run}/letters/{name}")
    assert (again.status_code, again.content_type) == (200, "application/pdf")
    assert hashlib.sha256(again.data).digest() == hashlib.sha256(seen.data).digest()
    for wrong in (f"{B}-nothing.pdf", "..%2F..%2Fsubsidy.db", f"{C}-grant.pdf"):
        assert jing.get(f"/runs/{made.run}/letters/{wrong}").status_code == 404


def test_a_run_is_worked_out_again(jing, made, monkeypatch):
    told = jing.get(f"/runs/{made.run}/replay").json
    assert (told["run"], told["identical"], told["differences"]) == (made.run, True, [])
    assert told["decisions"] > 0
    assert error(jing.get("/runs/2022-999/replay"))[0] == 404
    monkeypatch.setattr(runs, "MOST_REPLAYED", 0)
    assert error(jing.get(f"/runs/{made.run}/replay"))[0] == 409


def test_the_queue_is_the_desks_and_what_it_is_asked_for(made, law, jing, register):
    who = made.people["jing"]
    desks = list(queue.listing(register, law, queue.Asked(2022), who, Clock({})))
    listed = all_of(jing, "/cases", 1, **YEAR)
    assert [(one["id"], one["stage"], one["number"]) for one in listed] == [
        (f"2022-{entry.uscc}", entry.stage, entry.application) for entry in desks
    ]
    for asked in ({"stage": "to_check"}, {"item": "major_project"}, {"assignee": "me"}, {"text": B}, {"sort": "name"}):
        wanted = queue.listing(register, law, queue.Asked(2022, **asked), who, Clock({}))
        assert [one["uscc"] for one in all_of(jing, "/cases", **YEAR, **asked)] == [entry.uscc for entry in wanted]


def test_a_case_is_what_its_page_shows_without_identity_numbers(made, law, jing, register):
    answer = jing.get(f"/cases/2022-{A}")
    told, page = answer.json, cases.case(register, law, made.application, made.people["jing"], Clock({}))
    assert [(one["id"], one["state"], one["name"]) for one in told["claims"]] == [
        (card.claim["id"], card.state, card.name) for card in page.cards
    ]
    assert [one["number"] for one in told["submissions"]] == [1, 2]
    assert {one["item"]: one["tried"]["amount"] for one in told["claims"] if one["tried"]} == {
        card.claim["item"]: yuan(card.tried.amount) for card in page.cards if card.tried
    }
    assert PERSON_ID not in answer.text
    assert "1101**********8515" in answer.text


@pytest.mark.parametrize("case", [f"2021-{A}", f"2022-{A[:-1]}", "1", "2022-", f"2022-{A}x", f"{2**70}-{A}"])
def test_a_case_that_there_is_not_is_not_found(jing, case):
    assert error(jing.get(f"/cases/{case}"))[0] == 404


def test_appropriations_are_those_of_the_page(law, jing, register):
    (told,) = all_of(jing, "/appropriations", 1)
    (desks,) = appropriations.years(register, law)
    for name in ("amount", "granted", "paid", "committed", "due", "left", "waiting", "lacking"):
        assert told[name] == yuan(getattr(desks, name)), name
    assert [(one["after"], one["proposal"]) for one in told["changes"]] == [
        (yuan(one.after), one.proposal) for one in desks.changes
    ]
    listed = all_of(jing, "/appropriations/proposals", 1)
    assert [one["outcome"] for one in listed] == ["", "approved"]
    assert jing.get(f"/appropriations/proposals/{listed[0]['id']}").json == listed[0]


def test_a_proposal_of_another_kind_is_none(made, jing):
    for number in (made.reversal, 999, 2**40, 2**70):
        assert error(jing.get(f"/appropriations/proposals/{number}"))[0] == 404


def test_the_trail_is_told_entry_by_entry(made, law, shen, register):
    listed = all_of(shen, "/audit", 7)
    desks = list(trail.listing(register, law, trail.Asked(), made.people["shen"]))
    assert [(one["id"], one["act"], one["title"], one["at"]) for one in listed] == [
        (entry.id, entry.code, entry.act, entry.when) for entry in desks
    ]
    assert [len(one["fields"]) for one in listed] == [len(entry.fields) for entry in desks]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", one["at"]) for one in listed)
    assert PERSON_ID not in str(listed)
    assert {one["act"] for one in all_of(shen, "/audit", act="exclude")} == {"exclude"}
    assert all_of(shen, "/audit", until="2000-01-01") == []


@pytest.mark.parametrize(
    ("path", "asked", "place"),
    [
        ("/cases", {}, "year"),
        ("/cases", {"year": 1999}, "year"),
        ("/cases", {"year": 2022, "stage": "nothing"}, "stage"),
        ("/cases", {"year": 2022, "limit": 0}, "limit"),
        ("/cases", {"year": 2022, "limit": 201}, "limit"),
        ("/cases", {"year": 2022, "after": "x"}, "after"),
        ("/cases", {"year": 2022, "after": "ImEi"}, "after"),
        ("/runs", {"colour": "red"}, "colour"),
        ("/runs/2022-001/decisions", {"after": "MQ"}, "after"),
        ("/runs/2022-001/letters", {"after": "MQ"}, "after"),
        ("/runs/preview", {}, "year"),
        ("/runs/preview/decisions", {"year": 2022, "after": "Ing"}, "after"),
    ],
)
def test_what_is_asked_wrongly_is_told_with_its_place(jing, path, asked, place):
    status, code, problems = error(jing.get(path, query_string=asked))
    assert (status, code, list(problems)) == (422, "unreadable", [place])


@pytest.mark.parametrize("key", ["\ud800", "a\udfff-", "\x00", "\x00-x", "\ue000", "-", f"{A[:-1]}\ud800"])
@pytest.mark.parametrize("path", ["decisions", "letters"])
def test_a_place_in_a_list_that_nothing_can_have_is_no_fault_of_ours(made, jing, path, key):
    after = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    assert jing.get(f"/runs/{made.run}/{path}", query_string={"after": after}).status_code in (200, 422)


@pytest.mark.parametrize(
    "asked", [{"since": "昨天"}, {"until": "2022-13-01"}, {"after": "ImEi"}, {"actor": "示" * 101}]
)
def test_the_trail_is_asked_wrongly(shen, asked):
    assert error(shen.get("/audit", query_string=asked))[0] == 422


def test_reading_writes_nothing(made, jing, shen, register):
    assert [who.get("/token").status_code for who in (jing, shen)] == [200, 200]  # the day of use is kept once
    before = register.execute("PRAGMA data_version").fetchone()
    for who, path in (
        (jing, "/cases?year=2022"),
        (jing, f"/cases/2022-{A}"),
        (jing, "/runs"),
        (jing, f"/runs/{made.run}"),
        (jing, f"/runs/{made.run}/decisions"),
        (jing, f"/runs/{made.run}/letters"),
        (jing, "/runs/preview?year=2022"),
        (jing, "/runs/preview/decisions?year=2022"),
        (jing, "/appropriations"),
        (shen, "/audit"),
    ):
        assert who.get(path).status_code == 200, path
    assert register.execute("PRAGMA data_version").fetchone() == before
