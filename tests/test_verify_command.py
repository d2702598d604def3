"""`subsidy verify` and `subsidy key`: what they say of letters that this office issued, and how they end."""

import json

import pytest

from subsidy import config
from subsidy.letters import keys
from tests import messy, sealed, tamper
from tests.test_cli import CASE, lines

FIRM = CASE["firm"]["name"]


@pytest.fixture
def office(command, tmp_path, monkeypatch):
    """A run whose letters are issued and printed: runs commands, and knows where the letters lie."""
    monkeypatch.delenv(config.KEYS, raising=False)
    command("init")
    cases = tmp_path / "cases.jsonl"
    slow = {**CASE, "case": "A-002", "firm": {"uscc": messy.B, "name": "示例乙软件有限公司"}, "claims": [sealed.SLOW]}
    cases.write_text(lines(CASE, slow), encoding="utf-8")
    command("import", "--accepted", cases)
    command("budget", "set", "2022", "5000000")
    command.run = command("run", "2022").stdout.splitlines()[-1]
    return command


def printed(command, folder):
    """The letters of the run, printed; by firm."""
    done = command("letters", command.run, "--out", folder)
    assert done.exit_code == 0, done.stderr
    return {path.name[:18]: path for path in sorted(folder.glob("*.pdf"))}


def test_issued_letters_are_genuine_a_line_each_and_it_ends_with_0(office, tmp_path):
    assert office.approve(office.run).exit_code == 0
    found = printed(office, tmp_path / "letters")
    done = office("verify", *found.values())
    assert (done.exit_code, done.stderr) == (0, "")
    grant, refusal = done.stdout.splitlines()
    for part in ("-grant.pdf：真实。奖励告知书 ", "〕1号，查验码 ", FIRM, "1,000,000.00 元", "复算 1 项相符"):
        assert part in grant
    assert "-refusal.pdf：真实。不予兑现告知书 " in refusal
    assert "合计" not in refusal


def test_a_changed_letter_ends_with_1_and_says_where(office, tmp_path):
    office.approve(office.run)
    found = printed(office, tmp_path / "letters")
    path = found[messy.A]
    path.write_bytes(tamper.edit(tamper.swap_glyphs)(path.read_bytes()))
    done = office("verify", found[messy.B], path)
    assert done.exit_code == 1
    good, bad, where = done.stdout.splitlines()
    assert "：真实。" in good
    assert "：已改动：1 处不符。" in bad
    assert where.startswith("    文字：第 1 页第 1 行，")


def test_what_became_of_a_letter_is_said_unless_offline(office, tmp_path):
    office.approve(office.run)
    path = printed(office, tmp_path / "letters")[messy.A]
    office.reverse(office.run, messy.A, "收入数据有误")
    done = office("verify", path)
    assert done.exit_code == 1
    assert "-grant.pdf：已追回" in done.stdout
    alone = office("verify", "--offline", path)
    assert alone.exit_code == 0
    assert "：真实（未查登记" in alone.stdout


def test_a_letter_that_a_later_one_replaced_names_it(office, tmp_path):
    office("budget", "set", "2022", "5000000")
    later = {**CASE, "case": "A-003", "firm": {"uscc": messy.C, "name": "示例丙软件有限公司"}}
    later["claims"] = [{"item": "major_project", "project": "示例项目", "approved": "4500000"}]
    (tmp_path / "later.jsonl").write_text(lines(later), encoding="utf-8")
    office("import", "--accepted", tmp_path / "later.jsonl")
    office.run = office("run", "2022").stdout.splitlines()[-1]
    office.approve(office.run)
    path = printed(office, tmp_path / "letters")[messy.C]
    assert office("verify", path).exit_code == 0
    office("budget", "set", "2022", "9000000")
    number = office.approve(office("run", "2022").stdout.splitlines()[-1]).stdout.split("\t")[0]
    done = office("verify", path)
    assert done.exit_code == 1
    assert f"-reserve.pdf：已被 {number} 代替。" in done.stdout


def test_a_draft_is_no_proof_and_names_the_letter_issued_in_its_place(office, tmp_path):
    path = printed(office, tmp_path / "drafts")[messy.A]
    done = office("verify", path)
    assert done.exit_code == 0
    assert "-grant.pdf：送签稿，尚未印发，不作凭证。" in done.stdout
    assert "真实" not in done.stdout
    told = json.loads(office("verify", "--json", path).stdout)
    assert (told["status"], told["verdict"], told["draft"]) == ("draft", "draft", True)
    alone = office("verify", "--offline", path)
    assert (alone.exit_code, "送签稿，尚未印发" in alone.stdout) == (0, True)
    assert "正式件" not in done.stdout
    office.approve(office.run)
    assert "正式件为 " in office("verify", path).stdout


def test_a_changed_draft_is_altered(office, tmp_path):
    path = printed(office, tmp_path / "drafts")[messy.A]
    path.write_bytes(tamper.edit(tamper.swap_glyphs)(path.read_bytes()))
    done = office("verify", "--json", path)
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["status"], told["draft"]) == ("altered", True)


def test_a_letter_that_is_not_in_the_register_is_unknown_and_so_is_another_offices(office, tmp_path):
    office.approve(office.run)
    path = tmp_path / "x.pdf"
    path.write_bytes(sealed.sealed(sealed.letter(), keys.private(config.keys())))
    done = office("verify", path)
    assert done.exit_code == 1
    assert "无法确认：签名真实，但登记中没有这封信" in done.stdout
    path.write_bytes(sealed.sealed(sealed.letter()))
    done = office("verify", path)
    assert done.exit_code == 1
    assert "无法确认：不能证明是本机关印发" in done.stdout
    assert keys.fingerprint(sealed.key().public_key()) in done.stdout


def test_another_file_than_the_one_first_made_is_told(office, tmp_path):
    office.approve(office.run)
    path = printed(office, tmp_path / "letters")[messy.A]
    data = path.read_bytes()
    path.write_bytes(tamper.reseal(data, tamper.carried(data), keys.private(config.keys())))
    assert office("verify", "--offline", path).exit_code == 0
    done = office("verify", path)
    assert done.exit_code == 1
    assert "不是印发时存档的那个文件" in done.stdout


def test_json_says_the_same(office, tmp_path):
    office.approve(office.run)
    found = printed(office, tmp_path / "letters")
    told = [json.loads(line) for line in office("verify", "--json", *found.values()).stdout.splitlines()]
    assert [one["status"] for one in told] == ["genuine"] * 2
    assert told[0]["standing"]["number"] == told[0]["number"]
    assert (told[0]["recomputed"], told[0]["findings"], told[0]["total"]) == (1, [], "1000000.00")


def test_the_public_key_alone_is_enough_elsewhere(office, tmp_path, monkeypatch):
    office.approve(office.run)
    path = printed(office, tmp_path / "letters")[messy.A]
    public = tmp_path / "public.pem"
    done = office("key", "--out", public)
    assert done.exit_code == 0
    shown = office("key")
    assert shown.stdout == public.read_text()
    assert keys.fingerprint(keys.public(public)) in shown.stderr
    monkeypatch.setenv(config.DATABASE, str(tmp_path / "elsewhere" / "none.db"))
    assert office("verify", path).exit_code == 3
    assert office("key").exit_code == 3
    assert office("verify", "--key", public, path).exit_code == 0
    assert office("verify", "--key", path, path).exit_code == 3


@pytest.mark.parametrize("args", [[], ["none.pdf"], ["--policy-file", "none.toml", __file__], ["--wrong", __file__]])
def test_wrong_usage_ends_with_2(office, args):
    assert office("verify", *args).exit_code == 2


def test_any_other_file_is_unknown_and_never_a_traceback(office):
    done = office("verify", __file__)
    assert done.exit_code == 1
    assert "不是 PDF 文件" in done.stdout
