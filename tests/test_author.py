"""What who writes a policy is told: gaps and overlaps by their place, and the cases at every edge."""

import copy
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from subsidy import author
from subsidy import policy as policies
from subsidy.author.numbers import AMOUNTS, SHARES
from subsidy.cli import group
from subsidy.money import yuan
from subsidy.policy import PolicyError
from tests.test_law import adopt

HERE = Path(__file__).parent
LAKESIDE = policies.load_file(HERE / "policies" / "lakeside-2030.toml")
ALL = [*map(policies.load, policies.known()), LAKESIDE]
every_policy = pytest.mark.parametrize("law", ALL, ids=lambda law: law.id)


def run(*args):
    return CliRunner().invoke(group, ["policies", "check", *map(str, args)])


@pytest.mark.parametrize("name", policies.known())
def test_policies_that_come_with_the_program_leave_nothing_to_mend_and_no_edge_without_a_case(name):
    done = run(policies.FOLDER / f"{name}.toml", "--against", HERE / "cases" / f"{name}.toml")
    assert done.exit_code == 0, done.stdout
    assert all(line.startswith("提示 ") for line in done.stdout.splitlines())


def filled(law, path):
    """The edges of a policy in a file, filled in as the policy decides them."""
    path.write_text(author.written(law, author.edges(law, author.year_of(law))), encoding="utf-8")
    found = []
    for case in author.worked(path):
        decided = author.decided(law, case).lines
        lines = [f"granted {yuan(line.amount)}" if line.amount else line.outcome for line in decided]
        found.append(author.Worked(case.heading, {**case.row, "lines": lines}))
    return found


@every_policy
def test_edges_are_written_to_be_filled_in_and_then_cover_all(law, tmp_path):
    done = filled(law, tmp_path / "cases.toml")
    still = author.compare(law, author.worked(tmp_path / "cases.toml"))
    assert len(still) == sum(len(case.row["lines"]) for case in done)
    assert all(one.open for one in still)
    assert author.compare(law, done) == []
    assert author.uncovered(law, done) == []
    edges = author.edges(law, author.year_of(law))
    at = max(place for place, edge in enumerate(edges) if edge.item in law.items)
    assert author.uncovered(law, done[:at] + done[at + 1 :]) == [edges[at]]


def figures(value, path=()):
    """The places of everything in a policy that is an amount, a share, a level."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in ("readings", "labels", "evidence"):
                yield from figures(part, (*path, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from figures(part, (*path, number))
    elif path[-1] in (*AMOUNTS, *SHARES, "paid_from", "wanted", "level"):
        yield path


def changed(law, path):
    """The policy with one figure a little higher, a level or a wanted answer another one."""
    source = copy.deepcopy(dict(law.source))
    at = source
    for step in path[:-1]:
        at = at[step]
    old = at[path[-1]]
    if path[-1] == "wanted":
        at[path[-1]] = not old
    elif path[-1] in ("paid_from", "level"):
        at[path[-1]] = next(n for n in (old - 1, old + 1, old - 2, old + 2) if n in (numbers(at, source, path)))
    else:
        at[path[-1]] = f"{float(old) * 0.9:.4f}" if path[-1] in SHARES else f"{int(old)}.01"
    return policies.build(source, "改")


def numbers(at, source, path):
    scheme = source["items"][path[1]]["schemes"][path[3]]
    taken = [row["level"] for row in scheme.get("caps", ())]
    return [n for n in scheme["numbers"] if n not in taken]


MOVED = [
    pytest.param(law, path, id=f"{law.id} {'.'.join(map(str, path))}")
    for law in ALL
    for path in figures({name: law.source[name] for name in ("items", "conditions")})
]


@pytest.fixture(scope="module")
def edge_cases(tmp_path_factory):
    return {law.id: filled(law, tmp_path_factory.mktemp(law.id) / "cases.toml") for law in ALL}


@pytest.mark.parametrize(("law", "path"), MOVED)
def test_whichever_figure_moves_by_a_fen_some_edge_case_tells(law, path, edge_cases):
    try:
        other = changed(law, path)
    except (PolicyError, StopIteration):  # refused when it is loaded: nobody can make this slip
        return
    if law.source["items"][path[1]].get("kind") == "notice" and path[0] == "items":
        return  # pays nothing: its ceilings are words
    if path[-1] in ("paid_from", "step") and not law.source["items"][path[1]]["schemes"][path[3]]["numbers"]:
        return  # a ladder nobody knows is with a person whatever it pays
    assert author.compare(other, edge_cases[law.id])


TEXT = (HERE / "policies" / "lakeside-2030.toml").read_text(encoding="utf-8")
FOUND = [
    (
        "numbers = [1, 2, 3, 4, 5, 6]",
        "numbers = [1, 2, 4, 6]",
        "缺口 capability.schemes.BLA: 等级 3、5 没有列入 numbers",
    ),
    ('{ level = 3, cap = "25000" }, ', "", "缺口 appraisal_cost.schemes.SEA: SEA3没有写最高金额"),
    (
        'cap = "30000" }]',
        'cap = "25000" }]',
        "不可达 appraisal_cost.schemes.SEA: SEA1最高 25,000 元，不高于SEA3的 25,000 元",
    ),
    (
        'name = "银帆名单", award = "100000"',
        'name = "银帆名单", award = "0"',
        "不可达 harbour_list.entries.silver_sail: 奖励金额是 0 元",
    ),
    (
        '{ name = "银帆名单"',
        '{ name = "金帆 名单"',
        "重叠 harbour_list.entries.silver_sail: “金帆名单”也是 gold_sail 的名称",
    ),
    ('name = "LAB"', 'name = "LAB"\naliases = ["bla"]', "重叠 capability.schemes.LAB: “BLA”也是 BLA 的名称"),
    (
        'name = "二星", award',
        'name = "二星", aliases = ["一星"], award',
        "重叠 localised_product.grades.two: “一星”也是 one 的名称",
    ),
    (
        'verb = "列入"',
        'verb = "列入"\ntogether = true',
        "重叠 harbour_list.entries: 各项视为同一项（together），金额却是 400,000 元、100,000 元",
    ),
    ('home = ["9901", "9902"]', 'home = ["99", "9902"]', "重叠 overseas_service.home.1: 9902 已包括在 99 之中"),
    ('buyer = "客户"', 'buyer = "合同编号"', "重叠 overseas_service.labels.buyer: 与 contract 都叫“合同编号”"),
    ('name = "湖滨质量"', 'name = "BLA"', "提示 appraisal_cost: “BLA”在 capability 中也有，同一事项可能奖励两次"),
    ('award = "300000"', 'award = "310000"', "提示 export_tier.tiers.1.award: 原文中没有找到 310,000 元（31 万元）"),
    ('rate = "0.3"', 'rate = "0.35"', "提示 appraisal_cost.rate: 原文中没有找到 35%"),
    ("paid_from = 2", "paid_from = 6", None),
    (
        'value = "per_event"',
        'value = "above_three"',
        "提示 capability.schemes.BLA: 二级列为可奖励的等级，按现在的读法首次通过得 0 元",
    ),
    (
        'name = "一星", award = "10000"',
        'name = "一星", award = "0"',
        "提示 localised_product.grades.one: 奖励金额是 0 元",
    ),
    ("numbers = [3, 2, 1]", "numbers = []", "提示 capability.schemes.LAB: 没有录入等级次序"),
    ('number = "湖滨试发〔2030〕1号"', 'number = "文号未查到"', "提示 number: 文号未查到"),
    ("date = 2030-01-15\n", "", "提示 date: 没有写日期"),
    ('clause = "二(六)"', 'clause = "本条"', "提示 items: credit_line 没有条款号"),
    ('value = "same_or_higher"', 'value = "same_tier"', None),
]


def said(law):
    return [f"{one.kind} {one.place}: {one.text}" for one in author.check(law)]


@pytest.fixture(scope="module")
def usual():
    return said(LAKESIDE)


@pytest.mark.parametrize(("old", "new", "told"), FOUND)
def test_what_is_wrong_or_strange_is_told_with_its_place(old, new, told, usual):
    assert old in TEXT
    found = set(said(policies.build(tomllib.loads(TEXT.replace(old, new, 1)), "改"))) - set(usual)
    assert any(line.startswith(told) for line in found) if told else not found, found


def test_evidence_that_nobody_wrote_is_missing_and_makes_the_answer_one():
    done = run(HERE / "policies" / "lakeside-2030.toml")
    assert done.exit_code == 1
    paid = [item.id for item in LAKESIDE.items.values() if item.pays]
    assert [f"{name}.evidence:" for name in paid] == [x.split()[1] for x in done.stdout.splitlines() if x[:2] == "缺少"]


def test_a_file_that_does_not_load_is_told_place_by_place(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text(TEXT.replace('growth = "0.125"', 'growth = "1.25"').replace("[3, 2, 1]", "[3, 1, 2]"))
    done = run(path)
    assert (done.exit_code, [line.split(":")[0] for line in done.stdout.splitlines()]) == (
        1,
        ["错误 items.0(export_tier).growth", "错误 items.5(capability).schemes.1.numbers"],
    )
    assert run(tmp_path / "none.toml").stdout.startswith("错误 打不开")


CASES = """
[[seed_project]]
name = "对"
claims = [{ project = "甲", approved = "1" }]
lines = ["granted 1.00 project_approved"]
says = "“甲”经核定补助 1 元"
"""
DIFFERS = [
    (
        "granted 1.00",
        "granted 2.00",
        "不符 [[seed_project]] 对: claims.0 写的是 granted 2.00 project_approved，核算为 granted 1.00",
    ),
    ("granted 1.00 project_approved", "granted 1.00 capped", "核算为 granted 1.00"),
    ("granted 1.00 project_approved", "refused", "claims.0 写的是 refused，核算为 granted 1.00（“甲”经核定补助 1 元）"),
    ("granted 1.00 project_approved", "?", "待填 [[seed_project]] 对: claims.0 的结果待填"),
    ('["granted 1.00 project_approved"]', "[]", "写了 0 句结果，有 1 个 claim"),
    ('approved = "1"', 'aproved = "1"', "claims.0.aproved: 没有这个字段"),
    ('says = "“甲”', 'says = "“乙”', "says 的原话没有出现，第一行说的是：“甲”经核定补助 1 元"),
    ("says =", "say =", "有不认识的字段 say"),
    ("says =", 'readings = ["seed_project.x=1"]\nsays =', "没有这个读法"),
    ("says =", 'to_check = ["exporter"]\nsays =', "to_check 写的是 ['exporter']，核算为 []"),
    ("says =", 'last = "无"\nsays =', "last 的原话没有出现，最末一句计算是：限额 250,000"),
]


@pytest.mark.parametrize(("old", "new", "told"), [("对", "对", ""), *DIFFERS])
def test_cases_that_are_decided_otherwise_are_told(old, new, told, tmp_path):
    path = tmp_path / "cases.toml"
    path.write_text(CASES.replace(old, new, 1), encoding="utf-8")
    found = author.compare(LAKESIDE, author.worked(path))
    assert told in "".join(f"{'待填' if one.open else '不符'} {one.place}: {one.text}" for one in found)
    assert bool(found) is bool(told)


@pytest.mark.parametrize(
    "bad", ['claims = "x"', "claims = []", "claims = [2022-01-01]", "lines = [1]", "history = {}", "says = 3"]
)
def test_a_row_that_is_no_case_is_told_with_its_field(bad, tmp_path):
    path = tmp_path / "cases.toml"
    path.write_text(f'[[x]]\nname = "y"\n{bad}\n', encoding="utf-8")
    done = run("jiaxing-2022-10", "--against", path)
    assert done.exit_code == 1
    assert f"不符 [[x]] y: {bad.split()[0]}: " in done.stdout


def test_the_command_tells_what_differs_and_what_is_not_covered(tmp_path):
    path = tmp_path / "cases.toml"
    path.write_text(CASES.replace("1.00", "2.00", 1), encoding="utf-8")
    done = run("jiaxing-2022-10", "--against", path)
    assert done.exit_code == 1
    assert "不符 [[seed_project]] 对: claims.0.item" in done.stdout
    assert "未覆盖 revenue_tier: 2,000 万元档：少一分" in done.stdout
    assert "未覆盖 revenue_tier.readings.jump: 没有案例用到这个读法" in done.stdout
    assert "比对 1 个案例" in done.stderr


@pytest.mark.parametrize(("text", "told"), [("[[x", "不是有效的 TOML"), ("x = 1", "应为若干 [[x]]")])
def test_a_file_that_holds_no_cases_is_refused(text, told, tmp_path):
    path = tmp_path / "cases.toml"
    path.write_text(text)
    done = run("jiaxing-2022-10", "--against", path)
    assert done.exit_code == 3
    assert told in done.stderr


def test_with_cases_only_the_edges_still_missing_are_written_and_nothing_is_overwritten(tmp_path):
    path, out = tmp_path / "cases.toml", tmp_path / "more.toml"
    path.write_text(CASES, encoding="utf-8")
    lakeside = HERE / "policies" / "lakeside-2030.toml"
    first = run(lakeside, "--cases", out)
    assert first.exit_code == 1
    everything = tomllib.loads(out.read_text(encoding="utf-8"))
    assert run(lakeside, "--cases", out).exit_code == 3
    assert tomllib.loads(out.read_text(encoding="utf-8")) == everything
    out.unlink()
    (tmp_path / "one.toml").write_text(author.written(LAKESIDE, author.edges(LAKESIDE, 2030)[:5]), encoding="utf-8")
    run(lakeside, "--against", tmp_path / "one.toml", "--cases", out)
    left = tomllib.loads(out.read_text(encoding="utf-8"))
    assert sum(map(len, left.values())) == sum(map(len, everything.values())) - 5


def test_by_its_number_a_policy_is_checked_as_it_is_in_force(db, law):
    """A version that was approved here stands for the file that came with the program."""
    adopt(db, {"security_certificate.entries.BS7799.award": "9"})
    assert "重叠 security_certificate.entries: 各项视为同一项（together），金额却是" in run(law.id).stdout
    assert "重叠" not in run(policies.FOLDER / f"{law.id}.toml").stdout
