"""The command, its workbook, and files of cases."""

import io
import json
import zipfile

import openpyxl
import pytest

from subsidy import desk, store
from subsidy.desk.bureau import simulation
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.policies.draft import changed
from subsidy.desk.bureau.simulation import told
from subsidy.money import fen
from subsidy.workbook.simulation import simulation as write_book
from tests.build import codes, hand_in, project, revenue
from tests.changed import law_of
from tests.payer import HANDLER, SIGNER

A, B, C = codes(3)
FIRM = {"uscc": A, "name": "示例软件有限公司"}
CLAIM = {"item": "revenue_tier", "revenue": "30000000", "previous_revenue": "27000000"}
CASE = {"case": "A", "policy": "jiaxing-2022-10", "year": 2022, "firm": FIRM, "claims": [CLAIM], "history": []}
FORMULA = "=HYPERLINK(A1)软件有限公司"


@pytest.fixture
def office(database, law):
    with store.connect(database) as db:
        desk.set_budget(db, law, 2022, fen(600_000))
        claims = {A: [revenue(30_000_000, 27_000_000)], B: [revenue(20_000_000, 10_000_000)], C: [project(100_000)]}
        hand_in(db, law, claims, names={A: FORMULA}, details={"district": "南湖区"})
    return database


def test_a_change_is_told_with_its_cost_and_who_it_meets(office, command):
    told = command("simulate", 2022, "--set", "revenue_tier.growth=0.12", "--set", "revenue_tier.tiers.0.award=300000")
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines() == [
        "2022 年度的申报，奖补由 800,000 元变为 400,000 元，减少 400,000 元（50.0%）；"
        "1 家受益，共多得 100,000 元；1 家减少，共少得 500,000 元",
        "政策 四(三) 软件业务收入达标奖励 增速要求：10% → 12%",
        "政策 四(三) 软件业务收入达标奖励 达到 20,000,000 元（2,000 万元）："
        "奖励 200,000 元（20 万元） → 奖励 300,000 元（30 万元）",
        "条款 四(一) 软件领域重大项目补助：100,000.00 → 100,000.00 元，0.00 元，1 → 1 家",
        "条款 四(三) 软件业务收入达标奖励：700,000.00 → 300,000.00 元，-400,000.00 元，2 → 1 家",
        "区县 南湖区：800,000.00 → 400,000.00 元，-400,000.00 元，3 → 2 家",
        f"受益 示例{B[-4:]}软件有限公司（{B}）+100,000.00 元：四(三) 软件业务收入达标奖励 +100,000.00",
        f"减少 {FORMULA}（{A}）-500,000.00 元：四(三) 软件业务收入达标奖励 -500,000.00",
        "预算 2022 年度 原政策：应兑现 3 家 80 万元，预算 60 万元，可安排 2 家 60 万元，1 家 20 万元列入储备，"
        "全部安排尚缺 20 万元",
        "预算 2022 年度 改后：应兑现 2 家 40 万元，预算 60 万元，全部可以安排，余 20 万元",
    ]


def test_nothing_that_is_changed_is_wrong_usage(office, command):
    assert command("simulate", 2022).exit_code == 2
    assert "没有这一项" in command("simulate", 2022, "--set", "revenue_tier.nothing=1").stderr
    assert command("simulate", 2022, "--reading", "revenue_tier.jump=both").exit_code == 2
    told = command("simulate", "二〇二二", "--reading", "revenue_tier.jump=sum")
    assert (told.exit_code, "应为一个年度或起止年度" in told.stderr) == (3, True)


def test_a_file_of_cases_needs_no_database(tmp_path, monkeypatch, command):
    monkeypatch.setenv("SUBSIDY_DATABASE", str(tmp_path / "nothing.db"))
    file = tmp_path / "cases.jsonl"
    lines = [json.dumps(one) for one in (CASE, CASE | {"year": 2021}, CASE | {"firm": {}})]
    file.write_text("\n".join(lines), encoding="utf-8")
    asked = ("simulate", 2022, "--cases", file, "--set", "revenue_tier.tiers.1.award=600000", "--budget", "550000")
    told = command(*asked, "--json")
    assert told.exit_code == 1
    assert "line 3: firm.uscc: 没有填" in told.stderr
    assert "另有 1 个案件不是所问年度的" in told.stderr
    found = json.loads(told.stdout)
    assert (found["applications"], found["whole"]["difference"]) == (1, "100000.00")
    assert [found["fares"][0][which]["waiting"] for which in ("old", "new")] == ["0.00", "600000.00"]


def test_the_workbook_says_the_same_and_holds_no_formula(office, law, tmp_path, command):
    path = tmp_path / "change.xlsx"
    command(
        "simulate",
        2022,
        "--set",
        "revenue_tier.growth=0.12",
        "--set",
        "revenue_tier.tiers.0.award=300000",
        "--out",
        path,
    )
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总", "按条款", "按区县", "受益企业", "减少企业", "预算", "政策差异"]
    rows = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] for sheet in book}
    assert ["奖补金额合计(元)", 800_000, 400_000, -400_000] in [row[1:] for row in rows["汇总"]]
    assert rows["按条款"][1][1:] == ["四(三) 软件业务收入达标奖励", 2, 1, 700_000, 300_000, -400_000, 0, 0]
    assert rows["按条款"][2][4:7] == [800_000, 400_000, -400_000]  # 合计
    (lost, total) = rows["减少企业"]
    assert lost[1:10] == ["2022", FORMULA, A, "南湖区", "软件业务收入达标奖励", "四(三)", 500_000, 0, -500_000]
    assert "增速 11.1%" in lost[10]
    assert "要求 12%" in lost[11]
    assert total[9] == -500_000
    assert [row[4:6] for row in rows["预算"]] == [[800_000, 3], [400_000, 2]]
    assert rows["政策差异"][0][1:] == ["四(三) 软件业务收入达标奖励", "增速要求", "改动", "10%", "12%"]
    with zipfile.ZipFile(path) as packed:
        texts = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any("<f>" in text for text in texts)
        assert len([name for name in packed.namelist() if name.startswith("xl/charts/chart")]) == 2
        charts = packed.read("xl/charts/chart1.xml").decode()
    assert "'按条款'!$E$4:$E$5" in charts or "按条款!$E$4:$E$5" in charts
    assert book["减少企业"].cell(4, 3).quotePrefix


def test_a_workbook_of_nothing_opens(db, law):
    empty = law_of(law, lambda items, _: items["revenue_tier"].update(growth="0.2"))
    register, out = simulation.read(db, law, [2022]), io.BytesIO()
    write_book(out, told.book(simulation.simulate(register, law, empty), law, empty))
    assert openpyxl.load_workbook(out)["按条款"].max_row == 4


def test_a_change_is_held_against_the_version_that_is_in_force(office, law, command):
    with store.connect(office) as db:
        made = proposals.propose_policy(
            db, changed(law, {"revenue_tier.growth": "12"}), "依市政府办公室修订后的条款", HANDLER
        )
        proposals.answer(db, made, True, "同意", SIGNER)
    found = json.loads(command("simulate", 2022, "--set", "revenue_tier.growth=0.10", "--json").stdout)
    assert (found["whole"]["old"], found["whole"]["new"]) == ("300000.00", "800000.00")
    assert found["parts"][0]["changes"][0]["before"] == "12%"
    assert command("simulate", 2022, "--set", "revenue_tier.growth=0.12").stdout.startswith(
        "2022 年度的申报，改前改后都是 300,000 元，没有企业受影响"
    )
