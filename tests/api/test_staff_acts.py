"""What programs of the staff do: start the run that was previewed, once; propose, and have another person answer."""

import datetime
import threading
import time

import pytest

from subsidy import desk
from subsidy.desk import approval
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import SamePersonError
from subsidy.desk.bureau.runs import batch
from subsidy.desk.bureau.runs.approve import approve
from subsidy.letters import keys
from subsidy.money import fen, wan
from tests.api import caller
from tests.api.bureau import all_of
from tests.api.caller import error
from tests.build import FIRMS, hand_in, noticed, project, revenue
from tests.web import running, staffed
from tests.web.visitor import page

A, B, C, D = FIRMS
PATIENCE = 60  # seconds; a job here takes well under ten
YEAR = {"year": 2022}
WHY = "市财政追加软件产业专项资金"


@pytest.fixture
def office(app, law, tmp_path, db):
    keys.create(tmp_path / "keys")
    hand_in(db, law, {A: [project(600_000), revenue(1)]}, details={"district": "南湖区"})
    hand_in(db, law, {B: [project(9_000_000)]})
    desk.set_budget(db, law, 2022, fen(5_000_000))
    return db


@pytest.fixture
def jing(office, app):
    staffed.person(office, "jing", "handler")
    return caller.staff(app, "jing", "run", "read_runs", "read_cases")


@pytest.fixture
def guan(office, app):
    staffed.person(office, "guan", "admin")
    return caller.staff(app, "guan", "propose_appropriation", "read_appropriations")


def previewed(who):
    return who.get("/runs/preview", query_string=YEAR).json


def start(who, key=None, **more):
    asked = {**YEAR, "digest": previewed(who)["digest"], **more}
    return who.post("/runs", asked, key=key)


def ended(who, answer):
    """The job that an answer leads to, when it is over."""
    assert answer.status_code == 202, answer.text
    until = time.monotonic() + PATIENCE
    while not (told := who.get(answer.headers["Location"].removeprefix(caller.PREFIX)).json)["over"]:
        assert time.monotonic() < until, told
        time.sleep(0.05)
    return told


def runs(db):
    return [run for (run,) in db.execute("SELECT id FROM runs ORDER BY id")]


def test_a_run_is_previewed_started_followed_and_read(jing, office):
    seen, firms = previewed(jing), all_of(jing, "/runs/preview/decisions", 1, **YEAR)
    assert (seen["granted"], seen["reserved"], seen["left"]) == ("600000.00", "9000000.00", "4400000.00")
    done = ended(jing, start(jing))
    assert (done["state"], done["run"], done["actor"]) == ("done", "2022-001", "jing")
    run = jing.get(f"/runs/{done['run']}").json
    assert run["sums"] == seen["sums"]
    decided = all_of(jing, f"/runs/{done['run']}/decisions", 1)
    assert decided == firms
    trail = office.execute("SELECT actor, source FROM audit WHERE act IN ('job', 'run') ORDER BY id").fetchall()
    assert [actor for actor, _ in trail] == ["jing", "jing"]
    assert all(source.startswith("令牌 ") for _, source in trail)


def test_the_same_key_starts_one_job_and_gets_the_same_answer(jing, office):
    asked = {**YEAR, "digest": previewed(jing)["digest"]}
    first = jing.post("/runs", asked, key="dispatch-2022-1")
    ended(jing, first)
    again = jing.post("/runs", asked, key="dispatch-2022-1")
    assert (again.status_code, again.json, again.headers["Location"]) == (202, first.json, first.headers["Location"])
    assert again.headers["Idempotent-Replayed"] == "true"
    assert office.execute("SELECT count(*) FROM jobs").fetchone() == (1,)
    assert runs(office) == ["2022-001"]
    other = jing.post("/runs", {**asked, "year": 2023}, key="dispatch-2022-1")
    assert error(other)[:2] == (422, "key")


def test_many_at_once_start_one_run(app, jing, office):
    asked, answers = {**YEAR, "digest": previewed(jing)["digest"]}, []

    def go(key):
        who = caller.Caller(app, jing.secret)
        answers.append(who.post("/runs", asked, key=key))

    keys_ = ["dispatch-2022-1"] * 6 + [f"another-key-{i}" for i in range(6)]
    together = [threading.Thread(target=go, args=(key,)) for key in keys_]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert {answer.status_code for answer in answers} == {202}
    for answer in answers:
        assert ended(jing, answer)["run"] == "2022-001"
    assert runs(office) == ["2022-001"]


def test_without_a_key_nothing_is_started(jing, office):
    for key in ("", "short", "with a blank", "x" * 201):
        assert error(jing.post("/runs", {**YEAR, "digest": "0" * 64}, key=key))[:2] == (422, "key")
    assert office.execute("SELECT count(*) FROM jobs").fetchone() == (0,)


def test_a_list_that_changed_since_is_not_started_and_says_what(jing, office, law):
    seen = previewed(jing)["digest"]
    hand_in(office, law, {C: [project(100)]})
    done = ended(jing, start(jing, digest=seen))
    assert (done["state"], done["run"]) == ("failed", None)
    assert "有变动" in done["told"]
    assert runs(office) == []


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({}, ["digest", "year"]),
        ({"year": 2022, "digest": "x"}, ["digest"]),
        ({"year": 2022, "digest": "0" * 63 + "G"}, ["digest"]),
        ({"year": 1999, "digest": "0" * 64}, ["year"]),
        ({"year": 2022.5, "digest": "0" * 64}, ["year"]),
        ({"year": "2022", "digest": "0" * 64}, ["year"]),
        ({"year": True, "digest": "0" * 64}, ["year"]),
        ({"year": 2022, "digest": "0" * 64 + "\n"}, ["digest"]),
        ({"year": 2022, "digest": "0" * 64, "force": True}, ["force"]),
    ],
)
def test_what_is_started_wrongly_is_told_with_its_place(jing, office, body, places):
    assert sorted(error(jing.post("/runs", body))[2]) == places
    assert office.execute("SELECT count(*) FROM jobs").fetchone() == (0,)


def test_without_an_appropriation_there_is_no_preview(jing):
    assert error(jing.get("/runs/preview", query_string={"year": 2030}))[:2] == (409, "conflict")


def test_the_preview_has_the_digest_as_its_version(jing):
    answer = jing.get("/runs/preview", query_string=YEAR)
    assert answer.headers["ETag"] == f'"{answer.json["digest"]}"'


def test_another_list_waits_for_the_one_that_is_being_started(jing, office):
    running_ = start(jing)
    other = jing.post("/runs", {**YEAR, "digest": "0" * 64})
    if other.status_code == 409:  # unless the first was over by then
        assert "正在启动" in other.json["error"]["message"]
    else:
        assert ended(jing, other)["state"] == "failed"
    assert ended(jing, running_)["run"] == "2022-001"
    assert runs(office) == ["2022-001"]


def test_whose_program_started_a_run_does_not_approve_it(jing, office, law):
    staffed.person(office, "shuang", "handler", "approver")
    who = caller.staff(jing.app, "shuang", "run", "read_runs")
    run = ended(who, start(who))["run"]
    noticed(office, run)
    both = staffed.person(office, "shuang")
    with pytest.raises(SamePersonError):
        approve(office, run, approval.digest(office, run), datetime.date.today(), both, {})
    assert batch.standing(office, run, {}).approved == frozenset()


def test_a_job_that_there_is_not_is_not_found(jing):
    for number in (9, 2**40, 2**70):
        assert error(jing.get(f"/jobs/{number}"))[0] == 404


def test_a_page_and_a_program_see_the_same_run(app, jing, office, tmp_path):
    """Started by the program, or on the page: decisions and sums are those of the preview that either shows."""
    by_program = previewed(jing)
    person = staffed.staff(tmp_path, "jing", app=app)
    drawn = page(person.get("/office/runs/new?year=2022"))
    (digest,) = drawn.xpath("//input[@name='digest']/@value")
    assert digest == by_program["digest"]
    answer = running.send(person, drawn)
    running.ended(person, answer)
    job = answer.location.rpartition("/")[2]
    assert jing.get(f"/jobs/{job}").json["run"] == "2022-001"
    told = jing.get("/runs/2022-001").json
    assert told["sums"] == by_program["sums"]
    shown = running.text(person.get("/office/runs/2022-001"))
    for amount in (told["granted"], told["reserved"]):
        assert wan(fen(amount)) in shown
    assert all_of(jing, "/runs/2022-001/decisions") == list(desk.decisions(office, "2022-001"))


def test_a_proposal_is_made_once_and_answered_by_another_person(guan, office, law):
    asked = {**YEAR, "amount": "6,000,000", "reason": WHY}
    made = guan.post("/appropriations/proposals", asked, key="raise-2022")
    assert (made.status_code, made.json["before"], made.json["amount"]) == (201, "5000000.00", "6000000.00")
    assert guan.get(made.headers["Location"].removeprefix(caller.PREFIX)).json == made.json
    again = guan.post("/appropriations/proposals", asked, key="raise-2022")
    assert (again.status_code, again.json) == (201, made.json)
    assert error(guan.post("/appropriations/proposals", asked))[:2] == (409, "conflict")
    number, boss = made.json["id"], staffed.person(office, "guan")
    with pytest.raises(SamePersonError):
        proposals.answer(office, number, True, "同意", boss)
    assert desk.budget(office, law, 2022)[0] == fen(5_000_000)
    proposals.answer(office, number, True, "同意", staffed.person(office, "er", "admin"))
    assert guan.get("/appropriations").json["items"][0]["amount"] == "6000000.00"
    assert guan.get(f"/appropriations/proposals/{number}").json["outcome"] == "approved"


@pytest.mark.parametrize(
    ("wrong", "status", "place"),
    [
        ({"amount": "很多"}, 422, "amount"),
        ({"amount": "-1"}, 422, "amount"),
        ({"amount": "1.005"}, 422, "amount"),
        ({"reason": "太短"}, 422, "reason"),
        ({"year": 1900}, 422, "year"),
        ({"amount": "5000000"}, 409, None),
        ({"amount": "100000000001"}, 409, None),
        ({"approved": True}, 422, "approved"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused(guan, office, wrong, status, place):
    answer = guan.post("/appropriations/proposals", {**YEAR, "amount": "6000000", "reason": WHY, **wrong})
    found, _, problems = error(answer)
    assert (found, list(problems)) == (status, [place] if place else [])
    assert office.execute("SELECT count(*) FROM proposals").fetchone() == (0,)
