"""What is asked again under its key is done once, and answered as it was; of many at once one does it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from subsidy import store
from subsidy.store import tokens as rows
from tests.api import applying, caller
from tests.api.applying import YEAR, at, begun, proved, sent
from tests.api.caller import error
from tests.applicant import PDF, TIER
from tests.build import FIRMS

A, B, *_ = FIRMS
KEY, MANY = "7c1f2a0e-0001", 32
REPLAYED = "Idempotent-Replayed"


@pytest.fixture
def who(app):
    return caller.firm(app, A)


def replayed(answer):
    return answer.headers.get(REPLAYED) == "true"


def test_the_same_again_is_answered_as_it_was_and_not_done_again(who, database_of):
    first = who.post("/applications", {"year": YEAR}, key=KEY)
    again = who.post("/applications", {"year": YEAR}, key=KEY)
    assert (first.status_code, replayed(first)) == (201, False)
    assert (again.status_code, again.json, replayed(again)) == (201, first.json, True)
    assert {name: again.headers[name] for name in ("ETag", "Location", "Content-Type")} == {
        name: first.headers[name] for name in ("ETag", "Location", "Content-Type")
    }
    with store.connect(database_of) as db:
        assert db.execute("SELECT count(*) FROM audit WHERE act = 'draft_save'").fetchone()[0] == 1


def test_under_a_key_nothing_else_is_asked(who):
    who.post("/applications", {"year": YEAR}, key=KEY)
    for answer in (
        who.post("/applications", {"year": 2023}, key=KEY),
        who.post("/applications", {"year": YEAR, "sections": {}}, key=KEY),
        who.post(at(A, "/withdrawal"), {"year": YEAR}, key=KEY, match='"x"'),
    ):
        assert error(answer)[:2] == (422, "key")
    assert len(who.get("/applications").json["items"]) == 1


def test_a_key_is_the_accounts_own(app, who):
    other = caller.firm(app, B, name="示例乙软件有限公司")
    for one in (who, other):
        made = one.post("/applications", {"year": YEAR}, key=KEY)
        assert (made.status_code, replayed(made)) == (201, False)
    applying.proved(who, A)
    for one, uscc in ((who, A), (other, B)):
        begun(one, year=2023, tier=TIER)
        for wanted in one.get(at(uscc, "/sections/revenue_tier", year=2023)).json["evidence"]:
            where = at(uscc, f"/sections/revenue_tier/evidence/{wanted['id']}?name=x.pdf", year=2023)
            assert one.post(where, PDF, key=f"{KEY}-{wanted['id']}").status_code in (201, 404)
        tag = one.get(at(uscc, year=2023)).headers["ETag"]
        answer = one.post(at(uscc, "/submissions", year=2023), {"declaration": True}, key=f"{KEY}-s", match=tag)
        assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("key", ["", "short", "x" * 201, "mit leer ", "\x7f" * 8])
def test_a_post_without_a_key_that_can_be_used_does_nothing(who, key):
    assert error(who.post("/applications", {"year": YEAR}, key=key))[:2] == (422, "key")
    assert who.get("/applications").json["items"] == []


def test_a_refusal_is_not_kept_and_leaves_nothing_behind(who):
    wrong = {"year": YEAR, "sections": {"firm": {"name": "示例"}, "revenue_tier": {"claims": [{"revenue": 1}]}}}
    assert who.post("/applications", wrong, key=KEY).status_code == 422
    assert who.get("/applications").json["items"] == []
    assert who.post("/applications", {"year": YEAR}, key=KEY).status_code == 201


def test_an_answer_is_kept_for_a_week(who, database_of):
    who.post("/applications", {"year": YEAR}, key=KEY)
    with store.connect(database_of) as db:
        kept = db.execute("SELECT account, asked, status, headers, body FROM answers").fetchone()
        rows.forget_answers(db, "9999")
        account, *rest = kept
        rows.add_answer(db, account, KEY, *rest, "2022-01-01T00:00:00+08:00")
    assert error(who.post("/applications", {"year": YEAR}, key=KEY))[:2] == (409, "already")


def test_an_identity_number_lies_sealed_in_the_answer_that_is_kept(who, database_of):
    person = "110101199003078515"
    trainee = {"name": "示例甲某", "certificate": "PX-1", "id_number": person}
    made = begun(who, trainees={"trainees": [trainee]})
    assert person in made.text
    with store.connect(database_of) as db:
        assert db.execute("SELECT count(*) FROM answers").fetchone()[0] == 1
        assert not any(person in line for line in db.conn.iterdump())


def at_once(who, ask):
    """What 32 threads are told who ask at the same moment, each by a client of its own."""
    ready = threading.Barrier(MANY)

    def one(number):
        mine = caller.Caller(who.app, who.secret)
        ready.wait()
        return ask(mine, number)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_of_many_at_once_under_one_key_one_does_it_and_the_others_get_its_answer(who, database_of):
    begun(who, tier=TIER)
    proved(who, A)
    tag = who.get(at(A)).headers["ETag"]
    told = at_once(who, lambda mine, number: sent(mine, A, key=KEY, match=tag))
    assert {answer.status_code for answer in told} == {201}
    assert {answer.text for answer in told} == {told[0].text}
    assert sum(not replayed(answer) for answer in told) == 1
    with store.connect(database_of) as db:
        assert db.execute("SELECT count(*) FROM submissions").fetchone()[0] == 1
        assert db.execute("SELECT count(*) FROM claims").fetchone()[0] == 1


def test_of_many_at_once_under_their_own_keys_one_wins_and_the_others_are_told(who, database_of):
    begun(who, tier=TIER)
    proved(who, A)
    tag = who.get(at(A)).headers["ETag"]
    told = at_once(who, lambda mine, number: sent(mine, A, key=f"{KEY}-{number}", match=tag))
    assert sorted(answer.status_code for answer in told) == [201, *[412] * (MANY - 1)]
    with store.connect(database_of) as db:
        assert db.execute("SELECT count(*) FROM submissions").fetchone()[0] == 1


def test_of_many_who_save_at_once_over_one_version_one_wins(who):
    begun(who)
    where = at(A, "/sections/revenue_tier")
    told = at_once(who, lambda mine, number: mine.put(where, {"claims": [{"revenue": str(number)}]}, match='"0"'))
    assert sorted(answer.status_code for answer in told) == [200, *[412] * (MANY - 1)]
    (won,) = [answer for answer in told if answer.status_code == 200]
    assert who.get(where).json == won.json
