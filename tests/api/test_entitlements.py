"""主动兑付 asked by a program: row by row what firms may have, offered only where that is asked."""

import pytest

from subsidy import store
from subsidy.desk.firm import offers
from tests import build
from tests.api import caller
from tests.api.caller import error
from tests.entitling import CMMI, ISO, NAMES, YEAR, A, B
from tests.web import staffed


@pytest.fixture
def program(app, database_of, law):
    with store.connect(database_of) as db:
        build.hand_in(db, law, {B: [("security_certificate", ISO)]}, firms=[A, B], names=NAMES)
        staffed.person(db, "jing", "handler")
    return caller.staff(app, "jing", "entitled")


def asked(*rows, **more):
    return {"year": YEAR, "source": "示例名单", "rows": list(rows), **more}


def row(item="capability_certificate", claim=CMMI, **more):
    return {"item": item, "claim": claim, **({} if "name" in more else {"uscc": A}), **more}


def waiting(database_of, law, uscc=A):
    with store.connect(database_of) as db:
        return offers.offers(db, law, YEAR, uscc)


def test_each_row_is_answered_and_nothing_is_offered_unasked(program, database_of, law):
    late = row(name=NAMES[B], day="2023-01-01")
    rows = (row(), row("security_certificate", ISO, uscc=B), row(name="没有登记的公司"), late)
    told = program.post("/entitlements", asked(*rows)).json
    assert [(one["row"], one["uscc"], one["state"], one["amount"]) for one in told["rows"]] == [
        (0, A, "entitled", "600000.00"), (1, B, "asked", "0.00"), (3, B, "barred", "0.00"),
    ]  # fmt: skip
    assert [(one["row"], "不在企业登记中" in one["message"]) for one in told["refused"]] == [(2, True)]
    assert (told["offered"], waiting(database_of, law)) == (0, [])
    assert told["rows"][0]["subject"] == "资质 CMMI，等级 五级"


def test_what_is_offered_is_offered_once(program, database_of, law):
    told = [program.post("/entitlements", asked(row(number="C-1"), offer=True), key="12345678").json for _ in range(2)]
    assert [one["offered"] for one in told] == [1, 1]
    (one,) = waiting(database_of, law)
    assert one.source == "《示例名单》，第 1 行，编号 C-1"
    assert program.post("/entitlements", asked(row(), offer=True)).json["offered"] == 0


@pytest.mark.parametrize(
    ("body", "path", "said"),
    [
        (asked(row("major_project", {})), "rows.0.item", "应为 national_list"),
        (asked(row(), row(claim={"scheme": "CMMI"})), "rows.1.claim.level", "没有填"),
        (asked(row(claim={"scheme": "CMMI", "level": "九级"})), "rows.0.claim.level", "没有“九级”"),
        (asked(row(name=None) | {"uscc": None}), "rows.0.uscc", ""),
        (asked({"item": "capability_certificate", "claim": CMMI}), "rows.0", "至少要有一样"),
        (asked(), "rows", "应有 1 至 1000 行"),
        (asked(row(uscc=A[:17] + "X")), "rows.0.uscc", "校验位不符"),
    ],
)
def test_what_is_wrong_is_told_with_its_path(program, body, path, said):
    status, code, told = error(program.post("/entitlements", body))
    assert (status, code) == (422, "unreadable")
    assert said in told[path]
