"""A small complete world of invented firms, handed in as a workbook like any other."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stdnum.cn import uscc

from subsidy import money
from subsidy.policy import Policy
from subsidy.workbook.columns import FIRMS, HISTORY, sheets

WORLD = Path(__file__).parent / "world.toml"
BANK = "示例银行嘉兴支行"
# an account of staff for each role; the password is no secret and opens nothing but the demo
STAFF = {
    "handler": "demo-jingban",
    "reviewer": "demo-fuhe",
    "approver": "demo-qianpi",
    "finance": "demo-caiwu",
    "auditor": "demo-shenji",
    "admin": "demo-guanli",
}
PASSWORD = "demo-2022-jiaxing"


def world() -> dict[str, Any]:
    """The firms, claims and past awards, as data."""
    return tomllib.loads(WORLD.read_text(encoding="utf-8"))


def appropriation(data: dict[str, Any]) -> int:
    """The year's appropriation in fen; less than what the firms earn."""
    return money.fen(data["appropriation"])


def rows(policy: Policy, data: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows of the intake workbook by sheet: values by heading."""
    codes = {number: _code(number, region) for number, region, *_ in data["firms"]}
    found = {FIRMS: list(_firms(policy, data, codes))}
    for sheet in sheets(policy):
        if sheet.item:
            headings = [column.title for column in sheet.columns]
            values = data["claims"].get(sheet.name, [])
            found[sheet.name] = [
                dict(zip(headings, (codes[n], data["year"], *rest), strict=True)) for n, *rest in values
            ]
        elif sheet.name == HISTORY:
            headings = [column.title for column in sheet.columns]
            values = data["history"][HISTORY]
            found[HISTORY] = [dict(zip(headings, (codes[n], *rest), strict=True)) for n, *rest in values]
    return found


def _code(number: str, region: str) -> str:
    body = f"91{region}MA2DEM0{number}"
    return body + uscc.calc_check_digit(body)


def _firms(policy: Policy, data: dict[str, Any], codes: dict[str, str]) -> Iterator[dict[str, Any]]:
    labels = [condition.label for condition in policy.conditions]
    for number, _, district, name, *conditions in data["firms"]:
        yield {
            "统一社会信用代码": codes[number],
            "企业名称": name,
            "所属区县": district,
            "开户名": name,
            "开户银行": BANK,
            "银行行号": "000000000000",
            "银行账号": f"00000000000000{number}",
            **dict(zip(labels, conditions, strict=True)),
        }
