"""The decision page: the gazette's words on one side, this firm's facts, workings and amounts on the other."""

from typing import Any

from subsidy.desk.bureau.cases import clauses
from subsidy.desk.bureau.cases.happened import Names
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office import shown
from subsidy.web.office.common import law, pages


@pages.get("/cases/<int:application>/decision")
@access.staff("read_cases")
def decision_page(application: int) -> Any:
    """An application clause by clause: what was decided, else what the rules would say now."""
    found = clauses.sides(db(), law(), application, access.person())
    return shown.page("decision", found=found, names=Names(db(), found.application["uscc"]))
