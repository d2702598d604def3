"""An edge of an item, and what the kinds' edges are made with."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from subsidy.money import enough, figures, wan, yuan
from subsidy.policy import Policy

Mark = tuple[Any, ...]
Row = Mapping[str, Any]
OFFS = {-1: "少一分", 0: "恰好", 1: "多一分"}
AGAIN, USED, READING, CONDITION = "again", "used", "reading", "condition"
SAMPLE = "示例"
FIRM = {"uscc": "91330402MA2AB123XK", "name": "示例软件有限公司"}


class Edge(NamedTuple):
    """A case to be worked: at which edge it lies (`mark`), its name in Chinese, its claims and history.

    They are as a file of cases has them: money is a string of yuan; `conditions` None: all as wanted.
    """

    item: str
    mark: Mark
    name: str
    claims: tuple[Row, ...]
    history: tuple[Row, ...] = ()
    conditions: Mapping[str, bool] | None = None


def past(year: int, amount: int, **facts: Any) -> dict[str, Any]:
    """An award given before, as a file has it."""
    return {"year": year, "amount": yuan(amount), **facts}


def told(amount: int) -> str:
    """An amount as the names of cases say it: in 万元 where that is short."""
    short = wan(amount)
    return f"{short} 万元" if len(short.partition(".")[2]) <= 2 else f"{figures(amount)} 元"


def point(cap: int, rate: Fraction, off: int) -> int:
    """An amount whose share is one fen less than the cap, the cap, or one fen more (`off` -1, 0, 1): fen.

    The largest below and the least above, so that one fen of the amount makes the difference.
    """
    above = enough(cap + 1, rate)
    if off:
        return above if off > 0 else enough(cap, rate) - 1
    return min(-(-cap * rate.denominator // rate.numerator), above - 1)


def near(amount: int, cap: int, rate: Fraction) -> int | None:
    """At which of these amounts one lies; None at none of them."""
    return next((off for off in OFFS if point(cap, rate, off) == amount), None)


def as_case(policy: Policy, heading: str, row: Mapping[str, Any]) -> Any:
    """A worked case as the JSON object that programs send; "null" stands for nothing, which TOML has no word for."""
    conditions = row.get("conditions", {c.id: c.wanted for c in policy.conditions})
    default = {"item": heading} if heading in policy.items else {}
    return _nulls(
        {
            "case": "1",
            "year": row.get("year", year_of(policy)),
            "firm": {**FIRM, "conditions": conditions},
            "claims": [default | claim for claim in row.get("claims", [])],
            "history": [default | award for award in row.get("history", [])],
        }
    )


def year_of(policy: Policy) -> int:
    """The year of cases that name none: the policy's own, 2022 where it has no date."""
    return policy.date.year if policy.date else 2022


def _nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nulls(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_nulls(part) for part in value]
    return None if value == "null" else value
