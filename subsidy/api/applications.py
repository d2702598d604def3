"""Applications: a firm's own, created, read, and what they would earn; staff read those that they may."""

from typing import Any

from flask import g

from schemas.api.applications import ApplicationSchema, EstimateSchema, NewSchema, RowSchema, StatusSchema, YearsSchema
from schemas.cases import Problem, UnreadableError
from subsidy.api import etags, shown
from subsidy.api.errors import RefusedError
from subsidy.api.place import actor, address, own
from subsidy.api.resource import Part, Resource, part
from subsidy.api.values import checked
from subsidy.desk.firm import drafts, status
from subsidy.desk.firm.drafts import FIRM
from subsidy.desk.firm.estimate import estimate
from subsidy.store import applying
from subsidy.web import access
from subsidy.web.apply.common import FIRST_YEAR, law
from subsidy.web.apply.place import Place
from subsidy.web.database import db

LARGEST = 16_000_000  # bytes: every section of an application, each with a limit of its own

resource = Resource("applications", "申报")


@resource.get("/applications")
@access.firm
@resource.listed(RowSchema, YearsSchema)
def listing(asked: dict[str, Any]) -> Part:
    """本企业各年度的申报，最近的在前"""
    policy, uscc = law(), g.account.uscc
    years = [year for year in applying.years(db(), policy.id, uscc) if asked["year"] in (None, year)]
    return part([shown.row(Place(policy, year, uscc)) for year in years], asked, key=lambda row: row["year"])


@resource.post("/applications")
@access.firm
@resource.once
@resource.taking(NewSchema, LARGEST)
@resource.response(201, ApplicationSchema, headers=etags.GIVEN)
def create(asked: dict[str, Any]) -> Any:
    """开始一个年度的申报；已有的不能再建（409）

    可以同时写入各部分；没有写企业信息的，填入账户的企业名称。
    """
    place = Place(law(), asked["year"], g.account.uscc)
    if not FIRST_YEAR <= place.year <= access.this_year() + 1:
        told = f"填的是“{place.year}”，应为 {FIRST_YEAR} 至 {access.this_year() + 1}"
        raise UnreadableError([Problem("year", told)])
    begun = drafts.drafts(db(), *place) or applying.events(db(), place.policy.id, place.year, place.uscc)
    if begun:
        raise RefusedError(409, f"{place.year} 年度的申报已有，请读取后修改", code="already")
    given = {FIRM: {"name": g.account.name}, **asked["sections"]}
    strange = [name for name in given if name != FIRM and name not in place.policy.items]
    if strange:
        known = "、".join((FIRM, *place.policy.items))
        raise UnreadableError([Problem(f"sections.{name}", f"没有这一部分，已有：{known}") for name in strange])
    for name, values in given.items():
        drafts.save(db(), *place, name, checked(place.policy, name, values, f"sections.{name}"), 0, actor())
    return shown.application(place), 201, {"ETag": shown.version(place), "Location": address(place)}


@resource.get("/applications/<application>")
@access.firm
@resource.response(200, ApplicationSchema, headers=etags.GIVEN)
def one(application: str) -> Any:
    """一个年度的申报：各部分填写的内容、存在的问题、试算结果；ETag 为提交和撤回时所依据的版本"""
    place = own(application)
    return shown.application(place), 200, {"ETag": shown.version(place)}


@resource.get("/applications/<application>/estimate")
@access.firm
@resource.response(200, EstimateSchema)
def earns(application: str) -> Any:
    """按现在填写的内容试算，与网页相同；不写入任何内容"""
    place = own(application)
    saved = {name: draft.values for name, draft in drafts.drafts(db(), *place).items()}
    return estimate(db(), *place, saved)


@resource.get("/applications/<application>/status")
@access.firm
@resource.response(200, StatusSchema)
def stands(application: str) -> Any:
    """办到哪一步、下一步由谁办、要补正什么"""
    return told(own(application))


def told(place: Place) -> dict[str, Any]:
    """How an application stands."""
    found = status.timeline(db(), *place)
    mend = [dict(zip(("section", "title", "message"), told, strict=True)) for told in found.to_mend]
    return {**found._asdict(), "to_mend": mend, "letters": [letter.name for letter in found.letters]}
