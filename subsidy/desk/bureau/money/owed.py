"""What a run owes its firms and what they owe it: approved, held, paid, returned by the bank, to be given back."""

import datetime
import json
from typing import NamedTuple

from subsidy.desk.common import DeskError
from subsidy.desk.run import find
from subsidy.store import Database, batches, proposals
from subsidy.store import payments as table
from subsidy.store.intake import Row
from subsidy.workbook.payments import FAILED, PAID, Book, Line

OPEN, HELD, RECOVERED = "open", "held", "recovered"
STATES = {OPEN: "待拨付", FAILED: "退回待重拨", HELD: "暂不拨付", PAID: "已拨付"}
ACCOUNT = ("account_name", "bank", "bank_code", "account")


class Payable(NamedTuple):
    """What a run pays a firm: `amount` stands of what was `granted`, `paid` and `recovered` so far; all in fen.

    `state` is one of STATES, `reason` why it is held or was returned; `remark` what is to be known of the account.
    """

    decision: int
    uscc: str
    firm: str
    district: str
    number: str
    account_name: str
    bank: str
    bank_code: str
    account: str
    granted: int
    amount: int
    paid: int
    recovered: int
    state: str
    reason: str
    remark: str
    approved: datetime.date
    reversed_on: datetime.date | None
    entries: tuple[Row, ...]

    @property
    def due(self) -> int:
        """What the firm has to return: paid, taken back since, and not recovered yet."""
        return max(0, self.paid - self.amount - self.recovered)

    @property
    def last(self) -> Row | None:
        """The last word of the finance office."""
        return self.entries[-1] if self.entries else None


def payable(db: Database, run_id: str) -> list[Payable]:
    """What a run pays, one entry a firm: only what is approved and has its letter. RunError for an unknown run."""
    find(db, run_id)
    entries = table.of_run(db, run_id)
    upheld = batches.upheld(db, run_id)
    held = dict.fromkeys(upheld, "异议成立，应先提出更正（追回）")
    held |= dict.fromkeys(batches.held(db, run_id), "有异议尚未答复")
    proposed = {one["subject"] for one in proposals.waiting(db, "reversal")}
    made = []
    for row in table.payable(db, run_id):
        why = "更正（追回）已提请，尚未答复" if f"{run_id}/{row['uscc']}" in proposed else held.get(row["id"], "")
        if why.startswith("异议成立") and (row["reversed_at"] or "") >= upheld[row["id"]]:
            why = ""  # what the objection was right about is taken back
        made.append(_payable(row, tuple(entries.get(row["id"], ())), why))
    return [one for one in made if one.amount or one.paid]


def _payable(row: Row, entries: tuple[Row, ...], why: str) -> Payable:
    last = entries[-1]["kind"] if entries else ""
    decided = json.loads(row["payee"])
    account, remark = _account(row, decided, last == FAILED)
    if not why and not (account["bank"] and account["account"]):
        why = "没有开户银行或银行账号，请企业书面告知后登记"
    paid = sum(one["amount"] for one in entries if one["kind"] == PAID)
    if paid:
        state, why = PAID, ""
    elif why:
        state = HELD
    else:
        state, why = (FAILED, str(entries[-1]["note"])) if last == FAILED else (OPEN, "")
    return Payable(
        row["id"],
        row["uscc"],
        row["name"],
        decided["district"] or "",
        row["number"],
        account["account_name"],
        account["bank"],
        account["bank_code"],
        account["account"],
        row["granted"],
        row["live"],
        paid,
        sum(one["amount"] for one in entries if one["kind"] == RECOVERED),
        state,
        why,
        remark,
        _date(row["approved"]),
        _date(row["reversed_at"]) if row["reversed_at"] else None,
        entries,
    )


def _account(row: Row, decided: Row, failed: bool) -> tuple[dict[str, str], str]:
    """The account that was approved; the firm's present one only where that was none, or the bank returned it."""
    approved = {name: str(decided[name] or "") for name in ACCOUNT}
    today = {name: str(row[name] or "") for name in ACCOUNT}
    for account in (approved, today):
        account["account_name"] = account["account_name"] or str(row["name"])
    whole = approved["bank"] and approved["account"]
    if approved == today or not (today["bank"] and today["account"]):
        return approved, ""
    if not whole:
        return today, "签批时没有账户，取自此后的企业登记，请先核实"
    if failed:
        return today, "退回后改用企业现在登记的账户，请先核实"
    return approved, "企业登记的账户在签批后有变，仍按签批的列出，请先核实"


def due_back(db: Database, run_id: str) -> list[Payable]:
    """The firms of a run that have to return money."""
    return [one for one in payable(db, run_id) if one.due]


def book(db: Database, run_id: str) -> Book:
    """The payment list of a run; DeskError where nothing of it is open."""
    run, found = find(db, run_id), payable(db, run_id)
    lines = [_line(run_id, one, _remark(one)) for one in found if one.state in (OPEN, FAILED)]
    held = [_line(run_id, one, one.reason) for one in found if one.state == HELD]
    if not lines and not held:
        unready = table.unready(db, run_id)
        raise DeskError(f"批次 {run_id} 没有待拨付的资金" + (f"；有 {unready} 家尚未签批编号" if unready else ""))
    policy = json.loads(run["policy_source"])
    return Book(run_id, f"{policy['number']} {policy['section']}", run["year"], lines, held)


def _line(run_id: str, one: Payable, remark: str) -> Line:
    account = (one.account_name, one.bank, one.bank_code, one.account)
    return Line(run_id, one.number, one.uscc, one.firm, one.district, *account, one.amount, remark)


def _remark(one: Payable) -> str:
    last = f"上次退回：{one.reason}" if one.state == FAILED else ""
    return "；".join(text for text in (last, one.remark) if text)


def _date(at: str) -> datetime.date:
    return datetime.datetime.fromisoformat(at).date()
