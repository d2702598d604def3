"""The books of an office worked out again from its tables, in plain Python: nothing of the program's own is asked."""

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict

# who may have done what the trail tells, as the office is organised; 'office' is the operator on the machine
MAY = {
    "check": {"handler"},
    "conditions": {"handler"},
    "finding": {"handler"},
    "return": {"handler"},
    "run": {"handler", "operator"},
    "publish": {"handler"},
    "exclude": {"handler", "reviewer", "approver"},  # by an upheld objection or a reversal too
    "object": {"handler", "reviewer"},
    "review": {"reviewer"},
    "answer": {"reviewer"},
    "approve": {"approver"},
    "issue": {"approver"},
    "pay": {"finance"},
    "propose": {"handler", "reviewer", "admin"},
    "answer_proposal": {"approver", "admin", "handler", "reviewer"},  # who proposed may withdraw
    "reverse": {"handler", "reviewer", "approver"},
    "set_budget": {"admin", "approver", "operator"},
    "take_in": {"operator", "firm"},
    "submit": {"firm"},
    "withdraw": {"firm"},
}
CAPS = {"major_project": 30_000_000_00, "outsourcing_bonus": 1_000_000_00}
CMMI = ("一级", "二级", "三级", "四级", "五级")


class Books:
    """Every table of a moment, as rows by its name; `seen`: how many rows of it the moment before had."""

    def __init__(self, conn: sqlite3.Connection, seen: dict[str, int]) -> None:
        self.tables, self.seen = {}, seen
        names = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite_%'")
        for (name,) in names.fetchall():
            found = conn.execute(f"SELECT * FROM {name} ORDER BY rowid")
            columns = [column[0] for column in found.description]
            self.tables[name] = [dict(zip(columns, row, strict=True)) for row in found]
        self.decisions = {row["id"]: row for row in self["decisions"]}
        self.claims = {row["id"]: row for row in self["claims"]}
        self.awards = {row["id"]: row for row in self["awards"]}
        self.lines = {row["id"]: row for row in self["lines"]}
        self.bodies = {key: json.loads(row["body"]) for key, row in self.decisions.items()}
        self.granted = {row["award"]: row for row in self["ledger"] if row["kind"] == "grant"}
        self.reversed = {row["award"]: row for row in self["ledger"] if row["kind"] == "reversal"}
        self.excluded = {row["decision"] for row in self["exclusions"]}
        self.approvals = {row["id"]: row for row in self["approvals"]}
        self.approved = {row["decision"]: self.approvals[row["approval"]] for row in self["approved_decisions"]}

    def __getitem__(self, name):
        return self.tables[name]

    def new(self, name):
        """The rows of a table that were not there the moment before."""
        return self[name][self.seen.get(name, 0) :]

    def counts(self):
        return {name: len(rows) for name, rows in self.tables.items()}

    def given_by(self, decision):
        """The awards to which a decision gave money, with the amount of each."""
        return {
            award: row["amount"]
            for award, row in self.granted.items()
            if row["run"] == decision["run"] and self.awards[award]["application"] == decision["application"]
        }

    def stands(self, decision):
        """What of that nobody took back, in fen."""
        return sum(amount for award, amount in self.given_by(decision).items() if award not in self.reversed)

    def rests_on(self, decision):
        """The claims that a decision rests on: its own, and those of awards that waited and got money by it."""
        own = {line["claim"] for line in self.lines.values() if line["decision"] == decision["id"]}
        return own | {self.lines[self.awards[award]["line"]]["claim"] for award in self.given_by(decision)}

    # ---- money

    def spent_is_within_the_appropriation(self):
        totals, amounts = Counter(), {}
        for row in self["budgets"]:
            amounts[row["policy"], row["year"]] = row["amount"]
        for row in self["ledger"]:
            year = row["policy"], row["year"]
            totals[year] += row["amount"] if row["kind"] == "grant" else -row["amount"]
            assert row["spent"] == totals[year]
            assert row["amount"] >= 0 <= row["spent"]
        for year, spent in totals.items():
            assert spent <= amounts.get(year, 0)
        for row in self.new("ledger"):
            if row["kind"] == "grant":
                assert row["spent"] <= amounts[row["policy"], row["year"]]

    def what_is_granted_and_taken_back_is_an_award_once(self):
        kinds = Counter((row["award"], row["kind"]) for row in self["ledger"])
        assert set(kinds.values()) <= {1}
        for award, row in self.granted.items():
            assert row["amount"] == self.awards[award]["amount"]
        for award, row in self.reversed.items():
            assert row["amount"] == (self.granted[award]["amount"] if award in self.granted else 0)

    def the_ledger_is_what_was_decided(self):
        for decision in self.decisions.values():
            body, waits = self.bodies[decision["id"]], set(json.loads(decision["unfunded"]))
            amounts = [_fen(line["amount"]) for line in body["lines"]]
            funded = sum(amount for place, amount in enumerate(amounts) if place not in waits)
            assert sum(amounts) == decision["total"] == _fen(body["total"])
            assert sum(self.given_by(decision).values()) == funded
            for line in self.lines.values():
                if line["decision"] == decision["id"]:
                    assert (line["outcome"], line["amount"]) == (
                        body["lines"][line["position"]]["outcome"],
                        amounts[line["position"]],
                    )
        for run in self["runs"]:
            mine = [row for row in self.granted.values() if row["run"] == run["id"]]
            of_run = [one for one in self.decisions.values() if one["run"] == run["id"]]
            assert len(mine) == sum(len(self.given_by(one)) for one in of_run)

    def each_one_off_is_granted_once(self):
        had, sums = Counter(), Counter()
        for award in self.awards.values():
            if award["id"] in self.reversed:
                continue
            facts = json.loads(award["facts"])
            for key in _once(award["item"], facts, award["year"]):
                had[award["uscc"], award["item"], key] += 1
            about = facts.get("project") or award["year"]  # a project's cap is over all years
            sums[award["uscc"], award["item"], about] += award["amount"]
        assert not [key for key, count in had.items() if count > 1]
        for (_, item, _), total in sums.items():
            assert total <= CAPS.get(item, total)

    def nothing_is_given_to_who_fails_a_condition(self):
        wanted = {"software_firm": True, "registered_in_city": True, "serious_dishonesty": False}
        failing = {
            firm["uscc"]
            for firm in self["firms"]
            if any(wanted[name] is not found for name, found in json.loads(firm["conditions"]).items())
        }
        for row in self.new("ledger"):
            assert row["kind"] == "reversal" or self.awards[row["award"]]["uscc"] not in failing
        for row in self.new("approved_decisions"):
            decision = self.decisions[row["decision"]]
            assert decision["uscc"] not in failing or not self.stands(decision)

    def what_leaves_its_run_gives_nothing(self):
        for decision in self.excluded:
            assert decision not in self.approved
            assert self.stands(self.decisions[decision]) == 0
            own = [line["id"] for line in self.lines.values() if line["decision"] == decision]
            assert all(award["id"] in self.reversed for award in self.awards.values() if award["line"] in own)

    def nothing_is_paid_beyond_what_stands(self):
        for row in self.new("payments"):
            decision = self.decisions[row["decision"]]
            mine = [one for one in self["payments"] if one["decision"] == row["decision"]]
            sums = Counter()
            for one in mine:
                sums[one["kind"]] += one["amount"]
            assert row["decision"] in self.approved
            if row["kind"] == "paid":
                assert [one["kind"] for one in mine].count("paid") == 1
                assert row["amount"] == self.stands(decision)
                assert self.free_of_objections(decision)
            if row["kind"] == "recovered":
                assert sums["recovered"] <= sums["paid"] - self.stands(decision)

    def free_of_objections(self, decision):
        """Whether every objection is answered, and what one was right about is taken back."""
        answers = {row["objection"]: row for row in self["objection_answers"]}
        for one in self["objections"]:
            if one["decision"] == decision["id"]:
                back = [row for award, row in self.reversed.items() if award in self.given_by(decision)]
                answer = answers.get(one["id"])
                if answer is None or (answer["outcome"] == "upheld" and not back):
                    return False
        return True

    # ---- claims

    def what_is_ready_is_vouched_for_as_it_stands(self):
        said, taken = {}, {row["claim"] for row in self["claim_withdrawals"]}
        decided = {line["final"] for line in self.lines.values()}
        for row in self["vouchings"]:
            said[row["claim"]] = row
        for claim in self.claims.values():
            if claim["accepted"] and claim["id"] not in decided | taken:
                last = said[claim["id"]]
                assert last["act"] in ("imported", "reviewed")
                assert last["facts"] == hashlib.sha256(claim["facts"].encode()).hexdigest()

    def what_is_decided_was_ready(self):
        taken = {row["claim"] for row in self["claim_withdrawals"]}
        for line in self.new("lines"):
            assert self.claims[line["claim"]]["accepted"]
            assert line["claim"] not in taken

    # ---- letters

    def letters_are_numbered_without_a_gap(self):
        numbers = defaultdict(list)
        for row in self["letters"]:
            numbers[row["year"]].append(row["number"])
        for found in numbers.values():
            assert found == list(range(1, len(found) + 1))

    def what_is_approved_has_its_letters_and_nothing_else_has(self):
        told = defaultdict(list)
        for row in self["letters"]:
            assert row["decision"] in self.approved
            if row["kind"] != "reversal":
                told[row["decision"]].append(row["kind"])
        for decision in self.approved:
            body, waits = self.bodies[decision], set(json.loads(self.decisions[decision]["unfunded"]))
            outcomes = [line["outcome"] for line in body["lines"]]
            granted = {place for place, outcome in enumerate(outcomes) if outcome == "granted"}
            wanted = ["grant"] * bool(granted - waits) + ["reserve"] * bool(waits)
            wanted += ["refusal"] * (not granted or "refused" in outcomes)
            assert sorted(told[decision]) == sorted(wanted)

    def a_claim_is_taken_back_by_one_letter(self):
        backs = {row["id"] for row in self["letters"] if row["kind"] == "reversal"}
        told = Counter(row["claim"] for row in self["letter_claims"] if row["letter"] in backs)
        assert set(told.values()) <= {1}
        back = {self.lines[self.awards[award]["line"]]["claim"] for award in self.reversed}
        assert set(told) <= back


def _fen(text):
    yuan, _, cents = text.partition(".")
    return int(yuan) * 100 + int(cents)


def _once(item, facts, year):
    """What an award uses up for its firm, as the clause says it; of a contract, what was executed in its year."""
    if item == "revenue_tier":
        return facts.get("tiers") or [facts["tier"]]
    if item == "capability_certificate" and facts["scheme"] == "CMMI":
        top = CMMI.index(facts["level"])
        return CMMI[top - _steps(facts) + 1 : top + 1]
    names = {
        "national_list": lambda: [facts["list"]],
        "security_certificate": lambda: ["once"],
        "first_version_product": lambda: [(facts["product"], facts["grade"])],
        "capability_certificate": lambda: [(facts["scheme"], level) for level in facts["levels"]],
        "training_refund": lambda: facts["certificates"],
        "outsourcing_bonus": lambda: [(year, contract) for contract in facts["contracts"]],
    }
    return names.get(item, list)()


def _steps(facts):
    """How many levels from 三级 on an award was for."""
    return CMMI.index(facts["level"]) - 1 - facts.get("above", 0)


# every rule of the books: what holds at any moment
RULES = (
    Books.spent_is_within_the_appropriation,
    Books.what_is_granted_and_taken_back_is_an_award_once,
    Books.the_ledger_is_what_was_decided,
    Books.each_one_off_is_granted_once,
    Books.nothing_is_given_to_who_fails_a_condition,
    Books.what_leaves_its_run_gives_nothing,
    Books.nothing_is_paid_beyond_what_stands,
    Books.what_is_ready_is_vouched_for_as_it_stands,
    Books.what_is_decided_was_ready,
    Books.letters_are_numbered_without_a_gap,
    Books.what_is_approved_has_its_letters_and_nothing_else_has,
    Books.a_claim_is_taken_back_by_one_letter,
)
