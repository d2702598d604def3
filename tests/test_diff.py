"""What a firm changed between two submissions."""

import io

import pytest

from subsidy.desk.bureau.cases.diff import diff
from subsidy.desk.firm import evidence, submit
from subsidy.store import applying
from tests.applicant import TIER, applied, certificate, order, orders, save, send
from tests.build import FIRMS

A, *_ = FIRMS
EVERYTHING = {"tier": TIER, "certificates": [certificate("3级")], "orders": orders(order("H-1"), order("H-2"))}
BACK = {"firm": "账号", "revenue_tier": "收入", "capability_certificate": "等级", "outsourcing_bonus": "合同"}


@pytest.fixture
def sent(db, tmp_path, law):
    """A firm that sent its application; it is returned, typed anew, sent again; what changed, by section."""
    applied(db, tmp_path / "files", law, A, **EVERYTHING)

    def again(sections=BACK, **claims):
        submit.send_back(db, law, 2022, A, sections, "示例经办")
        save(db, law, A, **claims)
        send(db, law, A, token="t2")
        bodies = [applying.submission(db, law.id, 2022, A, number)["body"] for number in (1, 2)]
        return {one.id: one for one in diff(law, *bodies)}

    return again


def fields(section):
    return [(claim.kind, claim.number, [tuple(one) for one in claim.fields]) for claim in section.claims]


def rows(section):
    return [(part.kind, part.before[:1], part.after[:1]) for claim in section.claims for part in claim.parts]


def test_a_field_says_what_it_said_and_what_it_says(sent):
    found = sent(tier={**TIER, "revenue": "5300"})
    assert [(one.id, one.kind) for one in found.values()] == [
        ("firm", "same"),
        ("revenue_tier", "changed"),
        ("outsourcing_bonus", "same"),
        ("capability_certificate", "same"),
    ]
    assert fields(found["revenue_tier"]) == [("changed", 1, [("本年软件业务收入", "5,200 万元", "5,300 万元")])]
    assert (found["revenue_tier"].title, found["revenue_tier"].clause) == ("软件业务收入达标奖励", "四(三)")


def test_the_order_of_claims_is_no_change_and_another_spelling_of_a_field_is(sent):
    found = sent(certificates=[certificate("1", "ITSS"), certificate("CMMI3")])
    assert fields(found["capability_certificate"]) == [
        ("added", 1, [("资质", "—", "ITSS"), ("等级", "—", "1")]),
        ("changed", 2, [("等级", "3级", "CMMI3")]),
    ]


def test_a_claim_under_another_name_is_a_correction_where_as_many_went_as_came(sent):
    found = sent(certificates=[certificate("二级", "ITSS")])
    assert fields(found["capability_certificate"]) == [
        ("changed", 1, [("资质", "CMMI", "ITSS"), ("等级", "3级", "二级")])
    ]


def test_parts_are_known_by_their_names(sent):
    found = sent(orders=orders(order("H-3"), order("h-2", "80")))
    assert rows(found["outsourcing_bonus"]) == [
        ("changed", ("H-1",), ("H-3",)),
        ("changed", ("H-2",), ("h-2",)),
    ]
    assert found["outsourcing_bonus"].claims[0].columns[:1] == ("合同编号",)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ([order("H-1"), order("H-2"), order("H-3")], [("added", (), ("H-3",))]),
        ([order("H-2")], [("removed", ("H-1",), ())]),
        ([order("H-2"), order("H-1")], []),
    ],
)
def test_parts_that_came_or_went(sent, now, wanted):
    found = sent(orders=orders(*now), tier={**TIER, "revenue": "5300"})
    assert rows(found["outsourcing_bonus"]) == wanted


def test_a_section_that_is_gone_is_told_whole(sent):
    found = sent(certificates=[])
    gone = found["capability_certificate"]
    assert (gone.kind, list(found)[-1]) == ("removed", "capability_certificate")
    assert fields(gone) == [("removed", 0, [("资质", "CMMI", "—"), ("等级", "3级", "—")])]
    assert {one.kind for one in gone.files} == {"removed"}


def test_files_are_known_by_their_content(db, sent, law, tmp_path):
    piece = evidence.list_(db, law, 2022, A, "revenue_tier")[0]
    submit.send_back(db, law, 2022, A, BACK, "示例经办")
    evidence.remove(db, law, 2022, A, piece.id, A)
    new = io.BytesIO(b"%PDF-1.7 another")
    evidence.add(db, tmp_path / "files", law, 2022, A, "revenue_tier", piece.requirement, piece.name, new, A)
    send(db, law, A, token="t2")
    bodies = [applying.submission(db, law.id, 2022, A, number)["body"] for number in (1, 2)]
    (changed,) = [one for one in diff(law, *bodies) if one.kind != "same"]
    assert [(one.kind, one.name, one.digest == piece.digest) for one in changed.files] == [
        ("added", piece.name, False),
        ("removed", piece.name, True),
    ]


def test_an_item_that_the_policy_no_longer_has_is_compared_by_its_place(db, sent, law):
    sent(tier={**TIER, "revenue": "5300"})
    bodies = [applying.submission(db, law.id, 2022, A, number)["body"] for number in (1, 2)]
    without = type(law)(**{name: getattr(law, name) for name in law.__slots__} | {"items": {}})
    assert [fields(one) for one in diff(without, *bodies)] == [fields(one) for one in diff(law, *bodies)]
