"""What was found by a list, as a workbook."""

from pathlib import Path
from typing import IO

from subsidy.desk.bureau.entitled.find import STATES, Entitlement, Result
from subsidy.money import cents
from subsidy.policy import Policy
from subsidy.workbook import entitled as workbook
from subsidy.workbook.entitled import Line

ACCOUNTS = {True: "已注册", False: "没有账户，须发注册码"}


def write(path: Path | IO[bytes], policy: Policy, found: Result) -> None:
    """Writes the result as a workbook. OSError if it cannot."""
    those = found.entitled
    total = sum(one.amount for one in those)
    note = (
        f"依据 {policy.number} {policy.section}；可享受、尚未申报 {len(those)} 项，{cents(total)} 元。"
        "金额按现行口径和已有的奖励记录试算，以企业确认、受理单位核定为准"
    )
    left = [(refusal.place, refusal.message) for refusal in found.refusals]
    workbook.write(path, f"{found.year} 年度", note, map(_line, those), map(_line, found.others), left)


def _line(one: Entitlement) -> Line:
    head = (one.firm, one.uscc, one.district, one.title, one.clause, one.about, STATES[one.state], one.amount)
    return Line(*head, "；".join(one.reasons), one.source, ACCOUNTS[one.account])
