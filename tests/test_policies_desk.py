"""Versions of the policy for those who read and compare them: every name of the schema has its words."""

import copy
import datetime

import pytest
from marshmallow import fields

from schemas.policies import AppropriationSchema, ConditionRow, PolicySchema
from schemas.policies.common import EvidenceSchema, ReadingSchema
from schemas.policies.items import ITEM_SCHEMAS
from subsidy import desk, policy
from subsidy.desk.bureau import policies
from subsidy.desk.bureau.people import ROLES, NotAllowedError, Person
from subsidy.desk.bureau.policies.words import KINDS, LABELS, WHEN_SHORT, say
from subsidy.desk.common import DeskError
from subsidy.ledger import WHEN_SHORT as KNOWN
from tests.build import FIRMS, hand_in, project

READER = Person("shen", "示例审计", frozenset({"auditor"}))


def names(schema):
    """Every name that a schema knows, also in what it nests."""
    for name, field in schema._declared_fields.items():
        yield name
        inner = getattr(field, "value_field", None) or getattr(field, "inner", None) or field
        if isinstance(inner, fields.Nested):
            yield from names(inner.nested)


def test_every_name_of_the_schema_has_its_words():
    schemas = (PolicySchema, AppropriationSchema, ConditionRow, ReadingSchema, EvidenceSchema, *ITEM_SCHEMAS.values())
    wanted = {name for schema in schemas for name in names(schema)}
    assert wanted - set(LABELS) == set()
    assert set(LABELS) - wanted == set()
    assert set(ITEM_SCHEMAS) == set(KINDS)
    assert set(KNOWN) == set(WHEN_SHORT)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("cap", "30000000", "30,000,000 元（3,000 万元）"),
        ("award", "0", "0 元"),
        ("rate", "0.03", "3%"),
        ("growth", "0.125", "12.5%"),
        ("wanted", False, "否"),
        ("date", datetime.date(2022, 3, 10), "2022年3月10日"),
        ("date", "2022-03-10", "2022年3月10日"),
        ("kind", "tier", "达到档次奖励"),
        ("when_short", "stop", "自该企业起全部列入储备"),
        ("order", ["waiting", "uscc"], "1. 以前批次已列入储备的先安排，2. 统一社会信用代码"),
        ("aliases", [], "无"),
        ("home", ["3304", "3305"], "3304、3305"),
    ],
)
def test_a_value_is_said_as_people_read_it(name, value, told):
    assert say(name, value) == told


@pytest.fixture
def source(law):
    return copy.deepcopy(dict(law.source))


def item(source, name):
    return next(row for row in source["items"] if row["id"] == name)


def told(law, source):
    """What differs from the policy in force: by part, each change."""
    return {part.title: [tuple(change) for change in part.changes] for part in policies.compare(law.source, source)}


def edited(source, *path, value):
    for name in path[:-1]:
        source = source[name]
    source[path[-1]] = value


TIER, CAP, LADDER = "四(三) 软件业务收入达标奖励", "四(一) 软件领域重大项目补助", "四(四) 能力资质认证奖励"
BEST = "2,000 万元"


@pytest.mark.parametrize(
    ("name", "path", "value", "part", "change"),
    [
        (
            "major_project",
            ["cap"],
            "20000000",
            CAP,
            ("改动", "最高金额", "30,000,000 元（3,000 万元）", "20,000,000 元（2,000 万元）"),
        ),
        (
            "revenue_tier",
            ["tiers", 0, "award"],
            "250000",
            TIER,
            ("改动", "达到 20,000,000 元（2,000 万元）", "奖励 200,000 元（20 万元）", "奖励 250,000 元（25 万元）"),
        ),
        ("revenue_tier", ["growth"], "0.2", TIER, ("改动", "增速要求", "10%", "20%")),
        (
            "revenue_tier",
            ["readings", "jump", "value"],
            "sum",
            TIER,
            ("改动", "一年内新达到几档：采用的读法", "只奖新达到的最高一档", "新达到的各档相加"),
        ),
        (
            "capability_certificate",
            ["schemes", 2, "numbers"],
            [4, 3, 2, 1],
            LADDER,
            ("改动", "T/SIA010.11-2021.1：等级（由低到高）", "未录入，转人工核定", "四级、三级、二级、一级"),
        ),
        (
            "capability_certificate",
            ["schemes", 0, "paid_from"],
            4,
            LADDER,
            ("改动", "CMMI：起奖等级", "三级", "四级"),
        ),
        (
            "major_project",
            ["evidence", 0, "help"],
            "不需提交",
            CAP,
            ("改动", "证明材料 approval：说明", "由受理单位按项目名称核对，不需提交", "不需提交"),
        ),
    ],
)
def test_one_edit_is_one_change_in_words(law, source, name, path, value, part, change):
    edited(item(source, name), *path, value=value)
    assert told(law, source) == {part: [change]}


def test_a_tier_that_came_and_one_that_went(law, source):
    tiers = item(source, "revenue_tier")["tiers"]
    tiers[2] = {"reach": "100000000", "award": "2000000"}
    assert told(law, source)[TIER] == [
        ("新增", "达到 100,000,000 元（10,000 万元）", "", "奖励 2,000,000 元（200 万元）"),
        ("删去", "达到 50,000,000 元（5,000 万元）", "奖励 1,000,000 元（100 万元）", ""),
    ]


def test_items_and_conditions_that_came_went_or_moved(law, source):
    source["items"] = [row for row in source["items"][::-1] if row["id"] != "financing"]
    source["items"].append({**item(source, "major_project"), "id": "more", "title": "示例新增事项"})
    del source["conditions"][2]
    source["appropriation"]["when_short"] = "stop"
    found = {part.title: part for part in policies.compare(law.source, source)}
    assert {title: part.kind for title, part in found.items()} == {
        "企业条件：是否严重失信主体": "删去",
        "年度预算和储备": "改动",
        "四(一) 示例新增事项": "新增",
        "四(五) 融资支持": "删去",
        "事项的排列": "改动",
    }
    assert {change.kind for change in found["四(一) 示例新增事项"].changes} == {"新增"}
    assert found["年度预算和储备"].changes[0].after == WHEN_SHORT["stop"]


def test_a_policy_is_no_other_than_itself(law):
    assert policies.compare(law.source, law.source) == []


def test_every_text_of_a_version_is_in_words(law):
    whole = policies.text(law.source)
    lines = [*whole.head, *whole.appropriation]
    for clause in whole.clauses:
        assert clause.figures, clause.id
        lines += [*clause.figures, *clause.workings]
    for line in lines:
        assert line.label not in law.source, line
        assert "{" not in line.text, line
    assert [clause.id for clause in whole.clauses] == list(law.items)


def test_a_version_that_decided_a_run_stays_readable(db, law):
    before = policy.with_readings(law, ["revenue_tier.jump=sum"])
    for number, decides in enumerate((before, law)):
        hand_in(db, decides, {FIRMS[number]: [project(1)]})
        desk.set_budget(db, decides, 2022, 1000)
        desk.run(db, decides, 2022)
    now, *others, then = policies.versions(db, READER)
    assert {one.id for one in others} == set(policy.known()) - {law.id}
    assert ([run.id for run in now.runs], now.in_force, bool(now.file)) == (["2022-002"], True, True)
    assert ([run.id for run in then.runs], then.in_force, then.file) == (["2022-001"], False, None)
    assert policies.version(db, before.digest, READER)[0] == then
    assert policies.version(db, then.short.upper(), READER)[0] == then
    source = policies.version(db, then.digest, READER)[1]
    assert [change.label for part in policies.compare(law.source, source) for change in part.changes] == [
        "一年内新达到几档：采用的读法"
    ]


@pytest.mark.parametrize("digest", ["", "sha256:", "0" * 64, "没有"])
def test_a_version_that_there_is_not(db, digest):
    with pytest.raises(DeskError, match="没有这一版政策"):
        policies.version(db, digest, READER)


def test_who_may_read(db):
    for role in ROLES:
        assert policies.versions(db, Person("x", "示例", frozenset({role})))
    with pytest.raises(NotAllowedError):
        policies.versions(db, Person("x", "示例", frozenset()))
