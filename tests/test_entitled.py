"""主动兑付: who is entitled by a published list and has not asked, as the law and all that they had say."""

import openpyxl
import pytest

from subsidy.desk.bureau.entitled import book
from subsidy.desk.bureau.entitled.find import ASKED, BARRED, ENTITLED, PERSON, find
from subsidy.money import fen
from tests import applicant, build, entitling, published
from tests.entitling import CMMI, ISO, JING, NAMES, YEAR, A, B, C, certificate, row


@pytest.fixture
def register(db, law):
    entitling.fill(db, law)
    return db


def only(found):
    (one,) = found.rows
    return one.state, one.amount, "；".join(one.reasons)


@pytest.mark.parametrize(
    ("given", "wanted", "said"),
    [
        ({"uscc": A}, A, ""),
        ({"uscc": A, "name": " 示例甲 软件有限公司"}, A, ""),
        ({"uscc": "", "name": "示例乙软件有限公司"}, B, ""),
        ({"uscc": "", "name": "旧名软件有限公司"}, B, ""),
        ({"uscc": C, "name": NAMES[C]}, C, ""),
        ({"uscc": "", "name": NAMES[C]}, None, "有 2 家同名企业"),
        ({"uscc": "", "name": "没有登记的公司"}, None, "不在企业登记中"),
        ({"uscc": build.codes(1)[0]}, None, "不在企业登记中"),
        ({"uscc": A, "name": NAMES[B]}, None, "应核对后改正其一"),
    ],
)
def test_a_row_is_a_firms_by_its_code_or_by_a_name_that_only_one_has_or_had(register, law, given, wanted, said):
    build.hand_in(register, law, {}, firms=[B], names={B: "旧名软件有限公司"})
    build.hand_in(register, law, {}, firms=[B], names=NAMES)
    found = find(register, law, YEAR, [certificate(**{"name": "", **given})], JING)
    assert [one.uscc for one in found.rows] == ([wanted] if wanted else [])
    assert [said in refusal.message for refusal in found.refusals] == ([] if wanted else [True])


def history(*given):
    return lambda db, law: build.hand_in(db, law, {}, firms=[A], names=NAMES, history=[(A, past) for past in given])


def claimed(*claims):
    return lambda db, law: build.hand_in(db, law, {A: list(claims)}, names=NAMES)


def decided(*claims, approved=True):
    def happens(db, law):
        claimed(*claims)(db, law)
        run = applicant.decide(db, law)
        if approved:
            build.approve(db, run)

    return happens


def typed(**claims):
    return lambda db, law: applicant.save(db, law, A, **claims)


def condition_fails(db, law):
    build.hand_in(db, law, {}, firms=[A], names=NAMES, conditions={"serious_dishonesty": True})


PRODUCT = {"product": "示例平台", "grade": "provincial"}
FOUR = {"scheme": "CMMI", "level": "四级"}
TWO = {"scheme": "CMMI", "level": "二级"}
HAD = ("capability_certificate", 2021, fen(400_000), {"scheme": "CMMI", "level": "四级"})
TWO_GRADES = [
    row("first_version_product", {**PRODUCT, "grade": grade}, place=grade) for grade in ("provincial", "national")
]


@pytest.mark.parametrize(
    ("before", "asked", "wanted"),
    [
        (None, certificate(), (ENTITLED, 600_000, "新提高 3 级")),
        (history(HAD), certificate(), (ENTITLED, 200_000, "新提高 1 级")),
        (history(HAD), certificate({"scheme": "CMMI", "level": "四级"}), (BARRED, 0, "此前最高已为四级")),
        (None, certificate({"scheme": "CMMI", "level": "二级"}), (BARRED, 0, "要求三级以上")),
        (None, certificate({"scheme": "T/SIA010.11-2021.1", "level": "2"}), (PERSON, 0, "转人工核定")),
        (None, certificate(day="2022-12-31"), (ENTITLED, 600_000, "")),
        (None, certificate(day="2021-01-01"), (ENTITLED, 600_000, "")),
        (None, certificate(day="2023-01-01"), (BARRED, 0, "在 2022 年度以后")),
        (None, certificate(day="去年"), (ENTITLED, 600_000, "")),
        (condition_fails, certificate(), (BARRED, 0, "是否严重失信主体")),
        (claimed(("capability_certificate", CMMI)), certificate(), (ASKED, 0, "尚在办理")),
        (decided(("capability_certificate", CMMI)), certificate(), (ASKED, 0, "已审定奖励")),
        (decided(("capability_certificate", {"scheme": "CMMI", "level": "二级"})),
         certificate({"scheme": "CMMI", "level": "二级"}), (ASKED, 0, "已审定不予兑现")),
        # what nobody signed yet is not given away: neither that it was granted nor that it was not
        (decided(("capability_certificate", CMMI), approved=False), certificate(), (ASKED, 0, "尚在办理")),
        (decided(("capability_certificate", TWO), approved=False), certificate(TWO), (ASKED, 0, "尚在办理")),
        (decided(("capability_certificate", FOUR), approved=False), certificate(), (ENTITLED, 200_000, "")),
        (decided(("capability_certificate", FOUR)), certificate(), (ENTITLED, 200_000, "")),
        # what it claims of the same certificate counts first
        (claimed(("capability_certificate", FOUR)), certificate(), (ENTITLED, 200_000, "")),
        (typed(certificates=[applicant.certificate("4")]), certificate(), (ENTITLED, 200_000, "")),
        (typed(certificates=[applicant.certificate("ML5")]), certificate(), (ASKED, 0, "已在填写")),
        (typed(certificates=[{"scheme": "", "level": "5"}]), certificate(), (ENTITLED, 600_000, "")),
        (None, row("security_certificate", ISO), (ENTITLED, 100_000, "")),
        (history(("security_certificate", 2020, fen(100_000), {"scheme": "BS7799"})), row("security_certificate", ISO),
         (BARRED, 0, "视为同一资质")),
        (None, row("first_version_product", {**PRODUCT, "grade": "municipal"}), (BARRED, 0, "不在奖励范围")),
    ],
)  # fmt: skip
def test_the_law_says_what_a_firm_may_have_beside_all_that_it_had_and_claims(register, law, before, asked, wanted):
    if before:
        before(register, law)
    state, amount, reasons = only(find(register, law, YEAR, [asked], JING))
    assert (state, amount) == (wanted[0], fen(wanted[1]))
    assert wanted[2] in reasons


def test_two_grades_of_one_product_pay_the_higher_only(register, law):
    found = find(register, law, YEAR, TWO_GRADES, JING)
    assert [(one.state, one.amount) for one in found.rows] == [(BARRED, 0), (ENTITLED, fen(1_500_000))]


def test_a_row_twice_counts_once_and_the_list_keeps_its_order(register, law):
    rows = [certificate(uscc=B, place="1"), certificate(place="2"), certificate(uscc=B, place="3"),
            row("security_certificate", ISO, uscc=B, place="4")]  # fmt: skip
    found = find(register, law, YEAR, rows, JING)
    assert [(one.place, one.uscc) for one in found.rows] == [("1", B), ("2", A), ("4", B)]
    assert found.notes == ["3：与1是同一事项，只计一次"]


def test_looking_changes_nothing(register, law):
    before = register.execute("PRAGMA data_version").fetchone(), applicant.everything(register)
    find(register, law, YEAR, [certificate()], JING)
    assert (register.execute("PRAGMA data_version").fetchone(), applicant.everything(register)) == before


def test_the_result_as_a_workbook(register, law, tmp_path):
    names = {A: "=HYPERLINK(1)软件"}
    build.hand_in(register, law, {}, firms=[A], names=names)
    found = find(
        register,
        law,
        YEAR,
        [certificate(), certificate(uscc=B, day="2023-01-01"), certificate(uscc=build.codes(1)[0])],
        JING,
    )
    book.write(tmp_path / "out.xlsx", law, found)
    made = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert made.sheetnames == ["可享受", "其他", "未能核对"]
    may = [cell.value for cell in made["可享受"][4]]
    assert may[1:3] == [names[A], A]
    assert may[4:9] == [
        "能力资质认证奖励", "四(四)", "资质 CMMI，等级 五级", "可享受，尚未申报", 600000,
    ]  # fmt: skip
    assert made["可享受"]["B4"].data_type == "s"
    assert "在 2022 年度以后" in made["其他"]["J4"].value
    assert made["未能核对"].max_row == 4


def test_the_command_finds_offers_and_says_who_has_no_account(register, law, command, tmp_path):
    path = published.certificates(
        tmp_path / "list.xlsx", (NAMES[A], "CMMI", "5"), (NAMES[B], "ITSS", "3"), ("无", "CS", "3")
    )
    done = command("entitled", YEAR, path, "--out", tmp_path / "out.xlsx", "--offer")
    assert done.exit_code == 1
    assert [line.split("\t")[0::5] for line in done.stdout.splitlines()] == [[A, "600000.00"], [B, "100000.00"]]
    assert f"发注册码：{B}" in done.stderr
    assert "退回 工作表 CMMI，第 6 行：“无”不在企业登记中" in done.stderr
    assert (tmp_path / "out.xlsx").exists()
    again = command("entitled", YEAR, path)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "等待企业确认" in again.stderr
    assert command("entitled", "--template", tmp_path / "t.xlsx").exit_code == 0
    assert command("entitled", YEAR).exit_code == 2
