"""Claims taken in: new ones added, open ones corrected, refused ones reopened, paid ones left alone."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from schemas.claims import claim_schema
from schemas.frozen import freeze
from subsidy.desk import vouching
from subsidy.desk.bureau.claims import passed
from subsidy.desk.taken import Taken
from subsidy.intake import ClaimEntry
from subsidy.kinds import Item
from subsidy.model import GRANTED, identity
from subsidy.policy import Policy
from subsidy.store import Database, checks
from subsidy.store import intake as table
from subsidy.store.intake import Row


class _Place(NamedTuple):
    """Where a part stands: its claim, and its position in it."""

    claim: Row
    position: int


class Claims:
    """The claims of one intake on their way into the store; `accepted`: the office vouches for those handed in.

    `source` is what they were handed in by; `close` ends the intake.
    """

    def __init__(
        self, db: Database, policy: Policy, taken: Taken, accepted: bool, actor: str, at: str, source: str
    ) -> None:
        self.db, self.policy, self.taken, self.accepted, self.actor, self.at = db, policy, taken, accepted, actor, at
        self.source = source
        self.vouched: dict[int, tuple[Any, ...]] = {}
        self.schemas = {name: claim_schema(item) for name, item in policy.items.items()}
        self.applications: dict[tuple[str, int], Row] = {}
        self.before: dict[int, list[Row]] = {}
        self.seen: dict[tuple[int, str, str], ClaimEntry] = {}
        self.parts: dict[tuple[int, str], dict[str, Any]] = {}
        self.claimed: dict[tuple[int, str], dict[str, _Place]] = {}
        self.facts: dict[int, Any] = {}
        self.added: Counter[tuple[int, str]] = Counter()

    def take(self, entry: ClaimEntry) -> None:
        """Takes one claim in, or its parts."""
        application = self._application(entry)
        item = self.policy.items[entry.item]
        before = [claim for claim in self.before[application["id"]] if claim["item"] == item.id]
        if item.parts:
            self._parts(application, item, entry, before)
        else:
            self._single(application, item, entry, before)

    def reopen(self, uscc: str) -> int:
        """New versions of the firm's claims that were refused only for its own conditions; how many."""
        return reopen(self.db, self.policy, uscc)

    def close(self) -> None:
        """Writes down for which claims the office vouches, all at once."""
        checks.add_vouchings(self.db, self.vouched.values())
        checks.set_accepted(self.db, self.vouched, True)  # the database wants to know first who vouches
        self.vouched = {}

    def _application(self, entry: ClaimEntry) -> Row:
        at = (entry.uscc, entry.year)
        if at not in self.applications:
            found = table.application(self.db, self.policy.id, entry.year, entry.uscc)
            if found is None:
                case_id = entry.case_id or f"{entry.year}-{entry.uscc}"
                found = table.add_application(self.db, self.policy.id, entry.year, entry.uscc, case_id, self.at)
            self.applications[at] = found
            self.before[found["id"]] = table.claims(self.db, found["id"])
        return self.applications[at]

    def _single(self, application: Row, item: Item, entry: ClaimEntry, before: Sequence[Row]) -> None:
        key, place = item.claim_key(entry.facts), entry.places[0]
        twin = self.seen.setdefault((application["id"], item.id, key), entry)
        if twin is not entry:
            self._twin(twin, entry)
            return
        facts = freeze(self.schemas[item.id], entry.facts)
        same = [claim for claim in before if claim["key"] == key]
        latest = same[-1] if same else None
        if latest is None or latest["withdrawn"]:
            self._add(application, item, key, latest["version"] + 1 if latest else 1, facts, place)
        elif latest["facts"] == facts:
            self._same(latest, place)
        elif not latest["outcome"]:
            self._change(application, latest, facts, place)
            self.taken.notes.append(f"{place}：{item.title}已按本次内容更正（原为 {latest['place']}）")
        elif latest["outcome"] == GRANTED and latest["live"]:
            message = f"{item.title}已审定，内容与审定时不同；如审定有误，应先作更正（追回）决定，再导入更正后的内容"
            self.taken.refuse(place, message)
        else:
            self._add(application, item, key, latest["version"] + 1, facts, place)

    def _twin(self, twin: ClaimEntry, entry: ClaimEntry) -> None:
        place = entry.places[0]
        if twin.facts == entry.facts:
            self.taken.same += 1
            self.taken.notes.append(f"{place}：与{twin.places[0]}内容相同，只计一次")
        else:
            self.taken.refuse(place, f"与{twin.places[0]}是同一事项，内容却不同；应只留一条，另一条请删去")

    def _parts(self, application: Row, item: Item, entry: ClaimEntry, before: Sequence[Row]) -> None:
        handed = json.loads(freeze(self.schemas[item.id], entry.facts))[item.parts]
        places = entry.places * len(handed) if len(entry.places) == 1 else entry.places
        seen = self.parts.setdefault((application["id"], item.id), {})
        new = []
        for part, place in zip(handed, places, strict=True):
            name = identity(part[item.part_name])
            if name in seen:
                self._part_again(item, part, seen[name], place)
                continue
            seen[name] = part
            if self._part(application, item, part, self._claimed(application, item, before), place):
                new.append(part)
        if new:
            self._add_parts(application, item, new, before, places[0])

    def _part_again(self, item: Item, part: Any, twin: Any, place: str) -> None:
        label = item.labels[item.part_name]
        if alike(item, part, twin):
            self.taken.same += 1
            self.taken.notes.append(f"{place}：{label} {part[item.part_name]} 在本文件中重复，只计一次")
        else:
            message = f"{label} {part[item.part_name]} 在本文件中已有一条，内容不同；应合并为一条或改正编号"
            self.taken.refuse(place, message)

    def _claimed(self, application: Row, item: Item, before: Sequence[Row]) -> dict[str, _Place]:
        """Where each part was claimed before this intake, by name; the latest claim of it counts."""
        at = (application["id"], item.id)
        if at not in self.claimed:
            found: dict[str, _Place] = {}
            for claim in reversed([claim for claim in before if not claim["withdrawn"]]):
                for position, part in enumerate(self._facts(claim)[item.parts]):
                    found.setdefault(identity(part[item.part_name]), _Place(claim, position))
            self.claimed[at] = found
        return self.claimed[at]

    def _facts(self, claim: Row) -> Any:
        """The facts of a claim, read once; every change of this intake is made in them."""
        if claim["id"] not in self.facts:
            self.facts[claim["id"]] = json.loads(claim["facts"])
        return self.facts[claim["id"]]

    def _part(self, application: Row, item: Item, part: Any, known: dict[str, _Place], place: str) -> bool:
        """Whether the part is to be claimed anew; one that was claimed before is left, corrected or refused here."""
        name = identity(part[item.part_name])
        if name not in known:
            return True
        claim, position = known[name]
        facts = self._facts(claim)
        if alike(item, part, facts[item.parts][position]):
            self._same(claim, place)
            return False
        if not claim["outcome"]:
            facts[item.parts][position] = part
            self._change(application, claim, _canonical(facts), claim["place"])
            self.taken.notes.append(f"{place}：{item.title}中的 {part[item.part_name]} 已按本次内容更正")
            return False
        if name in names_paid(claim):
            label = item.labels[item.part_name]
            message = f"{label} {part[item.part_name]} 已兑现，内容与兑现时不同；应先作更正（追回）决定"
            self.taken.refuse(place, message)
            return False
        return True

    def _add_parts(self, application: Row, item: Item, new: list[Any], before: Sequence[Row], place: str) -> None:
        held = next((claim for claim in before if not claim["outcome"] and not claim["withdrawn"]), None)
        if held:
            facts = self._facts(held)
            facts[item.parts] += new
            self._change(application, held, _canonical(facts), held["place"])
            self.taken.notes.append(f"{place}：{item.title}的申报增加 {len(new)} 条")
            return
        self.added[application["id"], item.id] += 1
        key = f"#{len(before) + self.added[application['id'], item.id]}"
        self._add(application, item, key, 1, _canonical({item.parts: new}), place)

    def _add(self, application: Row, item: Item, key: str, version: int, facts: str, place: str) -> None:
        made = table.add_claim(self.db, application["id"], item.id, key, version, facts, place, False)
        if self.accepted:
            self._vouch(made, facts)
        self.taken.claims += 1

    def _vouch(self, claim: int, facts: str) -> None:
        self.vouched[claim] = vouching.imported(claim, facts, self.source, self.actor, self.at)

    def _same(self, claim: Row, place: str) -> None:
        """Nothing new is said; but the office may vouch now for what was only submitted."""
        self.taken.same += 1
        if self.accepted and not claim["accepted"]:
            if told := passed.over(self.db, self.policy, claim["id"], self.actor, self.at):
                title = self.policy.items[claim["item"]].title
                self.taken.notes.append(f"{place}：{title}按本次导入认可，工作人员此前所记不再作数：{told}")
            self._vouch(claim["id"], claim["facts"])
            claim["accepted"] = 1
            self.taken.accepted += 1

    def _change(self, application: Row, claim: Row, facts: str, place: str) -> None:
        vouching.change(self.db, claim, facts, place, self.actor, self.at)
        if self.accepted:
            self._vouch(claim["id"], facts)
        claim["facts"], claim["accepted"] = facts, int(self.accepted)
        self.taken.changed += 1


def reopen(db: Database, policy: Policy, uscc: str) -> int:
    """New versions of a firm's claims that were refused only for its own conditions; how many."""
    found = table.barred_claims(db, policy.id, uscc)
    for claim in found:
        values = (claim["application"], claim["item"], claim["key"], claim["version"] + 1)
        made = table.add_claim(db, *values, claim["facts"], claim["place"], False)
        vouching.reopened(db, claim, made)
    return len(found)


def alike(item: Item, part: Any, twin: Any) -> bool:
    """Whether two parts say the same; the spelling of the name that tells them apart does not count."""
    name = {item.part_name: identity(part[item.part_name])}
    return bool({**part, **name} == {**twin, item.part_name: identity(twin[item.part_name])})


def names_paid(claim: Row) -> set[str]:
    """The names of a claim's parts that a live award rests on."""
    if not claim["live"]:
        return set()
    grant = json.loads(claim["live"])
    return {identity(name) for names in grant.values() if isinstance(names, list) for name in names}


def _canonical(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
