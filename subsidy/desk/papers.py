"""A run's letters: which there are and what each carries, read when they are asked for."""

import datetime
import json
from collections.abc import Iterator, Mapping
from typing import Any

from subsidy.desk.run import find
from subsidy.letters import Letter, kinds_for
from subsidy.model import GRANTED
from subsidy.money import of_yuan, yuan
from subsidy.store import Database, awards, runs
from subsidy.store.intake import Row


def letters(db: Database, run_id: str, office: Mapping[str, Any]) -> Iterator[Letter]:
    """The letters of a run by firm's code: what was granted, reserved, not granted, and taken back since.

    RunError if the run is unknown. Dates are the run's own, so that a reprint is the same letter.
    """
    run = find(db, run_id)
    policy = json.loads(run["policy_source"])
    date = _date(run["at"])
    firms: dict[str, Row] = {}
    for row in runs.decisions(db, run_id):
        firms[row["uscc"]] = row
        decision = json.loads(row["body"])
        district, account = decision["payee"]["district"], _account(decision)
        for kind, told in _split(decision, json.loads(row["unfunded"])):
            yield Letter(kind, told, policy, date, district, account, row["rank"], office)
    for uscc, reversed_awards in _reversals(db, run_id).items():
        decision = _reversal(json.loads(firms[uscc]["body"]), reversed_awards)
        date, payee = _date(reversed_awards[-1]["reversed_at"]), decision["payee"]
        yield Letter("reversal", decision, policy, date, payee["district"], _account(decision), None, office)


def _split(decision: dict[str, Any], unfunded: list[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each letter's kind with the decision it tells of: what has money and what waits are told apart."""
    kinds = kinds_for(decision, funded=True)
    granted = [i for i, line in enumerate(decision["lines"]) if line["outcome"] == GRANTED]
    paid = [i for i in granted if i not in unfunded]
    if paid:
        yield "grant", _only(decision, {*range(len(decision["lines"]))} - set(unfunded))
    if unfunded:
        others = set() if paid else set(range(len(decision["lines"]))) - set(granted)
        yield "reserve", _only(decision, {*unfunded} | others)
    if "refusal" in kinds:
        yield "refusal", decision


def _only(decision: dict[str, Any], positions: set[int]) -> dict[str, Any]:
    """The decision with only some of its lines, and their total."""
    lines = [line for i, line in enumerate(decision["lines"]) if i in positions]
    return {**decision, "lines": lines, "total": yuan(sum(of_yuan(line["amount"]) for line in lines))}


def _date(at: str) -> datetime.date:
    return datetime.datetime.fromisoformat(at).date()


def _account(decision: Mapping[str, Any]) -> dict[str, str] | None:
    payee = decision["payee"]
    if not payee["account"]:
        return None
    name = payee["account_name"] or decision["firm"]["name"]
    return {"name": name, "bank": payee["bank"], "number": payee["account"]}


def _reversals(db: Database, run_id: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for award in awards.run_awards(db, run_id):
        if award["reversed_at"]:
            found.setdefault(award["uscc"], []).append(award)
    return found


def _reversal(body: dict[str, Any], taken_back: list[Row]) -> dict[str, Any]:
    """A decision with only the lines that were taken back, why, and whether they had money."""
    lines = [json.loads(award["body"])["lines"][award["position"]] for award in taken_back]
    reasons = dict.fromkeys(award["reversal_reason"] for award in taken_back)
    total = yuan(sum(award["amount"] for award in taken_back))
    paid = any(award["granted"] for award in taken_back)
    return {**body, "lines": lines, "total": total, "reason": "；".join(reasons), "paid": paid}
