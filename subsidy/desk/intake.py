"""Taking applications in: what is new is added, what is there already adds nothing, what contradicts is refused."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from schemas.claims import claim_schema, freeze, past_schema
from subsidy import store
from subsidy.desk.common import Progress, now, quiet
from subsidy.intake import ClaimEntry, FirmEntry, Intake, PastEntry, Refusal
from subsidy.kinds import Item
from subsidy.model import identity
from subsidy.policy import Policy
from subsidy.store import Database
from subsidy.store import intake as table
from subsidy.store.awards import add_history
from subsidy.store.intake import Row


class Taken:
    """What became of an intake: counts, notes for the person, and the refusals of file and desk together."""

    def __init__(self, found: Intake) -> None:
        self.refusals = list(found.refusals)
        self.notes = list(found.notes)
        self.firms = self.claims = self.changed = self.history = self.same = self.accepted = 0

    @property
    def new(self) -> int:
        """How many things the intake added or changed."""
        return self.firms + self.claims + self.changed + self.history + self.accepted


class Desk:
    """One intake on its way into the store; a class because every step adds to the same result."""

    def __init__(self, db: Database, policy: Policy, found: Intake, accepted: bool, actor: str) -> None:
        self.db, self.policy, self.accepted, self.actor = db, policy, accepted, actor
        self.taken = Taken(found)
        self.at = now()
        self.schemas = {name: claim_schema(item) for name, item in policy.items.items()}
        self.past_schemas = {name: past_schema(item) for name, item in policy.items.items() if item.pays}
        self.touched: dict[int, Row] = {}
        self.told: dict[str, str] = {}
        self.changed_applications: set[int] = set()
        self.earlier: dict[int, list[Row]] = {}
        self.seen_of: dict[tuple[int, str], list[ClaimEntry]] = {}
        self.seen: dict[tuple[int, str, str], ClaimEntry] = {}

    def refuse(self, place: str, message: str) -> None:
        """Tells of something not taken."""
        self.taken.refusals.append(Refusal(place, message))

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
        if before:
            table.note(self.db, self.at, self.actor, "change_firm", entry.uscc, {"before": before, "after": row})
        if before and before["name"] != entry.name:
            self.taken.notes.append(
                f"{entry.place}：{entry.uscc} 原名“{before['name']}”，现名“{entry.name}”，历年奖励随代码保留"
            )

    def past(self, entry: PastEntry) -> None:
        """Adds an award of the time before this program."""
        if not self._known(entry.uscc, entry.place):
            return
        past, item = entry.past, self.policy.items[entry.past.item]
        facts = freeze(self.past_schemas[past.item], past.facts)
        told = json.dumps([self.policy.id, entry.uscc, past.item, past.year, past.amount, facts], ensure_ascii=False)
        source = "history:" + hashlib.sha256(told.encode()).hexdigest()
        keys = item.keys(past.facts, past.year) if past.facts else ()
        if add_history(self.db, self.policy.id, entry.uscc, past, source, keys, self.at):
            self.taken.history += 1
            self.told[source] = entry.place
        else:
            self.taken.same += 1
            if source in self.told:
                self.taken.notes.append(f"{entry.place}：与{self.told[source]}内容相同，只计一次")

    def claim(self, entry: ClaimEntry) -> None:
        """Adds a claim to the firm's application, or its new parts, or corrects one that is not decided."""
        if not self._known(entry.uscc, entry.places[0]):
            return
        application = self._application(entry)
        item = self.policy.items[entry.item]
        if item.parts:
            self._claim_of_parts(application, item, entry)
        else:
            self._single_claim(application, item, entry)

    def _known(self, uscc: str, place: str) -> bool:
        if table.firm(self.db, uscc):
            return True
        message = f"填的是“{uscc}”，不在企业信息中；应先在“企业信息”表登记这家企业，或改正代码"
        self.refuse(f"{place}，列 统一社会信用代码", message)
        return False

    def _application(self, entry: ClaimEntry) -> Row:
        found = table.application(self.db, self.policy.id, entry.year, entry.uscc)
        if found is None:
            case_id = entry.case_id or f"{entry.year}-{entry.uscc}"
            found = table.add_application(self.db, self.policy.id, entry.year, entry.uscc, case_id, self.at)
            self.changed_applications.add(found["id"])
        if found["id"] not in self.touched:
            self.touched[found["id"]] = found
            self.earlier[found["id"]] = table.claims(self.db, found["id"])
        return found

    def _single_claim(self, application: Row, item: Item, entry: ClaimEntry) -> None:
        key, place = item.claim_key(entry.facts), entry.places[0]
        facts = freeze(self.schemas[item.id], entry.facts)
        twin = self.seen.setdefault((application["id"], item.id, key), entry)
        if twin is not entry:
            if twin.facts == entry.facts:
                self.taken.same += 1
                self.taken.notes.append(f"{place}：与{twin.places[0]}内容相同，只计一次")
            else:
                self.refuse(place, f"与{twin.places[0]}是同一事项，内容却不同；应只留一条，另一条请删去")
            return
        same = [c for c in self.earlier[application["id"]] if c["item"] == item.id and c["key"] == key]
        latest = same[-1] if same else None
        if latest is None:
            self._add(application, item, key, 1, facts, place)
        elif latest["facts"] == facts:
            self.taken.same += 1
        else:
            self._correct(application, item, entry, latest, facts)

    def _correct(self, application: Row, item: Item, entry: ClaimEntry, latest: Row, facts: str) -> None:
        place = entry.places[0]
        if not latest["outcome"]:
            table.change_claim(self.db, latest["id"], facts, place)
            self._changed(
                application, "change_claim", {"claim": latest["id"], "before": latest["facts"], "after": facts}
            )
            self.taken.changed += 1
            self.taken.notes.append(f"{place}：{item.title}已按本次内容更正（原为 {latest['place']}）")
        elif latest["outcome"] == "granted":
            self.refuse(place, f"{item.title}已审定，内容与审定时不同；如审定有误，应先作更正（追回）决定")
        else:
            self._add(application, item, latest["key"], latest["version"] + 1, facts, place)

    def _claim_of_parts(self, application: Row, item: Item, entry: ClaimEntry) -> None:
        before = [c for c in self.earlier[application["id"]] if c["item"] == item.id]
        facts = json.loads(freeze(self.schemas[item.id], entry.facts))
        known = self._parts_before(application, item, before)
        parts, places = [], entry.places * len(facts[item.parts]) if len(entry.places) == 1 else entry.places
        for part, place in zip(facts[item.parts], places, strict=True):
            name = identity(part[item.part_name])
            twin = known.get(name)
            if twin is None:
                parts.append(part)
            elif {**twin, item.part_name: name} == {**part, item.part_name: name}:
                self.taken.same += 1
            else:
                label = item.labels[item.part_name]
                self.refuse(place, f"{label} {part[item.part_name]} 已申报过，内容不同；应为此前未申报的{label}")
        if not parts:
            return
        open_claim = next((c for c in before if not c["outcome"]), None)
        if open_claim:
            self._extend(application, item, open_claim, parts, places[0])
        else:
            count = len(before) + len(self.seen_of.get((application["id"], item.id), ()))
            self.seen[application["id"], item.id, f"#{count + 1}"] = entry
            self.seen_of.setdefault((application["id"], item.id), []).append(entry)
            self._add(application, item, f"#{count + 1}", 1, _canonical({item.parts: parts}), places[0])

    def _parts_before(self, application: Row, item: Item, before: list[Row]) -> dict[str, Any]:
        found = {}
        for claim in before:
            for part in json.loads(claim["facts"])[item.parts]:
                found[identity(part[item.part_name])] = part
        for entry in self.seen_of.get((application["id"], item.id), ()):
            for part in json.loads(freeze(self.schemas[item.id], entry.facts))[item.parts]:
                found[identity(part[item.part_name])] = part
        return found

    def _extend(self, application: Row, item: Item, claim: Row, parts: list[Any], place: str) -> None:
        facts = json.loads(claim["facts"])
        facts[item.parts] += parts
        after = _canonical(facts)
        table.change_claim(self.db, claim["id"], after, claim["place"])
        self._changed(application, "change_claim", {"claim": claim["id"], "before": claim["facts"], "after": after})
        claim["facts"] = after
        self.taken.changed += 1
        self.taken.notes.append(f"{place}：{item.title}的申报增加 {len(parts)} 条")

    def _add(self, application: Row, item: Item, key: str, version: int, facts: str, place: str) -> None:
        table.add_claim(self.db, application["id"], item.id, key, version, facts, place)
        self.changed_applications.add(application["id"])
        self.taken.claims += 1

    def _changed(self, application: Row, act: str, detail: dict[str, Any]) -> None:
        self.changed_applications.add(application["id"])
        table.note(self.db, self.at, self.actor, act, f"application:{application['id']}", detail)

    def close(self) -> None:
        """Sets the state of every application touched: vouched for, or to be checked again where it changed."""
        for application_id, application in self.touched.items():
            if self.accepted:
                if application["state"] != "accepted" or application_id in self.changed_applications:
                    self.taken.accepted += application["state"] != "accepted"
                    table.set_state(self.db, application_id, "accepted")
            elif application_id in self.changed_applications:
                table.set_state(self.db, application_id, "submitted")


def _canonical(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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
        desk = Desk(db, policy, found, accepted, actor)
        steps: list[tuple[str, list[Any], Callable[[Any], None]]] = [
            ("企业", found.firms, desk.firm),
            ("历年奖励", found.history, desk.past),
            ("申报", found.claims, desk.claim),
        ]
        for label, entries, act in steps:
            for entry in progress(entries, len(entries), label):
                act(entry)
        desk.close()
        taken = desk.taken
        if taken.new:
            counts = {
                "firms": taken.firms,
                "claims": taken.claims,
                "changed": taken.changed,
                "history": taken.history,
                "accepted": taken.accepted,
                "refused": len(taken.refusals),
            }
            table.note(db, desk.at, actor, "take_in", source, counts)
    return taken
