"""审批单 of real runs, printed and read back; the labels of a run."""

import datetime
import hashlib
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from subsidy import demo, desk, policy, store, workbook
from subsidy.desk import approval
from subsidy.desk import papers as papers_of
from subsidy.letters import forms
from subsidy.letters.wording import context
from subsidy.money import cents, fen, of_yuan, words
from tests.build import FIRMS, hand_in, project
from tests.printed import pages, plain, told

A, B, *_ = FIRMS
LAW = policy.load("jiaxing-2022-10")
ABOUT = forms.About("示例", "示例局", datetime.date(2022, 3, 10))
UNKNOWN = "\U0003134a"  # no face has it


def whole(made):
    """The batch's 审批单 as a file."""
    return forms.bound(forms.batch(made), forms.about(made))


def alone(made):
    """A firm's 审批单 as a file."""
    return forms.bound([forms.approval(made)], forms.about(made))


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The demo's database, run and plan."""
    path = tmp_path_factory.mktemp("world") / "subsidy.db"
    intake = path.with_name("demo.xlsx")
    data = demo.world()
    workbook.template(intake, LAW, demo.rows(LAW, data))
    store.create(path)
    with store.connect(path) as db:
        desk.take_in(db, LAW, workbook.read(intake, LAW), accepted=True, actor="示例经办", source=intake.name)
        desk.set_budget(db, LAW, 2022, demo.appropriation(data))
        run, plan = desk.run(db, LAW, 2022, "示例审核")
        yield db, run, plan


@pytest.fixture(scope="module")
def papers(world):
    db, run, _ = world
    return approval.Papers(db, run, {"issuer": "示例市软件局"})


@pytest.fixture(scope="module")
def batch(papers):
    return papers.batch()


@pytest.fixture(scope="module")
def printed(batch):
    return whole(batch)


@pytest.fixture(scope="module")
def firms(papers):
    return {made.firm["uscc"][15:17]: made for made in papers.firms()}


def test_the_batch_says_what_the_run_did_with_the_appropriation(world, batch, printed):
    _, run, plan = world
    text = told(printed)[0]
    after = plan.appropriation - plan.spent - plan.granted
    for amount in (plan.appropriation, plan.spent, plan.granted, after, plan.reserved):
        assert cents(amount) in text
    rules = LAW.appropriation
    for part in (
        run,
        "示例市软件局",
        "示例审核",
        LAW.title,
        LAW.number,
        rules["number"],
        rules["clause"],
        rules["text"],
    ):
        assert plain(part) in text
    assert f"人民币{words(plan.granted)}（¥{cents(plan.granted)}）" in text
    assert (batch.appropriation, batch.before) == (plan.appropriation, plan.spent)


@pytest.mark.parametrize("field", ["clause", "district"])
def test_the_sums_add_up_to_the_run(world, batch, printed, field):
    db, run, plan = world
    names = batch.clauses if field == "clause" else sorted({line.district for line in batch.lines})
    *parts, (_, whole) = batch.sums(field, names)
    for outcome in whole:
        firms, lines, amount = whole[outcome]
        assert sum(by[outcome][1] for _, by in parts) == lines
        assert sum(by[outcome][2] for _, by in parts) == amount
        assert max(by[outcome][0] for _, by in parts) <= firms <= sum(by[outcome][0] for _, by in parts)
    assert whole["granted"][2] == plan.granted
    assert whole["reserved"][2] == plan.reserved
    found: Counter[str] = Counter()
    for decision in desk.decisions(db, run):
        for line in decision["lines"]:
            waits = line["outcome"] == "granted" and not line["funded"]
            found["reserved" if waits else line["outcome"]] += 1
    assert {outcome: by[1] for outcome, by in whole.items() if by[1]} == dict(found)
    text = told(printed)[0]
    for name, by in parts:
        assert name in text
        assert not by["granted"][2] or cents(by["granted"][2]) in text


def test_the_digest_is_of_the_bytes_that_the_command_writes(command, law, db):
    hand_in(db, law, {A: [project(1000)], B: [project(2000)]})
    desk.set_budget(db, law, 2022, fen(1500))
    run, _ = desk.run(db, law, 2022)
    wanted = hashlib.sha256(command("decisions", run).stdout.encode()).hexdigest()
    made = approval.Papers(db, run, {}).batch()
    assert made.digest == wanted
    assert wanted in "".join(told(whole(made)))


def test_the_list_has_every_line_and_each_part_its_sum(batch, printed):
    text = "".join(told(printed)[2:])
    assert len(re.findall(r"91\d{6}MA2DEM0\w{3}", text)) == len(batch.lines)
    for outcome, name in (("granted", "兑现"), ("reserved", "列入储备")):
        lines = [line for line in batch.lines if line.outcome == outcome]
        assert f"{name}合计{len(lines)}项{cents(sum(line.amount for line in lines))}" in text
    for number, page in enumerate(told(printed), 1):
        assert f"第{number}页，共{pages(printed)}页" in page


def test_a_firms_paper_says_claim_ground_working_and_who_checked(firms):
    text = "".join(told(alone(firms["12"])))
    made = firms["12"]
    for part in (made.firm["name"], made.firm["uscc"], made.case, "示例银行嘉兴支行，账号末四位0012", "桐乡市"):
        assert plain(part) in text
    assert "本年软件业务收入：24,500,000元；上年软件业务收入：18,000,000元；历史最高收入：20,500,000元。" in text
    for claim in made.claims:
        for said in (claim.title, *claim.grounds, *claim.workings, *(part for one in claim.readings for part in one)):
            assert plain(said) in text
        assert claim.vouched
    assert re.search(r"由示例经办于\d{4}年\d+月\d+日核实；申报见demo.xlsx，工作表收入达标，第\d+行", text)
    assert [who for who in ("经办", "复核", "分管领导", "主要领导") if f"{who}意见" not in text] == []
    assert text.count("签名：") == 4
    assert "储备次序第" in text


def test_a_condition_nobody_checked_is_told_and_others_with_what_was_found(firms):
    text = "".join(told(alone(firms["17"])))
    assert "是否严重失信主体：未核实。" in text
    assert "是否软件企业：查得“是”，符合" in text
    assert "是否软件企业：查得“否”，不符合" in "".join(told(alone(firms["14"])))


def test_orders_and_trainees_are_listed_without_identity_numbers(firms):
    text = "".join(told(alone(firms["02"])))
    assert "序号姓名证书编号是否在嘉兴就业是否合格机构是否符合条件培训费" in text
    assert "2示例学员乙DEMO-PX-002是是是" in text
    assert "3,333.33元" in text
    assert "身份证" not in text


def test_totals_of_the_firms_are_the_runs(world, firms):
    _, _, plan = world
    assert sum(made.sum("granted") for made in firms.values()) == plan.granted
    assert sum(made.sum("reserved") for made in firms.values()) == plan.reserved


def test_what_an_earlier_run_put_on_the_list_is_told_as_decided_then(db, law):
    hand_in(db, law, {A: [project(1000)], B: [project(2000)]})
    desk.set_budget(db, law, 2022, fen(1500))
    desk.run(db, law, 2022)
    desk.set_budget(db, law, 2022, fen(5000))
    run, plan = desk.run(db, law, 2022)
    found = approval.Papers(db, run, {})
    (made,) = found.firms()
    assert (made.firm["uscc"], made.sum("granted")) == (B, plan.granted)
    assert made.claims[0].facts == [("项目名称", "示例项目"), ("核定金额", fen(2000))]
    assert "以前批次已核实并审定，列入储备" in told(alone(made))[0]
    text = "".join(told(whole(found.batch())))
    assert "证明材料以前批次已核实并审定1项。" in text
    assert "5,000.001,000.002,000.002,000.000.00" in text


def test_many_firms_are_paged_under_one_numbering(batch, monkeypatch):
    monkeypatch.setattr(import_module("subsidy.letters.forms.approval"), "TOGETHER", 3)
    name = "示例{}长名称软件与信息技术服务股份有限公司"
    lines = [
        forms.Listed(
            f"91330402MA{i:07d}X",
            name.format("很" * (i % 40)),
            "南湖区",
            "四(一)",
            "软件领域重大项目补助",
            "granted",
            i,
        )
        for i in range(260)
    ]
    parts = list(forms.batch(batch._replace(lines=lines)))
    assert len(parts) > 2
    found = told(forms.bound(parts, forms.about(batch)))
    for number, page in enumerate(found, 1):
        assert page.endswith(f"第{number}页，共{len(found)}页")
        assert number < 3 or "序号企业名称统一社会信用代码区县条款事项金额（元）" in page
    codes = re.findall(r"91330402MA\d{7}X", "".join(found[2:]))
    assert codes == [line.uscc for line in lines]


def test_labels_go_by_district_and_code_one_a_firm(world):
    db, run, plan = world
    found = approval.labels(db, run, {})
    assert len(found) == len({label.uscc for label in found}) == len(plan.entries)
    assert [(label.place, label.uscc) for label in found] == sorted((x.place, x.uscc) for x in found)
    (page,) = told(forms.bound(forms.labels(found), ABOUT))
    for label in found:
        assert label.name[:4] in page
    assert page.count("收") == len(found)
    assert {label.place for label in found} == {context(one)["place"] for one in papers_of.letters(db, run, {})}
    assert page.count("浙江省嘉兴市") == len(found)


def test_a_label_names_the_place_as_the_office_has_it_and_none_stands_last(db, law):
    for code, district in ((A, ""), (B, "余杭区")):
        hand_in(db, law, {code: [project(1000)]}, details={"district": district})
    desk.set_budget(db, law, 2022, fen(5000))
    run, _ = desk.run(db, law, 2022)
    found = approval.labels(db, run, {"region": "浙江省杭州市"})
    assert [(label.uscc, label.place) for label in found] == [(B, "浙江省杭州市余杭区"), (A, "")]


def test_a_character_no_face_has_stops_that_firm_alone(command, db, law, tmp_path):
    hand_in(db, law, {A: [project(1000)], B: [project(2000)]}, names={B: f"示例{UNKNOWN}软件有限公司"})
    desk.set_budget(db, law, 2022, fen(5000))
    run, _ = desk.run(db, law, 2022)
    done = command("approval", run, "--out", tmp_path / "out", "--merged", tmp_path / "all.pdf")
    assert done.exit_code == 1
    assert "U+3134A" in done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"{A}-approval.pdf", "batch-approval.pdf"]
    assert "示例〓U+3134A软件有限公司" in "".join(told((tmp_path / "all.pdf").read_bytes()))
    done = command("labels", run, tmp_path / "labels.pdf")
    assert done.exit_code == 1
    assert B in done.stderr
    assert told((tmp_path / "labels.pdf").read_bytes())[0].count("收") == 1


def test_markup_prints_as_typed_and_nothing_is_fetched(db, law):
    name = "示例<b>&amp;“甲”{{ 1 }}软件有限公司"
    hand_in(db, law, {A: [project(1000, '=SUM(1)<img src="http://example.com/x">')]}, names={A: name})
    desk.set_budget(db, law, 2022, fen(5000))
    run, _ = desk.run(db, law, 2022)
    found = approval.Papers(db, run, {})
    text = "".join(told(alone(next(found.firms()))))
    assert plain(name) in text
    assert '=SUM(1)<imgsrc="http://example.com/x">' in text
    assert plain(name) in "".join(told(whole(found.batch())))
    with pytest.raises(forms.FormError, match="不允许"):
        forms.pdf('<html lang="zh-CN"><title>x</title><img src="file:///etc/hostname">')


def test_papers_stay_with_what_the_run_saw(world, firms):
    db, run, _ = world
    for decision in desk.decisions(db, run):
        made = firms[decision["firm"]["uscc"][15:17]]
        assert [claim.amount for claim in made.claims] == [of_yuan(line["amount"]) for line in decision["lines"]]
        assert Path(made.claims[0].vouchers[0].source).suffix == ".xlsx"
