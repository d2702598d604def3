"""A policy is data: what the law's file says, what a wrong file is told, and a second city without any Python."""

import copy
import json
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from schemas.cases import load_case
from schemas.decisions import dump_decision
from subsidy import policy as policies
from subsidy.assessment import assess
from subsidy.kinds import KINDS
from subsidy.policy import PolicyError

HERE = Path(__file__).parent
LAKESIDE = HERE / "policies" / "lakeside-2030.toml"
TEXT = LAKESIDE.read_text(encoding="utf-8")
JUMP, MOVE_UP, STEP = ("highest", "sum"), ("full", "difference"), ("each_level", "per_event", "above_three")
STEPS = {"CMMI": 20, "T/SIA009-2020": 20, "T/SIA010.11-2021.1": 10, "ITSS": 10, "CS": 10, "CCRC": 10}
LEVELS = {
    "CMMI": "一级 二级 三级 四级 五级",
    "T/SIA009-2020": "四级 三级 二级 一级",
    "T/SIA010.11-2021.1": "",
    "ITSS": "四级 三级 二级 一级",
    "CS": "CS1 CS2 CS3 CS4 CS5",
    "CCRC": "三级 二级 一级",
}
WAN = 1_000_000

# item: clause, kind, numbers (万元 as fen), readings with the one in force first
LAW = {
    "major_project": ("四(一)", "approved", {"cap": 3000 * WAN}, {}),
    "training_refund": ("四(二)", "refund", {"rate": Fraction(3, 10)}, {}),
    "revenue_tier": (
        "四(三)",
        "tier",
        {"tiers": ((2000 * WAN, 20 * WAN), (3000 * WAN, 50 * WAN), (5000 * WAN, 100 * WAN)), "growth": Fraction(1, 10)},
        {"jump": JUMP, "move_up": MOVE_UP, "past_award": ("same_tier", "same_or_higher")},
    ),
    "national_list": ("四(三)", "first", {"together": False}, {"same_year": ("each", "highest")}),
    "outsourcing_bonus": (
        "四(三)",
        "rate",
        {"rate": Fraction(3, 100), "cap": 100 * WAN, "home": ("3304",)},
        {},
    ),
    "first_version_product": ("四(四)", "grade", {}, {"move_up": MOVE_UP}),
    "capability_certificate": ("四(四)", "ladder", {}, {"step": STEP}),
    "security_certificate": ("四(四)", "first", {"together": True, "asks_held_before": True}, {}),
    "core_technology": ("四(四)", "approved", {"cap": 100 * WAN}, {}),
    "rd_match": ("四(四)", "match", {"max_ratio": 1}, {}),
    "financing": ("四(五)", "notice", {"guarantee": 1000 * WAN}, {}),
}
ENTRIES = {
    "national_list": {"key_software_firm": 150, "key_ic_design_firm": 150, "top100_software_revenue": 150},
    "security_certificate": {"ISO27001": 10, "BS7799": 10},
}


def test_the_law_has_its_eleven_items_in_the_order_of_the_text(law):
    assert list(law.items) == list(LAW)


@pytest.mark.parametrize("name", LAW)
def test_an_item_of_the_law_has_its_clause_numbers_and_readings(law, name):
    clause, kind, numbers, readings = LAW[name]
    item = law.items[name]
    assert (item.clause, item.kind, item.pays) == (clause, kind, name != "financing")
    assert {field: getattr(item, field) for field in numbers} == numbers
    assert {key: (found.value, *found.choices) for key, found in item.readings.items()} == {
        key: (choices[0], *choices) for key, choices in readings.items()
    }
    assert all(found.question and found.why for found in item.readings.values())


def test_lists_grades_ladders_and_ceilings_of_the_law(law):
    for name, awards in ENTRIES.items():
        assert {code: entry.award for code, entry in law.items[name].entries.items()} == {
            code: award * WAN for code, award in awards.items()
        }
    grades = {code: grade.award // WAN for code, grade in law.items["first_version_product"].grades.items()}
    assert grades == {"provincial": 50, "national": 150, "municipal": 0}
    schemes = law.items["capability_certificate"].schemes
    assert {name: scheme.step // WAN for name, scheme in schemes.items()} == STEPS
    assert {name: " ".join(scheme.ranks) for name, scheme in schemes.items()} == LEVELS
    stages = {code: stage.loan // WAN for code, stage in law.items["financing"].stages.items()}
    assert stages == {"startup": 1000, "growth": 5000}
    assert list(law.items["rd_match"].levels) == ["national", "provincial"]
    assert {c.id: c.wanted for c in law.conditions} == {
        "software_firm": True,
        "registered_in_city": True,
        "serious_dishonesty": False,
    }


def test_every_policy_has_worked_cases_for_every_item_and_every_kind_has_one():
    kinds = set()
    for path in [*policies.FOLDER.glob("*.toml"), LAKESIDE]:
        worked = tomllib.loads((HERE / "cases" / path.name).read_text(encoding="utf-8"))
        items = policies.load_file(path).items
        assert set(items) <= set(worked), path.stem
        kinds |= {items[name].kind for name in worked if name in items}
    assert kinds == set(KINDS)


def test_another_city_needs_no_python():
    lakeside = policies.load_file(LAKESIDE)
    assert {item.kind for item in lakeside.items.values()} == set(KINDS)
    claim = {"item": "export_tier", "export_revenue": 5_000_000, "previous_export_revenue": 900_000}
    data = {"case": "湖-1", "year": 2030, "firm": {"uscc": "91330402MA2AB123XK", "name": "甲"}, "claims": [claim]}
    decision = dump_decision(assess(lakeside, load_case(lakeside, data)))
    assert (decision["policy"], decision["lines"][0]["clause"], decision["total"]) == (
        "lakeside-2030",
        "二(一)",
        "350000.00",
    )
    assert json.loads(json.dumps(decision)) == decision


@pytest.fixture
def written(tmp_path):
    """Loads the other city's policy with some text replaced."""

    def load(*pairs):
        text = TEXT
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        path = tmp_path / "policy.toml"
        path.write_text(text, encoding="utf-8")
        return policies.load_file(path)

    return load


def test_the_digest_changes_with_what_decides_and_only_with_that(written):
    digest = policies.load_file(LAKESIDE).digest
    assert written(("[[conditions]]", "# 注\n\n[[conditions]]"), ('"0.125"', '  "0.125"  # 八分之一')).digest == digest
    assert written(('id = "lakeside-2030"\n', ""), ("date =", 'id = "lakeside-2030"\ndate =')).digest == digest
    for old, new in (('"0.125"', '"0.126"'), ('"300000"', '"300001"'), ('value = "sum"', 'value = "highest"')):
        assert written((old, new)).digest != digest


def test_readings_are_overridden_by_name_and_leave_the_policy_alone(law):
    changed = policies.with_readings(law, ["revenue_tier.jump=sum", "capability_certificate.step=per_event"])
    assert changed.items["revenue_tier"].jump == "sum"
    assert changed.items["capability_certificate"].step == "per_event"
    assert (law.items["revenue_tier"].jump, law.items["revenue_tier"].move_up) == ("highest", "full")
    assert changed.digest != law.digest
    assert policies.with_readings(law, ["revenue_tier.jump=highest"]).digest == law.digest


def test_a_ladder_that_the_office_enters_is_decided_and_no_longer_referred(law):
    source = copy.deepcopy(law.source)
    rows = next(item["schemes"] for item in source["items"] if item["id"] == "capability_certificate")
    next(row for row in rows if row["name"] == "T/SIA010.11-2021.1")["numbers"] = [4, 3, 2, 1]
    claim = {"item": "capability_certificate", "scheme": "T/SIA010.11-2021.1", "level": "一级"}
    data = {"case": "1", "year": 2022, "firm": {"uscc": "91330402MA2AB123XK", "name": "甲"}, "claims": [claim]}
    for rules, outcome, total in (
        (law, "referred", "0.00"),
        (policies.build(source, "办公室"), "granted", "300000.00"),
    ):
        decision = dump_decision(assess(rules, load_case(rules, data)))
        assert (decision["lines"][0]["outcome"], decision["total"]) == (outcome, total)


@pytest.mark.parametrize(
    ("override", "place", "wanted"),
    [
        ("revenue_tier.jump=lowest", "revenue_tier.jump", "填的是“lowest”，应为 highest / sum 之一"),
        ("revenue_tier.jump=", "revenue_tier.jump", "应为 highest / sum 之一"),
        ("revenue_tier.jump", "revenue_tier.jump", "应为 highest / sum 之一"),
        ("revenue_tier.leap=sum", "revenue_tier.leap", "revenue_tier.jump、revenue_tier.move_up"),
        ("jump=sum", "jump", "没有这个读法"),
        ("fishing.jump=sum", "fishing.jump", "没有这个读法"),
        ("major_project.cap=1", "major_project.cap", "没有这个读法"),
        ("", "", "没有这个读法"),
    ],
)
def test_a_reading_that_the_policy_does_not_have_is_refused(law, override, place, wanted):
    with pytest.raises(PolicyError) as caught:
        policies.with_readings(law, [override])
    assert caught.value.problems[0].path == place
    assert wanted in caught.value.problems[0].message


def cut(start, end):
    """The text from `start` up to `end`, to be left out."""
    return TEXT[TEXT.index(start) : TEXT.index(end, TEXT.index(start))]


TIER, LIST, SERVICE = "items.0(export_tier)", "items.1(harbour_list)", "items.3(overseas_service)"
COST = "items.10(appraisal_cost)"
STARS = TEXT.index('question = "以后年度升星"')
GRADE_READING = TEXT[TEXT.rindex("[items.readings", 0, STARS) : TEXT.index("[[items]]", STARS)]
COURSE = "items.6(language_course)"
LADDER, MATCH, PAID_FROM = "items.5(capability)", "items.8(partner_match)", 'paid_from = {}\nstep = "50000"'
# what is replaced, by what, the place that is told, what the message says
WRONG = [
    ('title = "湖滨市扶', 'tilte = "湖滨市扶', "tilte", "没有这个字段"),
    ('growth = "0.125"', 'grwoth = "0.125"', f"{TIER}.grwoth", "没有这个字段"),
    ('growth = "0.125"', 'growth = "1.25"', f"{TIER}.growth", "填的是“1.25”，应大于 0、不大于 1（3% 写作 0.03）"),
    ('growth = "0.125"', "growth = 0", f"{TIER}.growth", "填的是“0”，应大于 0"),
    ('growth = "0.125"', 'growth = "12.5%"', f"{TIER}.growth", "填的是“12.5%”，应填数字"),
    ('clause = "二(一)"\n', "", f"{TIER}.clause", "没有填"),
    ('clause = "二(一)"\n', 'clause = "第1条"\n', f"{TIER}.clause", "填的是“第1条”，应为条款号，如 四(三)"),
    ('reach = "5000000"', 'reach = "1000000"', f"{TIER}.tiers.1.reach", "应高于前一档的 1,000,000 元"),
    ('award = "300000" }', 'award = "50000" }', f"{TIER}.tiers.1.award", "填的是 50,000 元，应高于前一档的"),
    ('award = "300000" }', 'award = "0.001" }', f"{TIER}.tiers.1.award", "应精确到分"),
    ('award = "300000" }', "award = -1 }", f"{TIER}.tiers.1.award", "应为零或正数"),
    ('award = "300000" }', 'award = "30万" }', f"{TIER}.tiers.1.award", "应填数字"),
    (', award = "300000" }', " }", f"{TIER}.tiers.1.award", "没有填"),
    (cut("tiers = [", "labels"), "tiers = []\n", f"{TIER}.tiers", "至少要有一项"),
    ('kind = "tier"', 'kind = "lottery"', f"{TIER}.kind", "填的是“lottery”，应为 tier、first、rate"),
    ('kind = "tier"\n', "", f"{TIER}.kind", "应为 tier、first、rate"),
    ('sum = "各档相加" }', 'sum = "相加", both = "都" }', f"{TIER}.readings.jump.choices", "应为 highest / sum"),
    (cut("[items.readings.jump]", "[items.readings.move_up]"), "", f"{TIER}.readings.jump", "须写明读法 jump"),
    ("[items.readings.past_award]", "[items.readings.pst_award]", f"{TIER}.readings.past_award", "没有写"),
    (', previous_export_revenue = "上年出口额"', "", f"{TIER}.labels.previous_export_revenue", "没有写"),
    ('list = "名单"', 'list = "名单", lst = "名单"', f"{LIST}.labels.lst", "没有这个字段，应为 list"),
    ('id = "harbour_list"', 'id = "export_tier"', "items.1(export_tier).id", "填的是“export_tier”，与前面的重复"),
    ('sheet = "示范名单"', 'sheet = "出口达标"', f"{LIST}.sheet", "与前面的重复"),
    ('rate = "0.05"', 'rate = "5"', f"{SERVICE}.rate", "填的是“5”，应大于 0、不大于 1"),
    ('cap = "80000"', "cap = 0", f"{SERVICE}.cap", "应大于 0"),
    ('"9902"', '"湖滨"', f"{SERVICE}.home.1", "填的是“湖滨”，应为行政区划代码"),
    ("[3, 2, 1]", "[3, 1, 2]", f"{LADDER}.schemes.1.numbers", "填的是 [3, 1, 2]，应由低到高依次排列"),
    (PAID_FROM.format(2), PAID_FROM.format(4), f"{LADDER}.schemes.1.paid_from", "应为 [3, 2, 1] 之一"),
    ('max_ratio = "0.6"', 'max_ratio = "1.1"', f"{MATCH}.max_ratio", "不大于 1"),
    ('sheet = "示范名单"', 'sheet = "企业信息"', f"{LIST}.sheet", "也不是企业信息、历年奖励"),
    ('sheet = "示范名单"', 'sheet = "a/b:c"', f"{LIST}.sheet", "填的是“a/b:c”，应为 1 至 31 个字"),
    ('id = "harbour_list"', 'id = "harbour.list"', "items.1(harbour.list).id", "应为小写字母、数字和 _"),
    ('value = "sum"', 'value = "most"', f"{TIER}.readings.jump.value", "应为 highest / sum 之一"),
    ('question = "一年内新达到几档"\n', "", f"{TIER}.readings.jump.question", "没有填"),
    ('silver_sail = { name = "银帆名单", ', "silver_sail = { ", f"{LIST}.entries.silver_sail.name", "没有填"),
    ('pattern = "{}级"', 'pattern = "{级"', f"{LADDER}.schemes.0.pattern", "填的是“{级”，应为 {}级 或 CS{}"),
    ('pattern = "{}级"', 'pattern = "级"', f"{LADDER}.schemes.0.pattern", "{} 是等级数"),
    ('name = "LAB"', 'name = "BLA"', f"{LADDER}.schemes.1.name", "填的是“BLA”，与前面的重复"),
    ("[3, 2, 1]", '["a"]', f"{LADDER}.schemes.1.numbers.0", "填的是“a”，应为整数"),
    ('kind = "tier"', 'kind = ["tier"]', f"{TIER}.kind", "应为 tier"),
    ("priority = 1", 'priority = "1"', f"{TIER}.priority", "填的是“1”，应为整数"),
    ('needs = { passed = "培训合格"', 'needs = { fee = "培训合格"', f"{COURSE}.needs.fee", "应换一个名字"),
    ('labels = { list = "名单" }', 'labels = "名单"', f"{LIST}.labels", "应为一个表"),
    ("wanted = true", 'wanted = "yes"', "conditions.0.wanted", "填的是“yes”，应为 true 或 false"),
    ('id = "under_audit"', 'id = "exporter"', "conditions.1.id", "填的是“exporter”，与前面的重复"),
    ("date = 2030-01-15", "date = 2030-01-15T08:00:00", "date", "应为日期"),
    ('["amount_ascending", "uscc"]', '["uscc", "uscc"]', "appropriation.order.1", "应只写一次"),
    (', "uscc"]', "]", "appropriation.order", "最后一项是“amount_ascending”，应为 uscc"),
    ('["amount_ascending"', '["biggest"', "appropriation.order.0", "填的是“biggest”，应为 waiting, priority"),
    ('when_short = "stop"', 'when_short = "share"', "appropriation.when_short", "应为 next_that_fits, stop 之一"),
    (cut("[appropriation]", "[[items]]"), "", "appropriation", "没有填"),
    ('number = "湖滨试发〔2030〕1号"', 'number = "湖滨试发[2030]1号"', "number", "应如 嘉政办发〔2022〕10号"),
    ("date = 2030-01-15", 'date = "2030-01-15"', "date", "应为日期"),
    ("wanted = true\n", "", "conditions.0.wanted", "没有填"),
    ("[9, 5, 3, 1]", "[9, 3, 5, 1]", f"{COST}.schemes.0.numbers", "填的是 [9, 3, 5, 1]，应由低到高依次排列"),
    ("[9, 5, 3, 1]", "[9, 3, 1]", f"{COST}.schemes.0.caps", "等级是 [5, 3, 1]，应在 [9, 3, 1] 之中"),
    (cut("numbers = [9", "pattern"), "", f"{COST}.schemes.0.cap", "没有等级的写 cap，分等级的写 numbers 和 caps"),
    (cut("caps = [{", "\n[[items.schemes]]"), "", f"{COST}.schemes.0.caps", "没有写，没有等级的写 cap"),
    ("first = true\n", "numbers = [1]\n", f"{COST}.schemes.1.cap", "没有等级的只写 cap"),
    ('level = 5, cap = "20000"', 'level = 5, cap = "0"', f"{COST}.schemes.0.caps.0.cap", "应大于 0"),
    ('name = "湖滨质量"', 'name = "SEA"', f"{COST}.schemes.1.name", "与前面的重复"),
    ('value = "each_year"', 'value = "ever"', f"{COST}.readings.again.value", "应为 once / each_year 之一"),
    (TEXT[TEXT.index("[items.readings.again]") :], "", f"{COST}.readings.again", "不是只补助首次，须写明读法 again"),
    (GRADE_READING, "", "items.4(localised_product).readings.move_up", "奖励的级别不止一个，须写明读法 move_up"),
    ('city = "湖滨市"', "city = 湖滨市", "", "不是有效的 TOML"),
    ('city = "湖滨市"', 'city = "湖滨市"\ncity = "湖滨市"', "", "不是有效的 TOML"),
]


@pytest.mark.parametrize(("old", "new", "place", "message"), WRONG)
def test_a_wrong_file_is_refused_with_its_place(written, old, new, place, message):
    with pytest.raises(PolicyError) as caught:
        written((old, new))
    assert all(line.startswith(f"{caught.value.source}: ") for line in str(caught.value).splitlines())
    assert caught.value.source.endswith("policy.toml")
    told = {problem.path: problem.message for problem in caught.value.problems}
    assert message in told[place], told


def test_a_file_or_a_name_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(PolicyError, match="打不开"):
        policies.load_file(tmp_path / "none.toml")
    with pytest.raises(PolicyError, match="没有这个政策，已有：jiaxing-2022-10、hangzhou-2022、shengzhou-2022"):
        policies.load("../jiaxing-2022-10")
    (tmp_path / "gbk.toml").write_bytes('id = "嘉兴"'.encode("gbk"))
    with pytest.raises(PolicyError, match="不是有效的 TOML"):
        policies.load_file(tmp_path / "gbk.toml")
