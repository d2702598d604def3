"""The pages of the bureau's staff, under /office; in Chinese only, for those who work with the law's own words.

Every view names the act of desk.bureau.people that it needs; the desk asks again. A page is a module here, a template
in templates/web/office, and a line in tests/routes.py.
"""

from subsidy.web.office import (
    appropriations,
    approve,
    case,
    charts,
    claim,
    decision,
    entitled,
    evidence,
    firm_accounts,
    home,
    job,
    letters,
    notice,
    objections,
    payments,
    people,
    policies,
    preview,
    queue,
    reversals,
    run,
    runs,
    simulate,
    tokens,
    trail,
)
from subsidy.web.office.common import pages

__all__ = [
    "appropriations",
    "approve",
    "case",
    "charts",
    "claim",
    "decision",
    "entitled",
    "evidence",
    "firm_accounts",
    "home",
    "job",
    "letters",
    "notice",
    "objections",
    "pages",
    "payments",
    "people",
    "policies",
    "preview",
    "queue",
    "reversals",
    "run",
    "runs",
    "simulate",
    "tokens",
    "trail",
]
