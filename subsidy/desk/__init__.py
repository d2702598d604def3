"""What people do, one function an act, one write transaction an act.

Letters are apart (issue, papers, standing, approval): who only decides need not load what prints.
"""

from subsidy.desk.common import DeskError
from subsidy.desk.intake import take_in
from subsidy.desk.money import RefusedError, budget, reverse, set_budget
from subsidy.desk.plan import Entry, Plan, RunError, plan
from subsidy.desk.run import decisions, find, run
from subsidy.desk.taken import Taken
from subsidy.store.chain import moment as chained
from subsidy.store.check import check, unfinished

__all__ = [
    "DeskError",
    "Entry",
    "Plan",
    "RefusedError",
    "RunError",
    "Taken",
    "budget",
    "chained",
    "check",
    "decisions",
    "find",
    "plan",
    "reverse",
    "run",
    "set_budget",
    "take_in",
    "unfinished",
]
