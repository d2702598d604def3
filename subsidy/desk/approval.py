"""What those who sign a run have to see, read from the store: the batch, each firm, and whose work it rests on."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import fields

from schemas.claims import claim_schema
from schemas.fields import Choice, IdNumber, Yuan
from subsidy import policy as policies
from subsidy.desk.drafts import kinds
from subsidy.desk.lists import order_text
from subsidy.desk.run import decisions, find
from subsidy.desk.vouched import Vouchers
from subsidy.letters import KINDS, office
from subsidy.letters.forms import Approval, Batch, Claim, Condition, Label, Listed, Voucher, by_district
from subsidy.letters.wording import place
from subsidy.model import GRANTED
from subsidy.money import of_yuan
from subsidy.policy import Policy
from subsidy.store import Database, chain, evidence, intake, runs
from subsidy.store.intake import Row

Value = int | bool | str | None


class Papers:
    """A run as those who sign it see it, read as it is asked for; RunError if it is unknown."""

    def __init__(self, db: Database, run_id: str, known: Mapping[str, Any]) -> None:
        self.db, self.run, self.office = db, find(db, run_id), office(**known)
        self.policy = _policy(self.run)
        self.vouchers = Vouchers(db, run_id)

    def firms(self) -> Iterator[Approval]:
        """A 审批单 for each firm, by its code; one at a time."""
        received = evidence.received(self.db, self.run["id"])
        for row in runs.decisions(self.db, self.run["id"]):
            body, own = json.loads(row["body"]), runs.own_claims(self.db, row["id"])
            yield Approval(
                body["case"],
                self.run["id"],
                self.run["year"],
                self.run["at"],
                received[row["uscc"]],
                _firm(body),
                self._conditions(row, body, bool(own)),
                self._claims(row, body, own),
                row["rank"],
                self.policy.source,
                self.office,
            )

    def batch(self) -> Batch:
        """The 审批单 of the batch."""
        found = _Sums()
        for row in runs.decisions(self.db, self.run["id"]):
            found.add(row)
        told = {line.clause for line in found.lines}
        clauses = dict.fromkeys(item.clause for item in self.policy.items.values())
        return Batch(
            self.run["id"],
            self.run["year"],
            self.run["at"],
            self.run["actor"],
            self.policy.source,
            self.office,
            self.run["appropriation"],
            self.run["spent_before"],
            found.lines,
            [clause for clause in clauses if clause in told],
            self._all_readings(found.readings),
            self._vouched(),
            found.unchecked,
            {kind: found.letters[kind] for kind in KINDS if found.letters[kind]},
            order_text(self.policy.appropriation["order"]),
            digest(self.db, self.run["id"]),
            chain.head_of_run(self.db, self.run["id"]),
        )

    def count(self) -> int:
        """How many firms there are."""
        return sum(1 for _ in runs.decisions(self.db, self.run["id"]))

    def _conditions(self, row: Row, body: Row, own: bool) -> list[Condition]:
        """The firm's conditions as the run found them; where it decided nothing anew, as the register has them."""
        facts = body.get("facts") if own else None
        known = facts[-1]["conditions"] if facts else (intake.firm(self.db, row["uscc"]) or {})["conditions"]
        unchecked = set(body["to_check"])
        return [
            Condition(c.label, c.wanted, None if c.id in unchecked else known.get(c.id)) for c in self.policy.conditions
        ]

    def _claims(self, row: Row, body: Row, own: Mapping[int, int]) -> list[Claim]:
        unfunded = json.loads(row["unfunded"])
        subjects = [line.get("subject", own.get(i)) for i, line in enumerate(body["lines"])]
        found = {claim["id"]: claim for claim in evidence.claims(self.db, [s for s in subjects if s])}
        return [
            self._claim(line, _outcome(line, i in unfunded), found.get(subject), i in own)
            for i, (line, subject) in enumerate(zip(body["lines"], subjects, strict=True))
        ]

    def _claim(self, line: Row, outcome: str, claim: Row | None, own: bool) -> Claim:
        item = self.policy.items[line["item"]]
        said, parts = _facts(item, json.loads(claim["facts"])) if claim else ([], [])
        vouched = bool(claim["accepted"]) if claim and own else None
        return Claim(
            line["title"],
            line["clause"],
            outcome,
            of_yuan(line["amount"]),
            said,
            parts,
            [reason["text"] for reason in line["reasons"]],
            line["workings"],
            self._readings(line["readings"]),
            vouched,
            self._by(claim) if claim and vouched else [],
            claim["place"] if claim else "",
        )

    def _by(self, claim: Row) -> tuple[Voucher, ...]:
        return self.vouchers.of(claim["versions"])

    def _readings(self, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
        found = []
        for name, value in names.items():
            item, _, reading = name.partition(".")
            known = self.policy.items[item].readings[reading]
            found.append((known.question, known.choices[value], known.why.rstrip("。")))
        return found

    def _all_readings(self, used: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Every reading that a line of the run rests on, once, in the order of the policy."""
        order = [f"{item.id}.{name}" for item in self.policy.items.values() for name in item.readings]
        return self._readings({name: used[name] for name in order if name in used})

    def _vouched(self) -> dict[str, int]:
        """How many claims each person vouched for; '' where the trail names several or none."""
        own = evidence.own_claims(self.db, self.run["id"])
        ids = [claim for lines in own.values() for claim in lines.values()]
        found: Counter[str] = Counter()
        for claim in evidence.claims(self.db, ids):
            actors = {by.actor for by in self._by(claim)}
            found[actors.pop() if len(actors) == 1 else ""] += 1
        return dict(sorted(found.items(), reverse=True))


def digest(db: Database, run_id: str) -> str:
    """SHA-256 of the decisions of a run, of all the bytes that `subsidy decisions` writes."""
    found = hashlib.sha256()
    for decision in decisions(db, run_id):
        found.update(json.dumps(decision, ensure_ascii=False).encode() + b"\n")
    return found.hexdigest()


def labels(db: Database, run_id: str, known: Mapping[str, Any]) -> list[Label]:
    """A mail label for each firm that gets a letter in a run: every one that it decided on; by district, then code."""
    find(db, run_id)
    region = str(office(**known)["region"])
    found = []
    for row in runs.decisions(db, run_id):
        body = json.loads(row["body"])
        district = body["payee"]["district"]
        label = Label(row["uscc"], body["firm"]["name"], place(region, district), row["contact"] or "")
        found.append((by_district(district), label.uscc, label))
    return [label for *_, label in sorted(found)]


def _policy(run: Row) -> Policy:
    """The policy as it decided the run."""
    return policies.stored(run["policy_source"], run["policy"])


def _firm(body: Row) -> dict[str, str]:
    payee = body["payee"]
    known = {name: payee[name] for name in ("district", "account_name", "bank")}
    return {**body["firm"], **known, "tail": "".join(payee["account"].split())[-4:]}


def _outcome(line: Row, waits: bool) -> str:
    return "reserved" if waits and line["outcome"] == GRANTED else str(line["outcome"])


def _listed(row: Row, body: Row) -> Iterator[Listed]:
    unfunded = json.loads(row["unfunded"])
    for position, line in enumerate(body["lines"]):
        yield Listed(
            row["uscc"],
            body["firm"]["name"],
            body["payee"]["district"],
            line["clause"],
            line["title"],
            _outcome(line, position in unfunded),
            of_yuan(line["amount"]),
        )


class _Sums:
    """What the batch's 审批单 needs of the decisions, which are looked at one by one."""

    def __init__(self) -> None:
        self.lines: list[Listed] = []
        self.readings: dict[str, str] = {}
        self.unchecked = 0
        self.letters: Counter[str] = Counter()

    def add(self, row: Row) -> None:
        """One more decision."""
        body = json.loads(row["body"])
        self.lines += _listed(row, body)
        for line in body["lines"]:
            self.readings |= line["readings"]
        self.unchecked += bool(body["to_check"])
        self.letters.update(kinds(body, json.loads(row["unfunded"])))


def _facts(item: Any, facts: Mapping[str, Any]) -> tuple[list[tuple[str, Value]], list[list[tuple[str, Value]]]]:
    """What was claimed in the words of the policy: labels and values, and the same for each part."""
    known: dict[str, Any] = claim_schema(item).fields
    parts = facts.get(item.parts, []) if item.parts else []
    inner = known[item.parts].inner.schema.fields if item.parts else {}
    said = _said(item, known, {name: what for name, what in facts.items() if name != item.parts})
    names = {name: None for part in parts for name in part}  # of one table: what a part lacks is empty there
    return said, [_said(item, inner, {**names, **part}) for part in parts]


def _said(item: Any, known: Mapping[str, fields.Field], facts: Mapping[str, Any]) -> list[tuple[str, Value]]:
    """Labels and values in the order of the schema; identity numbers stay in the office's file."""
    found: list[tuple[str, Value]] = []
    for name, rule in known.items():
        if name not in facts or isinstance(rule, IdNumber):
            continue
        what = facts[name]
        if isinstance(rule, Yuan) and what is not None:
            what = of_yuan(what)
        elif isinstance(rule, Choice) and what is not None:
            what = rule.choices[what]
        found.append((item.labels[name], what))
    return found
