"""A run's letters: which there are and what each carries, read when they are asked for."""

import datetime
import json
from collections.abc import Iterator, Mapping
from typing import Any

from subsidy.desk.run import find
from subsidy.letters import Letter, kinds_for
from subsidy.money import yuan
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
        for kind in kinds_for(decision, bool(row["funded"])):
            payee = decision["payee"]
            yield Letter(kind, decision, policy, date, payee["district"], _account(decision), row["rank"], office)
    for uscc, reversed_awards in _reversals(db, run_id).items():
        decision = _reversal(json.loads(firms[uscc]["body"]), reversed_awards)
        date, payee = _date(reversed_awards[-1]["reversed_at"]), decision["payee"]
        yield Letter("reversal", decision, policy, date, payee["district"], _account(decision), None, office)


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
