"""Money by command: the payment list out and in, a reversal proposed by one person and answered by another."""

import openpyxl
import pytest

from subsidy.workbook import payments as sheet
from tests import payer
from tests.build import PASSWORD
from tests.payer import A, B, filled, paid
from tests.web import staffed


@pytest.fixture
def run(db, law):
    for login, role in (("cai", "finance"), ("jing", "handler"), ("qian", "approver")):
        staffed.person(db, login, role)
    return payer.made(db, law)


@pytest.fixture
def typed(command):
    """A command whose person types the password."""
    return lambda *args: command(*args, typed=PASSWORD + "\n")


def test_a_list_goes_out_and_comes_back_by_command(command, typed, run, tmp_path):
    out = tmp_path / "清单.xlsx"
    done = command("pay", run, "--list", out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "待拨付 2 家，201,100.00 元；暂不拨付 0 家" in done.stderr
    wrong = typed("pay", run, "--confirm", filled(out, **{A: paid(**{"金额(元)": 1}), B: paid()}), "--user", "cai")
    assert wrong.exit_code == 1
    assert wrong.stderr.splitlines()[-2:] == [
        "退回 工作表 拨付清单，第 4 行，列 金额(元)：填的是 1.00 元，应拨付 200,600.00 元",
        "有 1 处错误，一笔也没有登记；请改正后重新上传",
    ]
    right = filled(out, **{A: paid()})
    done = typed("pay", run, "--confirm", right, "--user", "cai")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        0,
        "已登记：拨付 1 家 200,600.00 元，退回 0 家；未确认 1 家",
    )
    again = typed("pay", run, "--confirm", right, "--user", "cai")
    assert "此前都已登记，没有新的内容" in again.stderr
    command("pay", run, "--list", out)
    assert openpyxl.load_workbook(out)[sheet.LIST].cell(4, 4).value == B


def test_who_may_not_pay_does_not_by_command_either(command, run, tmp_path):
    out = tmp_path / "清单.xlsx"
    command("pay", run, "--list", out)
    file = filled(out, **{A: paid()})
    for login, password, told in (("jing", PASSWORD, "应由财务办理"), ("cai", "这不是那个密码呀", "密码")):
        done = command("pay", run, "--confirm", file, "--user", login, typed=password + "\n")
        assert done.exit_code == 3
        assert told in done.stderr
    assert command("pay", run, "--confirm", file).exit_code == 2
    assert command("pay", run).exit_code == 2


def test_a_reversal_is_proposed_by_one_and_answered_by_another(command, typed, run):
    said = ("--reason", "复核发现申报材料不实")
    done = typed("reverse", run, A, "--item", "revenue_tier", *said, "--user", "jing")
    number = done.stdout.strip()
    assert (done.exit_code, number.isdigit()) == (0, True)
    [line] = command("proposals").stdout.splitlines()
    assert line.split("\t")[:2] + line.split("\t")[-1:] == [number, "更正（追回）", said[1]]
    for login, told in (("jing", "应由签批办理"), ("cai", "应由签批办理")):
        done = typed("answer", number, "--reason", "同意", "--user", login)
        assert (done.exit_code, told in done.stderr) == (3, True)
    done = typed("answer", number, "--reason", "同意", "--user", "qian")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.split("\t")[1] == f"{A}-reversal.pdf"
    assert command("proposals").stdout == ""
    other = typed("reverse", run, B, *said, "--user", "jing").stdout.strip()
    assert typed("answer", other, "--withdraw", "--reason", "重新核实", "--user", "jing").exit_code == 0
    last = typed("reverse", run, B, *said, "--user", "jing").stdout.strip()
    assert "不同意：" in typed("answer", last, "--refuse", "--reason", "材料属实", "--user", "qian").stderr
