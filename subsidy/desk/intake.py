"""Taking applications in: what is new is added, what is there already adds nothing, what contradicts is refused."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from schemas.claims import past_schema
from schemas.frozen import freeze
from subsidy import store
from subsidy.assessment import failed_conditions
from subsidy.desk import vouching
from subsidy.desk.claims import Claims
from subsidy.desk.common import Progress, now, quiet
from subsidy.desk.taken import Taken
from subsidy.intake import ClaimEntry, FirmEntry, Intake, PastEntry
from subsidy.policy import Policy
from subsidy.store import Database
from subsidy.store import intake as table
from subsidy.store.awards import add_history
from subsidy.store.intake import Row


class Desk:
    """One intake on its way into the store; a class because every step adds to the same result."""

    def __init__(self, db: Database, policy: Policy, found: Intake, accepted: bool, actor: str, source: str) -> None:
        self.db, self.policy, self.actor, self.at = db, policy, actor, now()
        self.taken = Taken(found)
        self.claims = Claims(db, policy, self.taken, accepted, actor, self.at, source)
        self.past_schemas = {name: past_schema(item) for name, item in policy.items.items() if item.pays}
        self.refused_firms = found.refused_firms
        self.told: Counter[str] = Counter()
        self.firms: dict[str, bool] = {}

    def firm(self, entry: FirmEntry) -> None:
        """Adds or updates a firm; what the entry leaves out stays as it was."""
        before = table.firm(self.db, entry.uscc)
        row = dict(before) if before else table.blank_firm(entry.uscc, entry.name)
        row |= {"name": entry.name, **entry.details}
        row["conditions"] = {**row["conditions"], **entry.conditions}
        if row == before:
            return
        table.save_firm(self.db, row, self.at)
        self.taken.firms += 1
        if not before:
            table.note(self.db, self.at, self.actor, "add_firm", entry.uscc, {"after": row})
        else:
            table.note(self.db, self.at, self.actor, "change_firm", entry.uscc, {"before": before, "after": row})
            vouching.firm_changed(self.db, self.policy.id, before, row, self.actor, self.at)
            self._changed(entry, before, row)

    def _changed(self, entry: FirmEntry, before: Row, after: Row) -> None:
        if before["name"] != entry.name:
            told = f"原名“{before['name']}”，现名“{entry.name}”，历年奖励随代码保留"
            self.taken.notes.append(f"{entry.place}：{entry.uscc} {told}")
        if before["conditions"] == after["conditions"]:
            return
        if not failed_conditions(self.policy, after["conditions"]):
            count = self.claims.reopen(entry.uscc)
            if count:
                self.taken.reopened += count
                self.taken.notes.append(f"{entry.place}：{entry.name}的申报条件已更正，{count} 项申报重新审核")

    def past(self, entry: PastEntry) -> None:
        """Adds an award of the time before this program; equal rows of one file are as many awards."""
        if not self._known(entry.uscc, entry.place):
            return
        past, item = entry.past, self.policy.items[entry.past.item]
        facts = freeze(self.past_schemas[past.item], past.facts)
        told = json.dumps([self.policy.id, entry.uscc, past.item, past.year, past.amount, facts], ensure_ascii=False)
        self.told[told] += 1
        if self.told[told] > 1:
            message = f"与前面一笔内容完全相同，按第 {self.told[told]} 笔计，如系重复请删去后重新建库导入"
            self.taken.notes.append(f"{entry.place}：{message}")
        source = "history:" + hashlib.sha256(f"{self.told[told]}{told}".encode()).hexdigest()
        keys = item.keys(past.facts, past.year) if item.once and past.facts else ()
        if add_history(self.db, self.policy.id, entry.uscc, past, source, keys, self.at):
            self.taken.history += 1
        else:
            self.taken.same += 1

    def claim(self, entry: ClaimEntry) -> None:
        """Adds a claim to the firm's application, or its new parts, or corrects one that is not decided."""
        if self._known(entry.uscc, entry.places[0]):
            self.claims.take(entry)

    def _known(self, uscc: str, place: str) -> bool:
        if uscc not in self.firms:
            self.firms[uscc] = table.firm(self.db, uscc) is not None
        if self.firms[uscc]:
            return True
        message = f"填的是“{uscc}”，不在企业信息中；应先在“企业信息”表登记这家企业，或改正代码"
        if uscc in self.refused_firms:
            message = f"填的是“{uscc}”，这家企业的登记（{self.refused_firms[uscc]}）已退回；应先改正那一行"
        self.taken.refuse(f"{place}，列 统一社会信用代码", message)
        return False


def take_in(
    db: Database,
    policy: Policy,
    found: Intake,
    *,
    accepted: bool = False,
    actor: str = "office",
    source: str = "",
    progress: Progress = quiet,
) -> Taken:
    """Takes an intake in as submitted; with `accepted` the office vouches for the evidence. All of it or nothing."""
    with store.write(db):
        return take(db, policy, found, accepted=accepted, actor=actor, source=source, progress=progress)


def take(
    db: Database, policy: Policy, found: Intake, *, accepted: bool, actor: str, source: str, progress: Progress = quiet
) -> Taken:
    """As `take_in`, within the caller's write transaction."""
    desk = Desk(db, policy, found, accepted, actor, source)
    steps: list[tuple[str, list[Any], Callable[[Any], None]]] = [
        ("企业", found.firms, desk.firm),
        ("历年奖励", found.history, desk.past),
        ("申报", found.claims, desk.claim),
    ]
    for label, entries, act in steps:
        for entry in progress(entries, len(entries), label):
            act(entry)
    desk.claims.close()
    if desk.taken.new:
        table.note(db, desk.at, actor, "take_in", source, desk.taken.counts())
    return desk.taken
