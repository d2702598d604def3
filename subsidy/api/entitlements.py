"""主动兑付: a published list in, what firms may have by it out; and offered to them, if that is asked."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from schemas.api.entitlements import EntitlementsAsked, EntitlementsSchema
from schemas.cases import Problem, UnreadableError, problems
from schemas.claims import claim_schema
from subsidy.api.resource import Resource
from subsidy.desk.bureau.entitled import find as desk
from subsidy.desk.bureau.entitled import offers
from subsidy.policy import Policy
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import law
from subsidy.workbook.list_columns import listed
from subsidy.workbook.listed import Listed
from subsidy.workbook.recognised import Recognised

resource = Resource("entitlements", "主动兑付")


@resource.post("/entitlements")
@access.staff("entitled")
@resource.once
@resource.taking(EntitlementsAsked)
@resource.response(200, EntitlementsSchema)
def entitlements(asked: dict[str, Any]) -> Any:
    """核对公布的名单：哪些企业可享受而未申报，逐行说明条款、金额和理由

    offer 为 true 的，同时推送给可享受的企业；推送不产生申报，由企业确认、承诺后自行提交。
    """
    rows = _rows(law(), asked)
    found = desk.find(db(), law(), asked["year"], rows, access.person())
    made = offers.offer(db(), law(), asked["year"], rows, access.person()).made if asked["offer"] else []
    numbers = {row.place: number for number, row in enumerate(rows)}
    return {
        "year": asked["year"],
        "rows": [{**one._asdict(), "subject": one.about, "row": numbers[one.place]} for one in found.rows],
        "refused": [{"row": numbers[one.place], "message": one.message} for one in found.refusals],
        "notes": found.notes,
        "offered": len(made),
    }


def _rows(policy: Policy, asked: Mapping[str, Any]) -> list[Listed]:
    """The rows as a list's; UnreadableError with the path of each that is none."""
    items = {item.id: item for item, _ in listed(policy)}
    found, wrong = [], []
    for number, row in enumerate(asked["rows"]):
        path = f"rows.{number}"
        item = items.get(row["item"])
        if item is None:
            wrong.append(Problem(f"{path}.item", f"填的是“{row['item']}”，应为 {'、'.join(items)} 之一"))
            continue
        if not row.get("uscc") and not row.get("name"):
            wrong.append(Problem(path, "uscc 和 name 至少要有一样"))
        try:
            claim = Recognised(item.id, claim_schema(item).load(row["claim"]))
        except ValidationError as error:
            told = problems(error)
            wrong += [Problem(f"{path}.claim.{one.path}".removesuffix("."), one.message) for one in told]
            continue
        found.append(_listed(number, row, asked["source"], claim))
    if wrong:
        raise UnreadableError(wrong)
    return found


def _listed(number: int, row: Mapping[str, Any], source: str, claim: Recognised) -> Listed:
    place, day = f"第 {number + 1} 行", row["day"].isoformat() if row.get("day") else ""
    name, told = row.get("name", ""), row.get("number", "")
    cited = "，".join(filter(None, (f"《{source}》", place, told and f"编号 {told}", day and f"日期 {day}")))
    return Listed(place, row.get("uscc", ""), name, told, day, (claim,), cited)
