"""Money out and back: the payment list of a run, its confirmation by the finance office, what firms return.

Nobody confirms what they prepared or approved. A list comes back whole or not at all; the same list again changes
nothing. What the bank returned is paid again; what was paid and taken back since is due back from the firm.
"""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from subsidy import store
from subsidy.desk.bureau.money.owed import HELD, PAID, RECOVERED, STATES, Payable, book, due_back, payable
from subsidy.desk.bureau.people import Person, apart, require
from subsidy.desk.common import DeskError, now
from subsidy.desk.run import find
from subsidy.intake import Refusal
from subsidy.model import identity
from subsidy.money import cents
from subsidy.store import Database, batches, intake
from subsidy.store import payments as table
from subsidy.store.intake import Row
from subsidy.workbook import payments as sheet
from subsidy.workbook.payments import RESULTS, Entry

__all__ = [
    "STATES",
    "Confirmed",
    "Payable",
    "RejectedError",
    "book",
    "confirm",
    "due_back",
    "hands",
    "payable",
    "recovered",
]


class Confirmed(NamedTuple):
    """What a list confirmed: firms paid and their sum in fen, returned by the bank, known before, without a result."""

    paid: int
    amount: int
    failed: int
    same: int
    open: int
    notes: tuple[str, ...]

    @property
    def told(self) -> str:
        """What was confirmed, in a sentence."""
        if self.same and not self.paid + self.failed:
            return f"清单上的 {self.same} 家此前都已登记，没有新的内容；未确认 {self.open} 家"
        known = f"，此前已登记 {self.same} 家" if self.same else ""
        return (
            f"已登记：拨付 {self.paid} 家 {cents(self.amount)} 元，退回 {self.failed} 家{known}；未确认 {self.open} 家"
        )


class RejectedError(DeskError):
    """A list of which nothing was taken: every error with its place."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(f"有 {len(self.refusals)} 处错误，一笔也没有登记；请改正后重新上传")


def hands(db: Database, run_id: str) -> set[str]:
    """Everybody who prepared or approved of a run, none of whom confirms its payments."""
    return batches.prepared_by(db, run_id) | batches.signed_by(db, run_id)


def confirm(
    db: Database, run_id: str, file: Path, person: Person, name: str = "", today: datetime.date | None = None
) -> Confirmed:
    """Takes a payment list back as the finance office filled it in, all or nothing.

    RejectedError with every error; WorkbookError where the file is no workbook; SamePersonError from anybody who
    prepared or approved of the run. `name` is what the person calls the file.
    """
    require(person, "pay")
    find(db, run_id)
    apart(person, hands(db, run_id), f"批次 {run_id} 的拨付确认")
    found = sheet.read(file, name or file.name)
    with store.write(db):
        apart(person, hands(db, run_id), f"批次 {run_id} 的拨付确认")
        check = _Check(db, run_id, today or datetime.date.today())
        new = [entry for entry in found.entries if check.new(entry)]
        refusals = [*found.refusals, *check.refusals]
        if refusals:
            raise RejectedError(refusals)
        _keep(db, run_id, [(check.known[entry.uscc], entry) for entry in new], name or file.name, person)
    paid = [entry.amount for entry in new if entry.result == PAID]
    same = len(found.entries) - len(new)
    return Confirmed(len(paid), sum(paid), len(new) - len(paid), same, found.open, tuple(found.notes))


class _Check:
    """Holds the rows of a list against what the run pays; what is wrong with each is told with its place."""

    def __init__(self, db: Database, run_id: str, today: datetime.date) -> None:
        self.run, self.today = run_id, today
        self.known = {one.uscc: one for one in payable(db, run_id)}
        self.firms = table.firms(db, run_id)
        self.seen: dict[str, Entry] = {}
        self.refusals: list[Refusal] = []

    def new(self, entry: Entry) -> bool:
        """Whether the row says something that is not known yet and is right."""
        before = len(self.refusals)
        one = self.known.get(entry.uscc)
        twin = self.seen.setdefault(entry.uscc, entry)
        if twin is not entry:
            self._wrong(entry, "uscc", f"填的是“{entry.uscc}”，与{twin.place()}是同一家企业；应只留一行")
        elif entry.run and identity(entry.run) != identity(self.run):
            self._wrong(entry, "run", f"填的是“{entry.run}”，应为 {self.run}；请上传本批次的清单")
        elif one is None:
            self._strange(entry)
        elif any(_same(kept, entry) for kept in one.entries):
            return False
        else:
            self._against(entry, one)
        return len(self.refusals) == before

    def _strange(self, entry: Entry) -> None:
        if entry.uscc in self.firms:
            told = "在本批次没有可拨付的资金：没有兑现、尚未签批编号，或已更正（追回）"
        else:
            told = f"不是批次 {self.run} 的企业，应删去这一行"
        self._wrong(entry, "uscc", f"填的是“{entry.uscc}”，{told}")

    def _against(self, entry: Entry, one: Payable) -> None:
        if one.state == PAID:
            paid = next(kept for kept in one.entries if kept["kind"] == PAID)
            told = f"{one.firm}已登记于 {paid['day']} 拨付 {cents(paid['amount'])} 元，凭证号 {paid['voucher']}"
            self._wrong(entry, "result", f"填的是“{RESULTS[entry.result]}”，而{told}；应删去这一行的结果")
            return
        if one.state == HELD:
            self._wrong(entry, "result", f"填的是“{RESULTS[entry.result]}”，而{one.firm}暂不拨付：{one.reason}")
        if entry.amount != one.amount:
            self._wrong(entry, "amount", f"填的是 {cents(entry.amount)} 元，应拨付 {cents(one.amount)} 元")
        for field, found, wanted in (("number", entry.number, one.number), ("account", entry.account, one.account)):
            if found and identity(found) != identity(wanted):
                self._wrong(entry, field, f"填的是“{found}”，应为“{wanted}”")
        if entry.day < one.approved:
            self._wrong(entry, "day", f"填的是 {entry.day}，早于签批日期；应为 {one.approved} 或以后")
        if entry.day > self.today:
            self._wrong(entry, "day", f"填的是 {entry.day}，还没有到；应为 {self.today}（今天）或以前")

    def _wrong(self, entry: Entry, field: str, message: str) -> None:
        self.refusals.append(Refusal(entry.place(field), message))


def _same(kept: Row, entry: Entry) -> bool:
    """Whether this very result is on record."""
    wanted = (entry.result, entry.amount, entry.day.isoformat(), entry.voucher, entry.reason)
    return wanted == (kept["kind"], kept["amount"], kept["day"], kept["voucher"], kept["note"])


def _keep(db: Database, run_id: str, found: list[tuple[Payable, Entry]], name: str, person: Person) -> None:
    for one, entry in found:
        told = {"voucher": entry.voucher, "note": entry.reason, "source": f"{name}，{entry.place()}"}
        _add(
            db,
            run_id,
            one,
            {"kind": entry.result, "amount": entry.amount, "day": entry.day.isoformat(), **told},
            person,
        )


def _add(db: Database, run_id: str, one: Payable, row: dict[str, Any], person: Person) -> None:
    """An entry, and in the audit trail how the firm stood before and stands now."""
    at = now()
    table.add(db, [{**row, "decision": one.decision, "at": at, "actor": person.login}])
    before = {"state": one.state, "paid": one.paid, "recovered": one.recovered}
    intake.note(db, at, person.login, "pay", f"{run_id}/{one.uscc}", {"before": before, "after": row})


def recovered(
    db: Database,
    decision: int,
    amount: int,
    day: datetime.date,
    voucher: str,
    person: Person,
    today: datetime.date | None = None,
) -> Payable:
    """Records what a firm returned, in fen, a part or all of what is due; how the firm stands then. DeskError else."""
    require(person, "pay")
    run_id, voucher = table.run_of(db, decision), " ".join(voucher.split())
    if run_id is None:
        raise DeskError(f"没有第 {decision} 号决定")
    with store.write(db):
        apart(person, hands(db, run_id), f"批次 {run_id} 的退款登记")
        one = _owing(db, run_id, decision)
        first, last = one.reversed_on or one.approved, today or datetime.date.today()
        if not 0 < amount <= one.due:
            raise DeskError(f"退款填的是 {cents(amount)} 元，{one.firm}待追回 {cents(one.due)} 元，应大于零且不超过它")
        if not first <= day <= last:
            raise DeskError(f"退款日期填的是 {day}，应在 {first}（更正日期）至 {last}（今天）之间")
        if not voucher:
            raise DeskError("没有填收款凭证号")
        row = {
            "kind": RECOVERED,
            "amount": amount,
            "day": day.isoformat(),
            "voucher": voucher,
            "note": "",
            "source": "",
        }
        _add(db, run_id, one, row, person)
        return next(now for now in payable(db, run_id) if now.decision == decision)


def _owing(db: Database, run_id: str, decision: int) -> Payable:
    for one in payable(db, run_id):
        if one.decision == decision and one.due:
            return one
    raise DeskError(f"批次 {run_id} 的这家企业没有待追回的资金")
