"""What a correction leaves out is taken back; what is returned is no longer vouched for. Decided claims stay."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.words import say
from subsidy.desk import vouching
from subsidy.desk.common import DeskError, now
from subsidy.desk.firm import answers
from subsidy.desk.firm.drafts import FIRM
from subsidy.kinds import Item
from subsidy.model import identity
from subsidy.policy import Policy
from subsidy.store import Database, applying, intake
from subsidy.store.intake import Row

RETURNED = "已退回企业补正"


def take_back_gone(
    db: Database,
    policy: Policy,
    year: int,
    uscc: str,
    before: Mapping[str, Any],
    values: Mapping[str, Any],
    actor: str,
) -> None:
    """Takes back the open claims, and parts of claims, that were sent before and are not among the values now."""
    claims = applying.open_claims(db, policy.id, year, uscc)
    for name, item in policy.items.items():
        gone = names(policy, item, before.get(name, {})) - names(policy, item, values.get(name, {}))
        for claim in claims if gone else ():
            if claim["item"] != name:
                continue
            if item.parts:
                _without_parts(db, item, claim, gone, actor)
            elif claim["key"] in gone:
                _take_back(db, claim, actor)


def names(policy: Policy, item: Item, values: Mapping[str, Any]) -> set[str]:
    """What tells the claims of a section apart, or their parts."""
    found = [claim.facts for claim in answers.read(policy, item.id, values).claims]
    if item.parts:
        return {identity(part[item.part_name]) for facts in found for part in facts[item.parts]}
    return {item.claim_key(facts) for facts in found}


def _without_parts(db: Database, item: Item, claim: Row, gone: set[str], actor: str) -> None:
    facts = json.loads(claim["facts"])
    left = [part for part in facts[item.parts] if identity(part[item.part_name]) not in gone]
    if not left:
        _take_back(db, claim, actor)
    elif len(left) < len(facts[item.parts]):
        text = json.dumps({**facts, item.parts: left}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        vouching.change(db, claim, text, claim["place"], actor, now())


def _take_back(db: Database, claim: Row, actor: str) -> None:
    at = now()
    applying.withdraw_claims(db, [claim["id"]], at, actor)
    intake.note(db, at, actor, "withdraw_claim", f"application:{claim['application']}", {"claim": claim["id"]})


def vouch_no_more(
    db: Database, policy: Policy, year: int, uscc: str, sections: Iterable[str], actor: str, at: str
) -> None:
    """The office vouches no longer for the open claims of sections; for none at all where the firm's details are wrong.

    DeskError for a section of which everything is decided.
    """
    claims = applying.open_claims(db, policy.id, year, uscc)
    for section in sections:
        mine = claims if section == FIRM else [claim for claim in claims if claim["item"] == section]
        if not mine and section != FIRM:
            raise DeskError(say("{title}已审定，不能退回", title=policy.items[section].title))
        vouching.void(db, [claim["id"] for claim in mine], RETURNED, actor, at)
