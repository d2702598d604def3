"""The command line: data and messages apart, exit 0, 1, 2 or 3, and the whole year by command."""

import datetime
import json

import openpyxl
import pypdf
import pytest
from click.testing import CliRunner

from subsidy import store
from subsidy.cli import group
from tests import messy

CASE = {
    "case": "A-001",
    "policy": "jiaxing-2022-10",
    "year": 2022,
    "firm": {"uscc": messy.A, "name": "示例甲软件有限公司"},
    "claims": [{"item": "revenue_tier", "revenue": "52000000.00", "previous_revenue": 40000000}],
    "history": [],
}


def lines(*cases):
    return "\n".join(case if isinstance(case, str) else json.dumps(case, ensure_ascii=False) for case in cases)


def run(*args, text=None):
    return CliRunner().invoke(group, list(args), input=text)


def test_assess_answers_line_by_line_and_needs_no_database(monkeypatch, tmp_path):
    monkeypatch.setenv("SUBSIDY_DATABASE", str(tmp_path / "none.db"))
    done = run("assess", text=lines(CASE, "", CASE))
    assert done.exit_code == 0
    assert [json.loads(line)["total"] for line in done.stdout.splitlines()] == ["1000000.00"] * 2
    assert list(tmp_path.iterdir()) == []


def test_a_bad_line_is_told_with_its_number_and_path_and_the_rest_goes_on():
    bad = {**CASE, "claims": [{"item": "revenue_tier", "previous_revenue": None, "note": "x"}]}
    done = run("assess", "-", text=lines(CASE, bad, "{", {**CASE, "policy": "atlantis"}, CASE))
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 2
    told = done.stderr.splitlines()
    assert told[0].startswith("line 2: claims.0.revenue: ")
    assert told[1].startswith("line 2: claims.0.note: ")
    assert told[2].startswith("line 3: 不是有效的 JSON")
    assert told[3].startswith("line 4: policy: 填的是“atlantis”")


def test_readings_and_policies_are_chosen_by_option(tmp_path):
    case = {**CASE, "claims": [{"item": "revenue_tier", "revenue": "52000000", "previous_revenue": "10000000"}]}
    done = run("assess", "--reading", "revenue_tier.jump=sum", text=lines(case))
    decision = json.loads(done.stdout)
    assert decision["total"] == "1700000.00"
    assert decision["lines"][0]["readings"]["revenue_tier.jump"] == "sum"
    assert decision["policy_digest"] != json.loads(run("assess", text=lines(case)).stdout)["policy_digest"]
    unnamed = {key: value for key, value in case.items() if key != "policy"}
    assert run("assess", text=lines(unnamed)).exit_code == 1
    assert run("assess", "--policy", "jiaxing-2022-10", text=lines(unnamed)).exit_code == 0


@pytest.mark.parametrize(
    "args",
    [
        ["assess", "--reading", "revenue_tier.jump=most"],
        ["assess", "--reading", "revenue_tier.leap=sum"],
        ["assess", "--policy", "atlantis"],
        ["assess", "no-such-file.jsonl"],
        ["policies", "show", "atlantis"],
        ["budget", "set", "2022", "many"],
        ["run", "next year"],
        ["nothing"],
    ],
)
def test_wrong_usage_ends_with_2(args):
    assert run(*args).exit_code == 2


def test_a_wrong_policy_file_is_refused_with_its_place(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text('id = "x"\n', encoding="utf-8")
    done = run("assess", "--policy-file", str(path), text=lines(CASE))
    assert done.exit_code == 3
    assert f"{path}: number: 没有填" in done.stderr


@pytest.mark.parametrize("args", [["run", "2022"], ["decisions", "2022-001"], ["budget", "show", "2022"], ["check"]])
def test_without_a_database_nothing_can_be_done(args, monkeypatch, tmp_path):
    monkeypatch.setenv("SUBSIDY_DATABASE", str(tmp_path / "none.db"))
    done = run(*args)
    assert done.exit_code == 3
    assert "subsidy init" in done.stderr


def test_policies_are_listed_and_shown():
    assert run("policies").stdout.startswith("jiaxing-2022-10\t嘉政办发〔2022〕10号\t")
    shown = run("policies", "show", "jiaxing-2022-10").stdout
    for part in ("四(三) revenue_tier", "1,000,000 元", "move_up = full", "difference：", "理由：", "四(四)3"):
        assert part in shown or part == "四(四)3"


def test_a_year_from_the_workbook_to_the_lists(command, workbook_path, tmp_path):
    assert command("init").exit_code == 0
    first = command("import", "--accepted", workbook_path)
    assert first.exit_code == 1
    assert first.stdout == ""
    for sheet, row, _, what in messy.BAD:
        place = f"工作表 {sheet}" + (f"，第 {row} 行" if row else "")
        assert any(place in told and what in told for told in first.stderr.splitlines()), (sheet, row)
    again = command("import", "--accepted", workbook_path)
    assert "新增或更新企业 0 家，新增申报 0 项，更正申报 0 项，重新审核 0 项，历年奖励 0 笔" in again.stderr
    assert command("run", "2022").exit_code == 3
    assert command("budget", "set", "2022", "1,000,000").exit_code == 0
    dry = command("run", "2022", "--dry-run")
    assert "兑现" in dry.stdout
    assert command("decisions", "2022-001").exit_code == 3
    done = command("run", "2022")
    run_id = done.stdout.splitlines()[-1]
    decisions = [json.loads(line) for line in command("decisions", run_id).stdout.splitlines()]
    assert [d["firm"]["uscc"] for d in decisions] == sorted(d["firm"]["uscc"] for d in decisions)
    assert {d["firm"]["uscc"]: (d["total"], d["funded"]) for d in decisions} == {
        messy.A: ("1400000.02", False),
        messy.B: ("130000.00", True),
    }
    assert command("budget", "show", "2022").stdout == "预算\t1000000.00\n已兑现\t130000.00\n余额\t870000.00\n"
    assert command("export", run_id, tmp_path / "lists.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "lists.xlsx")["储备项目库"]["B4"].value == 1
    assert command("check").exit_code == 0


def test_cases_are_imported_and_decided_as_assess_does(command, tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text(lines(CASE, {**CASE, "year": "x"}), encoding="utf-8")
    done = command("import", "--accepted", path)
    assert done.exit_code == 1
    assert "第 2 行：year: 填的是“x”" in done.stderr
    command("budget", "set", "2022", "5000000")
    run_id = command("run", "2022").stdout.splitlines()[-1]
    decided = json.loads(command("decisions", run_id).stdout)
    alone = json.loads(run("assess", text=lines(CASE)).stdout)
    for line in decided["lines"]:
        assert line.pop("funded") is True
    assert decided.pop("funded") is True
    assert decided == alone


@pytest.fixture
def decided(command, tmp_path):
    """Runs cases; the run's id."""

    def run_cases(*cases):
        path = tmp_path / "cases.jsonl"
        path.write_text(lines(*cases), encoding="utf-8")
        command("init")
        command("import", "--accepted", path)
        command("budget", "set", "2022", "5000000")
        return command("run", "2022").stdout.splitlines()[-1]

    return run_cases


OTHER = {**CASE, "case": "A-002", "firm": {"uscc": messy.B, "name": "示例乙软件有限公司"}}
ODD = {**OTHER, "firm": {"uscc": messy.B, "name": "示例\U0003134a软件有限公司"}}


def test_the_keys_are_made_once_beside_the_database(command, database):
    first, second = command("init"), command("init")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "已生成" in first.stderr
    assert "数据库" in second.stderr
    assert second.stderr.count("未改动") == 2
    assert first.stderr[-18:] == second.stderr[-18:]
    assert sorted(p.name for p in (database.parent / "keys").iterdir()) == ["office.key", "office.pub"]
    (database.parent / "keys" / "office.key").unlink()
    third = command("init")
    assert third.exit_code == 3
    assert "请从备份恢复" in third.stderr


def test_letters_come_one_a_firm_and_all_in_one(command, decided, tmp_path):
    run_id = decided(CASE)
    assert command("letters", run_id).exit_code == 2
    command.reverse(run_id, messy.A, "收入数据有误")
    done = command("letters", run_id, "--out", tmp_path / "letters", "--merged", tmp_path / "all.pdf")
    assert done.exit_code == 0, done.stderr
    made = sorted(p.name for p in (tmp_path / "letters").glob("*.pdf"))
    assert made == [f"{messy.A}-grant.pdf", f"{messy.A}-reversal.pdf"]
    assert done.stdout.splitlines()[-1] == str(tmp_path / "all.pdf")
    command("letters", run_id, "--merged", tmp_path / "one-sided.pdf", "--simplex", "--sort", "firm")
    pages = [len(pypdf.PdfReader(tmp_path / name).pages) for name in ("all.pdf", "one-sided.pdf")]
    assert pages == [2 + 2 * 2, 2 + 2]


def test_letters_are_issued_once_and_told_line_by_line(command, decided):
    run_id = decided(CASE, OTHER)
    today = datetime.date.today()
    done = command.approve(run_id, "--date", today)
    assert done.exit_code == 0, done.stderr
    assert [line.split("\t") for line in done.stdout.splitlines()] == [
        [f"嘉经信软〔{today.year}〕1号", f"{messy.A}-grant.pdf", "示例甲软件有限公司"],
        [f"嘉经信软〔{today.year}〕2号", f"{messy.B}-grant.pdf", "示例乙软件有限公司"],
    ]
    assert f"本次编号 2 封（嘉经信软〔{today.year}〕1号 至 嘉经信软〔{today.year}〕2号）" in done.stderr
    again = command.approve(run_id)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "本次编号 0 封" in again.stderr
    assert command.approve("2022-009").exit_code == 3
    assert command.approve(run_id, "--date", "10.3.2022").exit_code == 2


def test_a_character_that_no_font_has_stops_that_letter_alone(command, decided, tmp_path):
    run_id = decided(CASE, ODD)
    done = command.approve(run_id)
    assert (done.exit_code, done.stdout.count("\n")) == (1, 1)
    assert "U+3134A" in done.stderr
    done = command("letters", run_id, "--out", tmp_path / "letters", "--merged", tmp_path / "all.pdf")
    assert done.exit_code == 1
    assert done.stderr.count("U+3134A") == 1
    assert messy.B in done.stderr
    assert "告知书 2 封，未能印制 1 封" in done.stderr
    assert [p.name for p in (tmp_path / "letters").glob("*.pdf")] == [f"{messy.A}-grant.pdf"]
    assert (tmp_path / "all.pdf").exists()


def test_prints_are_counted_and_a_file_that_differs_is_not_written(command, decided, tmp_path, database):
    run_id = decided(CASE)
    command("letters", run_id, "--merged", tmp_path / "draft.pdf")
    command.approve(run_id)
    for _ in range(2):
        done = command("letters", run_id, "--out", tmp_path / "letters", "--merged", tmp_path / "all.pdf")
        assert done.exit_code == 0, done.stderr
    # the letter stands behind the cover and its index, on the first page of a sheet
    places = (("all.pdf", 2), (f"letters/{messy.A}-grant.pdf", 0))
    texts = ["".join(pypdf.PdfReader(tmp_path / name).pages[at].extract_text().split()) for name, at in places]
    assert ["补打（第1次）" in text for text in texts] == [True, False]
    assert all("〕1号" in text for text in texts)
    command("letters", run_id, "--out", tmp_path / "drafts", "--draft")
    with store.connect(database) as db:
        prints = list(db.query("SELECT copy, digest <> '' AS file FROM prints ORDER BY id"))
        assert prints == [{"copy": 0, "file": 1}, {"copy": 1, "file": 0}, {"copy": 2, "file": 0}]
        db.execute("DROP TRIGGER prints_no_update")
        db.execute("UPDATE prints SET digest = 'x' WHERE copy = 0")
    done = command("letters", run_id, "--out", tmp_path / "later")
    assert done.exit_code == 1
    assert "与首次印制的文件不同" in done.stderr
    assert [path.name for path in (tmp_path / "later").iterdir()] in ([], [".printed.jsonl"])


def test_the_demo_makes_a_whole_world_and_says_where(tmp_path):
    done = run("demo", "--out", str(tmp_path / "demo"))
    assert done.exit_code == 0, done.stderr
    names = {p.name for p in (tmp_path / "demo").iterdir()}
    assert {"demo.xlsx", "subsidy.db", "letters", "letters.pdf", "lists.xlsx"} <= names
    letters = list((tmp_path / "demo" / "letters").glob("*.pdf"))
    assert len({p.name[:18] for p in letters}) == 20
    assert {p.stem[19:] for p in letters} == {"grant", "refusal", "reserve"}
    with store.connect(tmp_path / "demo" / "subsidy.db") as db:
        assert [n for (n,) in db.execute("SELECT number FROM letters ORDER BY id")] == [*range(1, len(letters) + 1)]
    assert "subsidy verify" in done.stderr
    assert (tmp_path / "demo" / "keys" / "office.pub").exists()
    for name in ("demo.xlsx", "letters.pdf", "lists.xlsx", "subsidy.db"):
        assert str(tmp_path / "demo" / name) in done.stderr


def test_the_demo_never_touches_a_folder_that_holds_something_else(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    assert run("demo", "--out", str(tmp_path)).exit_code == 3
    assert (tmp_path / "mine.txt").exists()
