"""A policy changed in a form that is made from its schema: every figure of every policy, and every slip told."""

import copy
from pathlib import Path

import pytest

from subsidy import policy as policies
from subsidy.desk.bureau.policies import draft, fields
from subsidy.desk.bureau.policies.draft import changed, difference, replaced, typed
from subsidy.policy import PolicyError

LAKESIDE = Path(__file__).parent / "policies" / "lakeside-2030.toml"
ALL = [*map(policies.load, policies.known()), policies.load_file(LAKESIDE)]
LAW = policies.load("jiaxing-2022-10")
OTHER = {
    fields.MONEY: "7654.3211",
    fields.SHARE: "7.125",
    fields.NUMBER: "8",
    fields.NAMES: "9999",
    fields.NUMBERS: "9",
}


def form(policy):
    found = (field for section in fields.sections(policy.source) for group in section.groups for field in group.fields)
    return {field.name: field for field in found}


def values(policy):
    return {name: field.value for name, field in form(policy).items()}


@pytest.mark.parametrize("law", ALL, ids=lambda p: p.id)
def test_a_form_sent_as_it_was_shown_changes_nothing(law):
    assert changed(law, values(law)) is law
    assert difference(law, law) == []


def figures():
    for law in ALL:
        for name, field in form(law).items():
            if field.kind in (fields.MONEY, fields.SHARE, fields.NUMBER) and field.value and "tiers" not in name:
                if "paid_from" not in name and not name.endswith(".level"):  # a ladder's own levels only
                    yield pytest.param(law, field, OTHER[field.kind], id=f"{law.id} {name}")
            elif field.name.endswith(".value"):
                yield pytest.param(law, field, next(v for v, _ in field.choices if v != field.value), id=name)


@pytest.mark.parametrize(("law", "field", "other"), list(figures()))
def test_every_figure_and_reading_can_be_changed_and_changed_back(law, field, other):
    new = changed(law, {**values(law), field.name: other})
    assert len(difference(law, new)) == 1
    assert new.digest != law.digest
    assert values(new)[field.name] in (other, fields.shown(field.kind, fields_at(new, field.path)))
    again = changed(new, {field.name: field.value})
    assert difference(law, again) == []
    assert values(again) == values(law)


def fields_at(policy, path):
    at = policy.source
    for step in path:
        at = at[step]
    return at


def test_every_field_of_the_schema_that_is_not_fixed_is_in_the_form():
    """What decides and is not in the form would be hidden from who amends the law."""
    hidden = {"id", "sheet", "kind", "labels", "evidence", "measure", "field", "choices", "question"}
    shown = {part for name in form(LAW) for part in name.split(".")}
    for row in LAW.source["items"]:
        assert set(row) - hidden - shown == set(), row["id"]
    assert set(LAW.source["appropriation"]) - shown == set()


def test_what_was_typed_is_read_as_people_type_it():
    new = changed(
        LAW,
        {
            "revenue_tier.growth": "１２.５%",
            "revenue_tier.tiers.0.award": " 1,000,000.5 ",
            "revenue_tier.tiers.1.award": "2000000",
            "revenue_tier.tiers.2.award": "3000000",
            "appropriation.when_short": "自该企业起全部列入储备",
            "conditions.0.wanted": "否",
            "capability_certificate.schemes.2.numbers": "4, 3，2 1",
            "policy.date": "2023-05-01",
        },
    )
    tier = new.items["revenue_tier"]
    assert (str(tier.growth), tier.tiers[0].award) == ("1/8", 1_000_000_500_000)
    assert new.appropriation["when_short"] == "stop"
    assert new.conditions[0].wanted is False
    assert list(new.items["capability_certificate"].schemes["T/SIA010.11-2021.1"].ranks) == [
        "四级",
        "三级",
        "二级",
        "一级",
    ]
    assert new.date.isoformat() == "2023-05-01"
    assert LAW.source == policies.load("jiaxing-2022-10").source
    assert LAW.items["revenue_tier"].tiers[0].award == 20_000_000


def test_a_row_is_added_and_taken_away():
    more = changed(LAW, {"revenue_tier.tiers.3.reach": "10000", "revenue_tier.tiers.3.award": "200"})
    assert [tier.reach // 10**6 for tier in more.items["revenue_tier"].tiers] == [2000, 3000, 5000, 10000]
    fewer = changed(more, {"revenue_tier.tiers.1.reach": "", "revenue_tier.tiers.1.award": ""})
    assert [tier.reach // 10**6 for tier in fewer.items["revenue_tier"].tiers] == [2000, 5000, 10000]
    assert [one.kind for one in difference(LAW, fewer)] == ["新增", "删去"]
    order = changed(LAW, {"appropriation.order.0": "", "appropriation.order.4": "uscc", "appropriation.order.3": ""})
    assert list(order.appropriation["order"]) == ["priority", "received", "uscc"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("revenue_tier.growth", "120", "填的是“120”，应大于 0、不大于 100，单位是 %"),
        ("outsourcing_bonus.rate", "", "没有填，此项必填"),
        ("revenue_tier.growth", "一成", "填的是“一成”，应填数字"),
        ("outsourcing_bonus.cap", "0", "填的是“0”，应大于 0"),
        ("outsourcing_bonus.cap", "1.0000001", "金额应精确到分"),
        ("revenue_tier.tiers.1.award", "10", "应高于前一档的 200,000 元"),
        ("revenue_tier.priority", "急", "填的是“急”，应为整数"),
        ("revenue_tier.readings.jump.value", "lowest", "应为 只奖新达到的最高一档 / 新达到的各档相加 之一"),
        ("policy.number", "10号", "应如 嘉政办发〔2022〕10号"),
        ("policy.date", "去年", "应为日期"),
        ("capability_certificate.schemes.0.paid_from", "9", "应为 [1, 2, 3, 4, 5] 之一"),
        ("appropriation.order.0", "uscc", "次序才唯一|应只写一次"),
        ("nobody.cap", "1", "没有这一项"),
        ("revenue_tier.kind", "rate", "没有这一项"),
    ],
)
def test_a_slip_is_told_at_its_field(name, text, told):
    with pytest.raises(PolicyError) as caught:
        changed(LAW, {**values(LAW), name: text})
    (problem,) = caught.value.problems
    assert problem.path.rpartition(".")[0] == name.rpartition(".")[0]
    assert any(one in problem.message for one in told.split("|"))


def test_everything_that_is_wrong_is_told_at_once_and_where_it_was_typed():
    with pytest.raises(PolicyError) as caught:
        changed(
            LAW,
            {
                "revenue_tier.tiers.0.reach": "",
                "revenue_tier.tiers.0.award": "",
                "revenue_tier.tiers.2.award": "49",
                "revenue_tier.growth": "x",
                "policy.title": "",
            },
        )
    assert {one.path for one in caught.value.problems} == {
        "revenue_tier.growth",
        "revenue_tier.tiers.2.award",
        "policy.title",
    }


def test_what_was_typed_wrongly_is_shown_again():
    shown = typed(LAW, {"revenue_tier.growth": "x", "revenue_tier.tiers.3.reach": "9"})
    found = {field.name: field for section in shown for group in section.groups for field in group.fields}
    assert found["revenue_tier.growth"].value == "x"
    assert found["revenue_tier.tiers.3.reach"].value == "9"
    assert "revenue_tier.tiers.4.reach" in found  # and another row may follow


def test_values_may_be_given_as_the_file_has_them():
    new = replaced(LAW, {"outsourcing_bonus.cap": "2000000", "outsourcing_bonus.rate": "0.05"})
    assert (new.items["outsourcing_bonus"].cap, str(new.items["outsourcing_bonus"].rate)) == (200_000_000, "1/20")
    with pytest.raises(PolicyError, match="应大于 0、不大于 1"):
        replaced(LAW, {"outsourcing_bonus.rate": "5"})


def test_no_item_may_be_named_like_a_part_of_the_policy():
    data = copy.deepcopy(dict(LAW.source))
    data["items"][0]["id"] = "appropriation"
    with pytest.raises(PolicyError, match="另有用处"):
        policies.build(data, "x")


def test_nobody_can_ask_for_rows_without_end():
    found = draft.sections(LAW.source, ["revenue_tier.tiers.999.reach"])
    rows = [group for section in found if section.id == "revenue_tier" for group in section.figures if group.rows]
    assert len(rows) <= 3 + fields.MOST_ROWS + 1


def places(value, path=()):
    """Every place of a policy's data, and what stands there."""
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in rows:
        yield (*path, key), inner
        yield from places(inner, (*path, key))


def others(value):
    """What could stand in a place instead."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, str):
        return [f"{value}改", str(int(value) + 1)] if value.isdecimal() else [f"{value}改"]
    return [value[1:], value[::-1] if value and isinstance(value[0], str) else []] if isinstance(value, list) else []


def test_nothing_that_decides_is_changed_without_being_seen():
    tried = 0
    for path, value in places(dict(LAW.source)):
        for other in others(value) if "evidence" not in path else ():
            data = copy.deepcopy(dict(LAW.source))
            at = data
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = other
            try:
                made = policies.build(data, LAW.id)
            except PolicyError:
                continue
            if made.digest != LAW.digest:
                tried += 1
                assert difference(LAW, made), path
    assert tried > 200


def test_a_first_paid_level_of_a_ladder_that_nobody_knows_can_be_told():
    data = copy.deepcopy(dict(LAW.source))
    schemes = next(row for row in data["items"] if row["id"] == "capability_certificate")["schemes"]
    unknown = next(row for row in schemes if not row["numbers"])
    unknown["paid_from"] = 12
    (change,) = difference(LAW, policies.build(data, LAW.id))
    assert change.after == "12级"
