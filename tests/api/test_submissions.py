"""An application sent by a program, once and as it was read; returned, mended, taken back."""

import pytest

from subsidy import store
from subsidy.desk.firm import submit
from tests.api import applying, caller
from tests.api.applying import YEAR, at, begun, proved, sent, typed
from tests.api.caller import error
from tests.applicant import TIER
from tests.build import FIRMS

A, B, *_ = FIRMS
SECTION = at(A, "/sections/revenue_tier")


@pytest.fixture
def who(app):
    return caller.firm(app, A)


def test_an_application_is_sent_as_it_was_read(who, law, database_of):
    begun(who, tier=TIER)
    proved(who, A)
    read = who.get(at(A))
    assert (read.json["ready"], read.json["problems"]) == (True, [])
    answer = sent(who, A)
    assert answer.status_code == 201, answer.text
    with store.connect(database_of) as db:
        kept = submit.receipt(db, law, YEAR, A, 1)
    assert answer.json == {
        "number": 1, "at": kept.at, "actor": A, "digest": kept.digest, "body": kept.body
    }  # fmt: skip
    assert who.get(at(A, "/submissions/1")).json == answer.json
    assert answer.headers["Location"] == f"/api/v1{at(A, '/submissions/1')}"
    after = who.get(at(A)).json
    assert (after["standing"], after["submissions"], after["ready"]) == ("submitted", 1, False)
    assert all(one["locked"] for one in after["sections"])
    assert error(who.put(SECTION, {"claims": []}, match='"1"'))[:2] == (409, "locked")
    assert error(sent(who, A))[:2] == (409, "already")


def test_what_was_changed_since_it_was_read_is_not_sent(who):
    begun(who, tier=TIER)
    proved(who, A)
    old = who.get(at(A)).headers["ETag"]
    typed(who, A, "tier", {**TIER, "revenue": "5300"})
    assert error(sent(who, A, match=old))[:2] == (412, "changed")
    assert error(who.post(at(A, "/submissions"), {"declaration": True}))[0] == 428
    assert who.get(at(A, "/submissions")).json["items"] == []


@pytest.mark.parametrize("body", [{}, {"declaration": False}, {"declaration": "true"}, {"declaration": 1}], ids=str)
def test_nothing_is_sent_without_the_declaration(who, body):
    begun(who, tier=TIER)
    proved(who, A)
    answer = who.post(at(A, "/submissions"), body, match=who.get(at(A)).headers["ETag"])
    assert error(answer)[2].keys() == {"declaration"}
    assert who.get(at(A, "/submissions")).json["items"] == []


def test_what_is_wrong_is_told_all_at_once_with_its_paths(who):
    begun(who, firm={"name": "示例"}, tier={"revenue": "5200"})
    status, code, problems = error(sent(who, A))
    assert (status, code) == (422, "unreadable")
    assert {"firm.contact", "revenue_tier.claims.0.previous_revenue", "revenue_tier.evidence.audit"} <= set(problems)


def test_it_is_taken_back_as_it_was_read(who):
    applying.applied(who, A)
    read = who.get(at(A)).headers["ETag"]
    assert error(who.post(at(A, "/withdrawal"), {"reason": "示例原因"}))[0] == 428
    assert error(who.post(at(A, "/withdrawal"), {"reason": "长" * 501}, match=read))[2].keys() == {"reason"}
    answer = who.post(at(A, "/withdrawal"), {"reason": "示例原因"}, match=read)
    assert (answer.status_code, answer.json["events"][-1]["told"]) == (200, "示例原因")
    assert who.get(at(A)).json["standing"] == "open"
    assert error(who.post(at(A, "/withdrawal"), {}, match=read))[0] == 412
    assert error(who.post(at(A, "/withdrawal"), {}, match=who.get(at(A)).headers["ETag"]))[0] == 409


def test_what_was_returned_is_mended_and_the_rest_stays_locked(who, law, database_of):
    applying.applied(who, A, tier=TIER, certificates={"scheme": "CMMI", "level": "3"})
    with store.connect(database_of) as db:
        submit.send_back(db, law, YEAR, A, {"revenue_tier": "收入与审计报告不符"}, "示例")
    told = who.get(at(A, "/status")).json
    assert [one["section"] for one in told["to_mend"]] == ["revenue_tier"]
    assert who.get(SECTION).json["to_mend"] == "收入与审计报告不符"
    locked = who.put(at(A, "/sections/capability_certificate"), {"claims": []}, match='"1"')
    assert error(locked)[:2] == (409, "locked")
    typed(who, A, "tier", {**TIER, "revenue": "5100"})
    assert sent(who, A).json["number"] == 2
    assert [one["number"] for one in who.get(at(A, "/submissions")).json["items"]] == [2, 1]
