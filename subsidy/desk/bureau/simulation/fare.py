"""How a year's appropriation fares under a policy, by the rules of a run: whole firms, in the policy's order."""

from collections.abc import Sequence

from subsidy import ledger
from subsidy.desk.bureau.simulation.decided import Decided
from subsidy.desk.bureau.simulation.register import Register
from subsidy.desk.bureau.simulation.result import Fare
from subsidy.ledger import Candidate


def fare(register: Register, decided: Decided, year: int) -> Fare:
    """What of the year's awards the appropriation covers, were all of them decided at once."""
    appropriation, rules = register.appropriations.get(year), decided.policy.appropriation
    candidates = ledger.queue(_candidates(register, decided, year), rules["order"])
    # without an appropriation nothing is known of who waits
    funded = ledger.fund(candidates, appropriation or 0, rules["when_short"])
    paid = [one for one, fits in zip(candidates, funded, strict=True) if fits]
    needed = _sum(candidates)
    if appropriation is None:
        return Fare(None, needed, len(candidates), 0, 0, 0, 0)
    waiting = len(candidates) - len(paid)
    return Fare(appropriation, needed, len(candidates), _sum(paid), len(paid), needed - _sum(paid), waiting)


def _candidates(register: Register, decided: Decided, year: int) -> list[Candidate]:
    found = []
    for entry, worths in zip(register.entries, decided.worths, strict=True):
        amount = sum(one.amount for one in worths)
        if entry.year != year or not amount:
            continue
        items = [told.item for told, one in zip(entry.claims, worths, strict=True) if one.amount]
        priority = min(decided.policy.items[item].priority for item in items)
        found.append(Candidate(entry.uscc, amount, priority, entry.received, waiting=False))
    return found


def _sum(candidates: Sequence[Candidate]) -> int:
    return sum(one.amount for one in candidates)
