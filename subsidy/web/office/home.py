"""The first page of the staff: what waits for whom, and the year in figures."""

from typing import Any

from flask import render_template, url_for

from subsidy import config, letters
from subsidy.desk.bureau import queue
from subsidy.desk.bureau.figures import NAMES
from subsidy.desk.bureau.people import ROLES
from subsidy.desk.bureau.waiting import Waiting, waiting
from subsidy.money import wan
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.language import day
from subsidy.web.office.charts import CHARTS, asked_year
from subsidy.web.office.common import law, pages

# what waits: the page that has it, and what of it
PLACES: dict[str, tuple[str, dict[str, str]]] = {
    "mine": ("queue", {"assignee": queue.ME}),
    "to_check": ("queue", {"stage": "to_check"}),
    "referred": ("queue", {"referred": "1"}),
    "to_review": ("queue", {"stage": "to_review"}),
    "ready": ("preview", {}),
    "publish": ("notice", {}),
    "approve": ("approve", {}),
    "pay": ("payments", {}),
    "objections": ("objections", {}),
    "appropriation": ("appropriations", {}),
    "policy": ("policies", {}),
    "reversal": ("reversals", {}),
}
OF_A_YEAR = ("queue", "preview", "appropriations")


@pages.get("/")
@access.staff("read_desk")
def home() -> Any:
    """What waits for who is logged in, and the charts that they may see."""
    year, person = asked_year(), access.person()
    found = waiting(db(), law(), year, person, letters.office(**config.office()))
    mine = {name: one for name, one in CHARTS.items() if person.may(one.act)}
    charts = {name: (one.title, one.read(db(), law(), year, person)) for name, one in mine.items()}
    return render_template(
        "web/office/home.html",
        waiting=[(one, address(one, year)) for one in found],
        person=person,
        roles="、".join(title for role, title in ROLES.items() if role in person.roles),
        charts=charts,
        year=year,
        names=NAMES,
        years=sorted({year, *queue.scope(db(), law())}, reverse=True),
        wan=wan,
        day=day,
    )


def address(one: Waiting, year: int) -> str:
    """The page on which what waits is done."""
    name, more = PLACES[one.what]
    about: dict[str, Any] = {"year": year, **more} if name in OF_A_YEAR else dict(more)
    return url_for(f"office.{name}", **(about | {"run": one.run} if one.run else about))
