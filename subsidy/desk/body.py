"""The text of a decision: its lines, and the facts that each rests on, so that anyone can work it out again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError

from schemas.claims import claim_schema, past_schema
from schemas.decisions import dump_line
from subsidy.assessment import NOTHING
from subsidy.model import REFERRED, Case, Decision, Finding, Line, Past
from subsidy.money import yuan
from subsidy.policy import Policy
from subsidy.store.intake import Row

PAYEE = ("district", "account_name", "bank", "bank_code", "account")
OFFICE_ONLY = ("title", "subject", "basis")  # of a line: what letters need, and the decision itself does not say
_WRITER = json.JSONEncoder(ensure_ascii=False)


class Bodies:
    """Writes the decisions under one policy; its schemas are made once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.claims = {name: claim_schema(item) for name, item in policy.items.items()}
        self.pasts = {name: past_schema(item) for name, item in policy.items.items() if item.pays}

    def write(
        self,
        decision: Decision,
        claims: Sequence[Row],
        told: Sequence[Line],
        waiting: Sequence[Row],
        firm: Row,
        findings: Mapping[int, Finding] = NOTHING,
    ) -> bytes:
        """The decision in the form others rely on, with what letters need: titles, bases, facts, and whom to pay.

        `claims` are the rows that were decided, `told` the lines to be told of them, `waiting` earlier awards,
        `findings` what persons decided by the claim's place.
        """
        lines, facts = carried(waiting)
        total = sum(award["amount"] for award in waiting) + sum(line.amount for line in told)
        if told:
            known, places = self._facts(decision, claims, findings)
            for line in told:
                text = {**dump_line(line), "title": line.item.title, "subject": claims[line.claim]["id"]}
                if line.claim in places:
                    text["basis"] = {"facts": len(facts), "claim": places[line.claim]}
                lines.append(text)
            known |= _found(findings, places)
            facts.append(known)
        for index, text in enumerate(lines):
            text["claim"] = index
        case = decision.case
        body = {
            "case": case.id,
            "policy": self.policy.id,
            "policy_digest": self.policy.digest,
            "year": case.year,
            "firm": {"uscc": case.firm.uscc, "name": case.firm.name},
            "lines": lines,
            "to_check": decision.to_check,
            "total": yuan(total),
            "payee": {name: firm[name] or "" for name in PAYEE},
            "facts": facts,
        }
        return _WRITER.encode(body).encode()

    def _facts(
        self, decision: Decision, rows: Sequence[Row], findings: Mapping[int, Finding]
    ) -> tuple[dict[str, Any], dict[int, int]]:
        """What the decision rests on, in the form of a case, and the place in it of each claim by its line's number."""
        case = decision.case
        history, lost = self._history(case)
        claims: list[dict[str, Any]] = []
        places: dict[int, int] = {}
        for line, row in zip(decision.lines, rows, strict=True):
            item, told = line.item, json.loads(row["facts"])
            # what nobody can read today is with a person, and no one can work it out: it would spoil the whole case
            if (line.outcome == REFERRED or line.claim in findings) and (
                item.id in lost or not _loads(self.claims[item.id], told)
            ):
                continue
            if item.parts:
                told[item.parts] = [_without_id(part) for part in told[item.parts]]
            places[line.claim] = len(claims)
            claims.append({"item": item.id, **told})
        known = case.firm.conditions
        conditions = {c.id: known[c.id] for c in self.policy.conditions if c.id in known}
        digest = self.policy.digest
        return {"policy_digest": digest, "conditions": conditions, "claims": claims, "history": history}, places

    def _history(self, case: Case) -> tuple[list[dict[str, Any]], set[str]]:
        """The past awards in the form of a case, and the items of those that cannot be told in it."""
        history: list[dict[str, Any]] = []
        lost: set[str] = set()
        for past in case.history or ():
            schema = self.pasts.get(past.item)
            if schema is None:
                continue
            for one in _apart(past):
                told = schema.dump(one.facts)
                if not _loads(schema, told):
                    lost.add(one.item)
                    continue
                own = {"own": True} if one.own else {}
                history.append({"item": one.item, "year": one.year, "amount": yuan(one.amount), **told, **own})
        return history, lost


def _found(findings: Mapping[int, Finding], places: Mapping[int, int]) -> dict[str, Any]:
    """What persons decided, by its place among the facts: what the rules say of the others may rest on it."""
    told = [
        {"claim": places[claim], "outcome": one.outcome, "amount": yuan(one.amount), "grant": one.grant}
        for claim, one in findings.items()
        if claim in places
    ]
    return {"findings": told} if told else {}


def carried(waiting: Sequence[Row]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The lines of earlier awards, each with its claim's row, and the facts that they rested on, each once."""
    bodies: dict[int, Any] = {}
    lines: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for award in waiting:
        decision = award["decision"]
        if decision not in bodies:
            bodies[decision] = json.loads(award["body"])
        line = bodies[decision]["lines"][award["position"]]
        lines.append({**line, "subject": award["claim"]})
        # a decision made before letters carried their facts has none
        if "basis" in line:
            entry = bodies[decision]["facts"][line["basis"]["facts"]]
            lines[-1]["basis"] = {**line["basis"], "facts": _place(facts, entry)}
    return lines, facts


def only(decision: dict[str, Any], positions: set[int]) -> dict[str, Any]:
    """The decision with only some of its lines and what they rest on; its total is the caller's to set."""
    lines: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for position, line in enumerate(decision["lines"]):
        if position in positions:
            lines.append(dict(line))
            if "basis" in line:
                entry = decision["facts"][line["basis"]["facts"]]
                lines[-1]["basis"] = {**line["basis"], "facts": _place(facts, entry)}
    return {**decision, "lines": lines, "facts": facts}


def public(decision: dict[str, Any]) -> dict[str, Any]:
    """The decision without what only the office and its letters need."""
    del decision["payee"]
    decision.pop("facts", None)
    for line in decision["lines"]:
        for name in OFFICE_ONLY:
            line.pop(name, None)
    return decision


def _place(facts: list[dict[str, Any]], entry: dict[str, Any]) -> int:
    """The place of the entry, put at the end if it is not there."""
    for place, known in enumerate(facts):
        if known is entry:
            return place
    facts.append(entry)
    return len(facts) - 1


def _apart(past: Past) -> Iterator[Past]:
    """The award as a case tells it: for several tiers at once, one that was paid and the others for nothing."""
    tiers = past.facts.get("tiers", ())
    yield past
    for tier in tiers[:-1]:
        yield past._replace(amount=0, facts={"tier": tier})


def _without_id(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != "id_number"}


def _loads(schema: Any, told: dict[str, Any]) -> bool:
    try:
        schema.load(told)
    except ValidationError:
        return False
    return True
