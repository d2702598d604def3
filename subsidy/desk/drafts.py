"""The letters that a run calls for, as they stand before they are numbered: 送签稿."""

import datetime
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from subsidy.desk.body import carried, only
from subsidy.letters import Letter, templates_digest
from subsidy.model import GRANTED, NOTED, REFERRED, REFUSED
from subsidy.money import of_yuan, yuan
from subsidy.store import Database, runs
from subsidy.store import letters as table
from subsidy.store.intake import Row

GRANT, RESERVE, REFUSAL, REVERSAL = "grant", "reserve", "refusal", "reversal"
KINDS = (GRANT, RESERVE, REFUSAL, REVERSAL)  # in the order of their numbers
HEAD = ("id", "number", "title", "section")  # what a letter says of the policy
BUDGET_RULES = ("number", "clause", "reserve_clause")


class Draft(NamedTuple):
    """A letter without a number, the row of its decision, and the claims' rows that it speaks of."""

    letter: Letter
    decision: int
    claims: tuple[int, ...]


class Drafts:
    """Makes the letters of a run."""

    def __init__(self, db: Database, run: Row, office: Mapping[str, Any]) -> None:
        self.db, self.office, self.run = db, office, str(run["id"])
        policy = json.loads(run["policy_source"])
        rules = policy.get("appropriation") or {}
        self.policy = {name: policy[name] for name in HEAD}
        self.policy["appropriation"] = {name: rules[name] for name in BUDGET_RULES if name in rules}
        self.date = _date(run["at"])

    def of(self, row: Row) -> Iterator[Draft]:
        """The letters that a decision calls for, never none."""
        decision = json.loads(row["body"])
        if "facts" not in decision:  # decided before letters were numbered
            for position, claim in runs.own_claims(self.db, row["id"]).items():
                decision["lines"][position]["subject"] = claim
        for kind, told in split(decision, json.loads(row["unfunded"])):
            claims = _claims(kind, told)
            earlier = [json.loads(body)["number"] for body in table.before(self.db, row["uscc"], row["id"], claims)]
            letter = self._letter(kind, {**told, "replaces": "、".join(earlier)}, self.date, row)
            yield Draft(letter._replace(rank=row["rank"]), row["id"], claims)

    def reversals(self, issued: bool = False) -> Iterator[Draft]:
        """The letters on what was taken back and not told yet, one a firm; with `issued` on all that was."""
        found = table.taken_back(self.db, self.run, issued=issued)
        for uscc, awards in itertools.groupby(found, key=lambda award: str(award["uscc"])):
            yield self._reversal(uscc, list(awards))

    def reversal(self, uscc: str) -> Draft | None:
        """The letter on what was taken back from a firm and not told yet; None where there is nothing."""
        awards = list(table.taken_back(self.db, self.run, uscc))
        return self._reversal(uscc, awards) if awards else None

    def _reversal(self, uscc: str, awards: list[Row]) -> Draft:
        row = runs.decision_on(self.db, self.run, uscc)
        if row is None:
            raise LookupError(f"{self.run} {uscc}")
        decision = _taken_back(json.loads(row["body"]), awards)
        letters = [table.told_of(self.db, award["claim"], (GRANT, RESERVE)) for award in awards]
        decision["original"] = "、".join(dict.fromkeys(json.loads(body)["number"] for body in letters if body))
        date = _date(max(award["at"] for award in awards))
        claims = tuple(award["claim"] for award in awards)
        return Draft(self._letter(REVERSAL, decision, date, row), row["id"], claims)

    def _letter(self, kind: str, decision: dict[str, Any], date: datetime.date, row: Row) -> Letter:
        district, contact = decision["payee"]["district"], row["contact"] or ""
        account = _account(decision)
        return Letter(
            kind, decision, self.policy, date, district, account, None, self.office, run=self.run, contact=contact
        )


def kinds(decision: Mapping[str, Any], unfunded: Iterable[int]) -> list[str]:
    """The letters that a decision calls for, never none; `unfunded` are the positions of the lines that wait."""
    granted, waits = _granted(decision), set(unfunded)
    found = [kind for kind, lines in ((GRANT, granted - waits), (RESERVE, waits)) if lines]
    if not granted or any(line["outcome"] == REFUSED for line in decision["lines"]):
        found.append(REFUSAL)
    return found


def split(decision: dict[str, Any], unfunded: Iterable[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each letter's kind with the decision it tells of: what has money and what waits are told apart."""
    called, waits, every = kinds(decision, unfunded), set(unfunded), set(range(len(decision["lines"])))
    if GRANT in called:
        yield GRANT, _only(decision, every - waits)
    if RESERVE in called:
        yield RESERVE, _only(decision, waits if GRANT in called else waits | (every - _granted(decision)))
    if REFUSAL in called:
        yield REFUSAL, decision


def _granted(decision: Mapping[str, Any]) -> set[int]:
    return {i for i, line in enumerate(decision["lines"]) if line["outcome"] == GRANTED}


def kept(letter: Letter) -> str:
    """Everything that a letter says, as JSON, and its look; how often it was printed is not part of it."""
    said = {**letter._asdict(), "date": letter.date.isoformat(), "look": templates_digest()}
    del said["mark"]
    return json.dumps(said, ensure_ascii=False)


def restored(text: str) -> Letter:
    """The letter that `kept` was given."""
    return opened(text)[0]


def opened(text: str) -> tuple[Letter, str]:
    """The letter that `kept` was given, and the digest of the templates and faces with which it was issued."""
    said = json.loads(text)
    look = said.pop("look", "")
    return Letter(**{**said, "date": datetime.date.fromisoformat(said["date"])}), look


def _only(decision: dict[str, Any], positions: set[int]) -> dict[str, Any]:
    found = only(decision, positions)
    return {**found, "total": yuan(sum(of_yuan(line["amount"]) for line in found["lines"]))}


def _claims(kind: str, decision: Mapping[str, Any]) -> tuple[int, ...]:
    """The claims that a letter decides on: not those that it only mentions, which another letter is about."""
    lines = decision["lines"]
    if kind != REFUSAL:
        return _subjects(line for line in lines if line["outcome"] == GRANTED)
    refused = [line for line in lines if line["outcome"] == REFUSED]
    return _subjects(refused or [line for line in lines if line["outcome"] in (REFERRED, NOTED)])


def _subjects(lines: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    # a run decided before letters were numbered does not name the claims of what it carried
    return tuple(dict.fromkeys(line["subject"] for line in lines if "subject" in line))


def _taken_back(decision: dict[str, Any], awards: list[Row]) -> dict[str, Any]:
    """A decision with only the lines that were taken back, why, and whether they had money."""
    lines, facts = carried(awards)
    for index, line in enumerate(lines):
        line["claim"] = index
    reasons = dict.fromkeys(award["reason"] for award in awards)
    total = yuan(sum(award["amount"] for award in awards))
    paid = any(award["granted"] for award in awards)
    return {**decision, "lines": lines, "facts": facts, "total": total, "reason": "；".join(reasons), "paid": paid}


def _account(decision: Mapping[str, Any]) -> dict[str, str] | None:
    payee = decision["payee"]
    if not payee["account"]:
        return None
    name = payee["account_name"] or decision["firm"]["name"]
    return {"name": name, "bank": payee["bank"], "number": payee["account"]}


def _date(at: str) -> datetime.date:
    return datetime.datetime.fromisoformat(at).date()
