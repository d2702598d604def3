"""Four eyes, worked out again from the tables: of every new act, whoever had a hand in what it confirms before."""

import json

from tests.machine.books import MAY, Books
from tests.machine.office import FIRMS, ROLES


def apart(books: Books) -> None:
    """No new review, approval, payment or answer is by somebody who had a hand in what it confirms."""
    for row in books.new("vouchings"):
        if row["act"] == "reviewed":
            assert row["actor"] not in checked(books, row)
    for row in books.new("approved_decisions"):
        decision, signer = books.decisions[row["decision"]], books.approvals[row["approval"]]["actor"]
        assert signer not in prepared(books, decision)
        assert row["decision"] not in books.excluded
        assert books.free_of_objections(decision)
    for row in books.new("payments"):
        decision = books.decisions[row["decision"]]
        assert row["actor"] not in prepared(books, decision) | signed(books, decision)
    objections = {row["id"]: row for row in books["objections"]}
    for row in books.new("objection_answers"):
        assert row["actor"] != objections[row["objection"]]["actor"]
    proposals = {row["id"]: row for row in books["proposals"]}
    for row in books.new("proposal_answers"):
        assert (row["outcome"] == "withdrawn") == (row["actor"] == proposals[row["proposal"]]["actor"])


def by_who_may(books: Books) -> None:
    """Every act in the trail is by somebody whose role it is."""
    for row in books.new("audit"):
        roles = set(ROLES.get(row["actor"], ("firm" if row["actor"] in FIRMS else "operator",)))
        assert roles & MAY.get(row["act"], roles), (row["act"], row["actor"])


def awards_leave_by_two(books: Books) -> None:
    """An award that is told is taken back by two people only: one proposed it, another agreed."""
    answers = {row["proposal"]: row for row in books["proposal_answers"] if row["outcome"] == "approved"}
    agreed = {}
    for row in books["proposals"]:
        if row["kind"] == "reversal" and row["id"] in answers:
            for award in json.loads(row["body"])["awards"]:
                agreed[award["id"]] = {row["actor"], answers[row["id"]]["actor"]}
    for award in books.reversed:
        decision = books.lines[books.awards[award]["line"]]["decision"]
        if decision in books.approved:
            assert len(agreed[award]) == 2


def checked(books: Books, review) -> set[str]:
    """Whoever checked a claim, or found on it, or vouched for it, or found its firm's conditions."""
    claim = books.claims[review["claim"]]
    hands = {row["actor"] for name in ("checks", "findings") for row in books[name] if row["claim"] == claim["id"]}
    said = [row for row in books["vouchings"] if row["claim"] == claim["id"] and row["id"] < review["id"]]
    return hands | {row["actor"] for row in said if row["act"] in ("imported", "checked")}


def prepared(books: Books, decision) -> set[str]:
    """Whoever had a hand in a decision up to now."""
    claims = books.rests_on(decision)
    runs = {books.decisions[line["decision"]]["run"] for line in books.lines.values() if line["claim"] in claims}
    runs |= {decision["run"]}
    hands = {row["actor"] for row in books["runs"] if row["id"] in runs}
    hands |= {row["actor"] for row in books["publications"] if row["run"] in runs}
    hands |= {row["actor"] for row in books["exclusions"] if books.decisions[row["decision"]]["run"] == decision["run"]}
    for name in ("checks", "findings", "vouchings"):
        hands |= {row["actor"] for row in books[name] if row["claim"] in claims}
    mine = {row["id"]: row for row in books["objections"] if row["decision"] == decision["id"]}
    hands |= {row["actor"] for row in mine.values()}
    hands |= {row["actor"] for row in books["objection_answers"] if row["objection"] in mine}
    return hands | conditions(books, decision)


def conditions(books: Books, decision) -> set[str]:
    """Whoever changed what is known of the firm's conditions, before its decision was approved."""
    signed_at = books.approved[decision["id"]]["at"] if decision["id"] in books.approved else "9999"
    found = set()
    for row in books["audit"]:
        if row["act"] in ("conditions", "change_firm") and row["subject"] == decision["uscc"] and row["at"] < signed_at:
            detail = json.loads(row["detail"])
            if detail["before"]["conditions"] != detail["after"]["conditions"]:
                found.add(row["actor"])
    return found


def signed(books: Books, decision) -> set[str]:
    """Whoever approved a decision, or proposed or answered that something of it be taken back."""
    subject = f"{decision['run']}/{decision['uscc']}"
    asked = {row["id"]: row for row in books["proposals"] if (row["kind"], row["subject"]) == ("reversal", subject)}
    hands = {row["actor"] for row in asked.values()}
    hands |= {row["actor"] for row in books["proposal_answers"] if row["proposal"] in asked}
    approval = books.approved.get(decision["id"])
    return hands | ({approval["actor"]} if approval else set())
