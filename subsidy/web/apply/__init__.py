"""A firm's application: the task list and its forms, check and submit, what was sent, status, letters, withdraw.

Read common and place first. A page is a view on `common.pages`; its module is named here, which is what registers it.
"""

from subsidy.web.apply import (
    check,
    estimate,
    evidence,
    letters,
    offers,
    save,
    section,
    sent,
    sheet,
    status,
    tasks,
    withdraw,
)
from subsidy.web.apply.common import pages

__all__ = [
    "check",
    "estimate",
    "evidence",
    "letters",
    "offers",
    "pages",
    "save",
    "section",
    "sent",
    "sheet",
    "status",
    "tasks",
    "withdraw",
]
