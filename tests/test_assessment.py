"""Worked cases decide as the data beside each policy says; every decision has its public form; errors say where."""

import json
import re
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest

from schemas.cases import UnreadableError, load_case, parse
from schemas.decisions import dump_decision
from subsidy import policy as policies
from subsidy.assessment import assess
from subsidy.money import fen, yuan
from tests.refusals import REFUSALS

HERE = Path(__file__).parent
FILES = [*sorted(policies.FOLDER.glob("*.toml")), *sorted((HERE / "policies").glob("*.toml"))]
FIRM = {"uscc": "91330402MA2AB123XK", "name": "嘉兴某某软件有限公司"}
JIAXING = "jiaxing-2022-10"


@lru_cache
def policy(name, *readings):
    found = policies.load_file(next(path for path in FILES if path.stem == name))
    return policies.with_readings(found, readings) if readings else found


def worked_cases():
    for path in FILES:
        table = tomllib.loads((HERE / "cases" / path.name).read_text(encoding="utf-8"))
        for heading, rows in table.items():
            for row in rows:
                yield pytest.param(path.stem, heading, row, id=f"{path.stem} {heading} {row['name']}")


CASES = list(worked_cases())


def with_nulls(value):
    if isinstance(value, dict):
        return {key: with_nulls(part) for key, part in value.items()}
    if isinstance(value, list):
        return [with_nulls(part) for part in value]
    return None if value == "null" else value


def as_json(rules, heading, row):
    """A worked case as the JSON object that other programs send."""
    conditions = row.get("conditions", {c.id: c.wanted for c in rules.conditions})
    default = {"item": heading} if heading in rules.items else {}
    return with_nulls(
        {
            "case": "A-001",
            "policy": rules.id,
            "year": row.get("year", rules.date.year if rules.date else 2022),
            "firm": {**FIRM, "conditions": conditions},
            "claims": [default | claim for claim in row["claims"]],
            "history": [default | award for award in row.get("history", [])],
        }
    )


def decide(rules, data):
    return dump_decision(assess(rules, load_case(rules, parse(json.dumps(data)))))


def decided(name, heading, row):
    rules = policy(name, *row.get("readings", ()))
    return rules, decide(rules, as_json(rules, heading, row))


@pytest.mark.parametrize(("name", "heading", "row"), CASES)
def test_a_worked_case_is_decided_as_written(name, heading, row):
    known = {"name", "claims", "history", "conditions", "readings", "lines", "to_check", "says", "last", "year"}
    assert set(row) <= known, "a worked case has only the fields that the head of the file describes"
    rules, decision = decided(name, heading, row)
    assert [line["outcome"] for line in decision["lines"]] == [wanted.split()[0] for wanted in row["lines"]]
    for line, wanted in zip(decision["lines"], row["lines"], strict=True):
        outcome, *rest = wanted.split()
        codes = [reason["code"] for reason in line["reasons"]]
        if outcome == "granted":
            assert line["amount"] == rest[0]
            assert set(rest[1:]) <= set(codes)
        else:
            assert outcome == "noted" or codes == rest
    first = decision["lines"][0]
    texts = [reason["text"] for reason in first["reasons"]] + first["workings"]
    assert any(row.get("says", "") in text for text in texts), texts
    assert row.get("last", "") in decision["lines"][-1]["workings"][-1]
    assert decision["to_check"] == row.get("to_check", [])
    assert_public_form(rules, decision, len(row["claims"]))


def assert_public_form(rules, decision, claims):
    """Keys and their order, a line for every claim, a total that is the sum, a text wherever a person reads."""
    assert list(decision) == ["case", "policy", "policy_digest", "year", "firm", "lines", "to_check", "total"]
    assert (decision["policy"], decision["policy_digest"]) == (rules.id, rules.digest)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", decision["policy_digest"])
    assert decision["firm"] == FIRM
    assert [line["claim"] for line in decision["lines"]] == list(range(claims))
    assert decision["total"] == yuan(sum(fen(line["amount"]) for line in decision["lines"]))
    for line in decision["lines"]:
        assert list(line) == ["claim", "item", "clause", "outcome", "amount", "reasons", "workings", "readings"]
        item = rules.items[line["item"]]
        assert line["clause"] == item.clause
        assert (line["outcome"] == "granted") is (fen(line["amount"]) > 0)
        assert re.fullmatch(r"\d+\.\d\d", line["amount"])
        assert line["reasons"]
        assert line["workings"]
        assert all(list(reason) == ["code", "text"] and all(reason.values()) for reason in line["reasons"])
        assert all(isinstance(step, str) and step for step in line["workings"])
        assert line["readings"].items() <= {f"{item.id}.{n}": r.value for n, r in item.readings.items()}.items()


@pytest.mark.parametrize(("name", "heading", "row"), CASES)
def test_a_refusal_names_its_clause_what_was_found_and_what_is_wanted(name, heading, row):
    _, decision = decided(name, heading, row)
    for line in decision["lines"]:
        for reason in line["reasons"] if line["outcome"] == "refused" else ():
            for pattern in (re.escape(line["clause"]), *REFUSALS[reason["code"]]):
                assert re.search(pattern, reason["text"]), reason["text"]


# levels from low to high, the first paid one, yuan a step
LADDERS = {
    "CMMI": ("12345", "3", 200_000),
    "T/SIA009-2020": ("4321", "3", 200_000),
    "ITSS": ("4321", "3", 100_000),
    "CS": ("12345", "3", 100_000),
    "CCRC": ("321", "3", 100_000),
}
NUMERALS = {"1": "一壹Ⅰ１", "2": "二贰Ⅱ２", "3": "三叁Ⅲ３", "4": "四肆Ⅳ４", "5": "五伍Ⅴ５"}
SPELLINGS = (
    "{0} {1}级 {0}级 第{1}级 第{0}级 {2}级 {3}级 {4} {4}级 ML{0} ml{0} Level_{0} {5}{0} {5}{0}级 {5}_{1}级 _{1}_级_"
)


@pytest.mark.parametrize(("scheme", "number"), [(name, number) for name in LADDERS for number in LADDERS[name][0]])
def test_a_level_is_understood_in_every_spelling(scheme, number):
    order, first, step = LADDERS[scheme]
    amount = max(order.index(number) - order.index(first) + 1, 0) * step
    for spelling in SPELLINGS.format(number, *NUMERALS[number], scheme).split():
        claim = {"scheme": scheme, "level": spelling.replace("_", " ")}
        _, decision = decided(JIAXING, "capability_certificate", {"claims": [claim]})
        assert decision["total"] == f"{amount}.00", claim


@pytest.mark.parametrize(
    "amount", ["1000000", '"1,000,000"', '"１，０００，０００.00"', "1000000.00", "1e6", '" 1000000.0 "', '"1000000"']
)
def test_an_amount_is_understood_however_it_is_typed(amount):
    text = json.dumps(as_json(policy(JIAXING), "core_technology", {"claims": [{"project": "甲", "approved": "@"}]}))
    decision = dump_decision(assess(policy(JIAXING), load_case(policy(JIAXING), parse(text.replace('"@"', amount)))))
    assert decision["total"] == "1000000.00"


ORDER = {"contract": "HT-1", "buyer": "甲", "buyer_region": "310100", "executed": "100"}
TRAINEE = {"name": "甲", "certificate": "1", "employed_in_city": 1, "passed": 1, "provider_qualified": 1, "fee": "1"}
SOUND = {
    "claims": [
        {"item": "revenue_tier", "revenue": "52000000", "previous_revenue": "40000000"},
        {"item": "outsourcing_bonus", "orders": [ORDER]},
        {"item": "training_refund", "trainees": [{**TRAINEE, **{k: True for k, v in TRAINEE.items() if v == 1}}]},
        {"item": "capability_certificate", "scheme": "ITSS", "level": "三级", "best_earlier_level": "四级"},
        {"item": "rd_match", "project": "甲", "level": "national", "grant": "1", "ratio": "1"},
        {"item": "first_version_product", "product": "甲", "grade": "national"},
        {"item": "security_certificate", "scheme": "BS7799", "held_before": False},
    ],
    "history": [
        {"item": "revenue_tier", "year": 2021, "amount": "1", "tier": "20000000"},
        {"item": "training_refund", "year": 2021, "amount": "1", "certificates": ["2"]},
        {"item": "capability_certificate", "year": 2021, "amount": "1", "scheme": "CMMI", "level": "3"},
    ],
}
NEEDED = """case year firm claims firm.uscc firm.name claims.0.item claims.0.revenue claims.0.previous_revenue
    claims.1.orders claims.1.orders.0.contract claims.1.orders.0.buyer claims.1.orders.0.buyer_region
    claims.1.orders.0.executed claims.2.trainees claims.2.trainees.0.name claims.2.trainees.0.certificate
    claims.2.trainees.0.employed_in_city claims.2.trainees.0.passed claims.2.trainees.0.provider_qualified
    claims.2.trainees.0.fee claims.3.scheme claims.3.level claims.4.project claims.4.level claims.4.grant
    claims.5.product claims.5.grade claims.6.scheme history.0.item history.0.year history.0.amount history.0.tier
    history.1.certificates history.2.scheme history.2.level"""
LEVELS = ["", "firm.", "firm.conditions.", "claims.0.", "claims.1.orders.0.", "claims.2.trainees.0.", "history.0."]

# place, what stands there as JSON (None: nothing), what the message must say, and the path if it is another
WRONG = [
    *[(place, None, "没有填，此项必填") for place in NEEDED.split()],
    *[(place, "null", "没有填") for place in NEEDED.split() if not place.endswith(("item", "previous_revenue"))],
    *[(f"{level}note", "1", "没有这个字段") for level in LEVELS],
    *[("claims.0.revenue", text, "应填数字") for text in ("true", '"约3000"', '"3000万"', '""', "[]", "{}")],
    *[("claims.0.revenue", text, "应精确到分") for text in ("0.001", "52000000.005", '"1.234"', "1e-3")],
    *[("claims.0.revenue", text, "应为零或正数") for text in ("-1", '"-0.01"', "-0.5")],
    *[("claims.0.revenue", text, "超出可受理的金额") for text in ("1e400", "10000000000000", '"9999999999999999"')],
    *[("claims.0.revenue", text, f"不能用 {text}", "") for text in ("NaN", "Infinity", "-Infinity")],
    ("claims.0.revenue", '1, "revenue": 2', "字段 revenue 出现了两次", ""),
    ("claims.0", "1, ,", "不是有效的 JSON", ""),
    ("year", '"二〇二二"', "应填四位年份"),
    ("year", "2022.5", "应填四位年份"),
    ("year", "true", "应填四位年份"),
    ("year", "22", "应填四位年份"),
    ("case", "12", "应为文字"),
    ("firm", '"甲"', "应为一个对象"),
    ("firm.name", '"  "', "没有填"),
    ("firm.uscc", '"91330402MA2AB123XJ"', "末位是 J，按前 17 位应为 K"),
    ("firm.uscc", '"91330402MA2AB123X"', "共 17 位"),
    ("firm.uscc", '"9133O402MA2AB123XK"', "不含 I、O、S、V、Z"),
    ("firm.uscc", "12", "应为 18 位"),
    ("firm.conditions.software_firm", '"也许"', "应填“是”或“否”"),
    ("claims", "{}", "应为列表"),
    ("claims.0", "7", "应为一个对象"),
    ("claims.0.item", '"revenue"', "revenue_tier、national_list"),
    ("claims.0.item", "[]", "revenue_tier、national_list"),
    ("claims.1.orders", "[]", "至少要有一条"),
    ("claims.1.orders.0", '"HT-1"', "应为一个对象"),
    *[
        ("claims.1.orders.0.buyer_region", text, "应填六位行政区划代码")
        for text in ('"3304"', '"浙江"', '"CN"', '"JPN"')
    ],
    ("claims.2.trainees", "[]", "至少要有一条"),
    ("claims.2.trainees.0.passed", '"及格"', "应填“是”或“否”"),
    ("claims.2.trainees.0.id_number", '"330402199002280011"', "不是有效的 18 位身份证号"),
    ("claims.2.trainees.0.fee", "-1", "应为零或正数"),
    ("claims.3.level", '"五级"', "四级、三级、二级、一级"),
    ("claims.3.level", '"优秀"', "四级、三级、二级、一级"),
    ("claims.3.best_earlier_level", '"0级"', "四级、三级、二级、一级"),
    ("claims.3.scheme", '"DCMM"', "CMMI / T/SIA009-2020"),
    ("claims.4.level", '"市"', "国家 / 省"),
    ("claims.4.ratio", '"-1"', "0 或以上的比例"),
    ("claims.4.ratio", '"一半"', "0 或以上的比例"),
    ("claims.5.grade", '"县级"', "省级 / 国家级 / 市级"),
    ("claims.6.scheme", '"ISO9001"', "ISO27001 / BS7799"),
    ("history", "{}", "应为列表"),
    ("history.0.item", '"fishing"', "revenue_tier、national_list"),
    ("history.0.item", '"financing"', "填的是“financing”"),
    ("history.0.amount", '"-1"', "应为零或正数"),
    ("history.1.certificates", "[]", "至少要有一条"),
    ("history.2.level", '"6"', "一级、二级、三级、四级、五级"),
]


def broken(place, text):
    """The sound case as JSON, with other JSON text at one place, or with nothing there."""
    data = json.loads(json.dumps({"case": "A-001", "year": 2022, "firm": {**FIRM, "conditions": {}}, **SOUND}))
    *way, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    target = data
    for part in way:
        target = target[part]
    if text is None:
        del target[last]
    else:
        target[last] = "@"
    return json.dumps(data, ensure_ascii=False).replace('"@"', text or "")


@pytest.mark.parametrize(
    ("place", "text", "message", "path"), [(*row, row[0])[:4] if len(row) == 3 else row for row in WRONG]
)
def test_a_case_that_cannot_be_read_says_where_and_why(place, text, message, path):
    with pytest.raises(UnreadableError) as caught:
        load_case(policy(JIAXING), parse(broken(place, text)))
    assert [problem.path for problem in caught.value.problems] == [path], caught.value
    assert message in str(caught.value)


def test_every_problem_of_a_case_is_told_at_once():
    text = broken("claims.3.level", '"九级"').replace('"310100"', '"上海"').replace('"20000000"', '"两千万"')
    with pytest.raises(UnreadableError) as caught:
        load_case(policy(JIAXING), parse(text))
    places = {problem.path for problem in caught.value.problems}
    assert places == {"claims.1.orders.0.buyer_region", "claims.3.level", "history.0.tier"}
