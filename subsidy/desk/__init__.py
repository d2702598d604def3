"""What people do, one function an act, one write transaction an act."""

from subsidy.desk.common import DeskError
from subsidy.desk.intake import take_in
from subsidy.desk.issue import Issued, issue
from subsidy.desk.money import RefusedError, budget, reverse, set_budget
from subsidy.desk.plan import Entry, Plan, RunError, plan
from subsidy.desk.run import decisions, find, run
from subsidy.desk.standing import Standing, standing, standing_of_draft
from subsidy.desk.taken import Taken
from subsidy.store.check import check

__all__ = [
    "DeskError",
    "Entry",
    "Issued",
    "Plan",
    "RefusedError",
    "RunError",
    "Standing",
    "Taken",
    "budget",
    "check",
    "decisions",
    "find",
    "issue",
    "plan",
    "reverse",
    "run",
    "set_budget",
    "standing",
    "standing_of_draft",
    "take_in",
]
