"""Another version of a policy: what is proposed, whether it can be the law here, and the version once approved."""

import hashlib
from typing import Any

from schemas.describe import CHOICE, FieldSpec, describe, describe_part
from subsidy.desk import law
from subsidy.desk.bureau.policies.draft import difference
from subsidy.desk.common import DeskError
from subsidy.kinds import CostItem, Item, LadderItem
from subsidy.policy import Policy, kept
from subsidy.store import Database
from subsidy.store import policies as table

Body = dict[str, Any]


def proposed(db: Database, new: Policy) -> tuple[Body, Body]:
    """What a proposal of a policy says, and what of it is too long for the trail.

    DeskError where it says nothing new, or what was taken in could not be read under it.
    """
    old = law.in_force(db, new.id)
    source = kept(new)
    if source == kept(old):
        raise DeskError("与现行政策没有不同，没有可以提请的")
    _fits(db, old, new)
    said = {
        "policy": new.id,
        "document": new.number,
        "version": law.number(db, new.id) + 1,
        "before": old.digest,
        "after": new.digest,
        "changes": len(difference(old, new)),
    }
    return said, {"base": _whole(old), "source": source}


def same(db: Database, body: Body) -> None:
    """DeskError unless the law is still the one that was to be changed, and all that was taken in fits the new one."""
    name = body["policy"]
    old = law.in_force(db, name)
    if law.number(db, name) + 1 != body["version"] or _whole(old) != body["base"]:
        raise DeskError("现行政策在提请以后有变动；请不同意这一提请，按现行政策另行提出")
    _fits(db, old, law.of(name, body["source"]))


def enact(db: Database, proposal: int, body: Body, at: str, actor: str) -> None:
    """Keeps a version that was approved: within the transaction of its answer, once that stands."""
    row = {"policy": body["policy"], "number": body["version"], "digest": body["after"], "source": body["source"]}
    table.add_version(db, {**row, "proposal": proposal, "at": at, "actor": actor})


def _whole(policy: Policy) -> str:
    """The digest of all that a policy says, its evidence too."""
    return hashlib.sha256(kept(policy).encode()).hexdigest()


def _fits(db: Database, old: Policy, new: Policy) -> None:
    """DeskError where what was taken in under a policy could not be read under another: what claims and awards name.

    An item that was claimed or offered stays, with its kind, its fields, and all that could be chosen in them.
    """
    if new.id != old.id:
        raise DeskError(f"编号是 {new.id}，应与现行的 {old.id} 相同：编号是申报、预算和批次所依据的")
    for name in sorted(table.used(db, old.id) & set(old.items)):
        before, after = old.items[name], new.items.get(name)
        if after is None:
            raise DeskError(f"{before.clause} {before.title}已有申报、奖励或推送，不能删去")
        if after.kind != before.kind:
            raise DeskError(
                f"{before.clause} {before.title}已有申报、奖励或推送，核算方式不能由 {before.kind} 改为 {after.kind}"
            )
        place = f"{before.clause} {before.title}"
        _same_fields(place, _fields(before), _fields(after))
        if isinstance(before, LadderItem | CostItem) and isinstance(after, LadderItem | CostItem):
            _same_levels(place, before, after)


def _fields(item: Item) -> dict[str, FieldSpec]:
    return {spec.name: spec for spec in (*describe(item), *describe_part(item))}


def _same_fields(place: str, before: dict[str, FieldSpec], after: dict[str, FieldSpec]) -> None:
    for name, was in before.items():
        if name not in after or after[name].kind != was.kind:
            raise DeskError(f"{place}已有申报、奖励或推送，填报项目“{was.label}”不能删去或改变种类")
        if was.kind == CHOICE:
            known = {value for value, _ in after[name].choices}
            gone = [told for value, told in was.choices if value not in known]
            if gone:
                raise DeskError(f"{place}已有申报、奖励或推送，“{was.label}”中的{'、'.join(gone)}不能删去")


def _same_levels(place: str, before: LadderItem | CostItem, after: LadderItem | CostItem) -> None:
    for name, scheme in before.schemes.items():
        gone = [level for level in scheme.ranks if level not in after.schemes[name].ranks]
        if gone:
            raise DeskError(f"{place}已有申报、奖励或推送，{name} 的等级{'、'.join(gone)}不能删去或改写")
