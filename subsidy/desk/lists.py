"""What a run's lists and letters are made of, read when they are asked for."""

import json
from collections.abc import Sequence, Set
from typing import Any

from subsidy.desk.run import find
from subsidy.money import of_yuan
from subsidy.store import Database, runs
from subsidy.workbook.export import Book, Row

ORDER_NAMES = {
    "waiting": "以前批次已列入储备的先安排",
    "priority": "事项的轻重缓急",
    "received": "受理先后",
    "amount_ascending": "金额由小到大",
    "amount_descending": "金额由大到小",
    "uscc": "统一社会信用代码",
}


def order_text(order: Sequence[str]) -> str:
    """The order of the reserve list in Chinese, as every list shows it."""
    return "，".join(f"{i}. {ORDER_NAMES[name]}" for i, name in enumerate(order, 1))


def book(db: Database, run_id: str, only: Set[int] | None = None) -> Book:
    """The lists of a run, under the policy that decided it, or of some of its decisions; RunError if it is unknown."""
    run = find(db, run_id)
    policy = json.loads(run["policy_source"])
    found = (decision for decision in runs.decisions(db, run_id) if only is None or decision["id"] in only)
    rows = [row for decision in found for row in _rows(decision)]
    return Book(
        run_id,
        f"{policy['number']} {policy['section']}",
        run["year"],
        order_text(policy["appropriation"]["order"]),
        run["appropriation"],
        run["spent_before"],
        rows,
    )


def _rows(decision: dict[str, Any]) -> list[Row]:
    body = json.loads(decision["body"])
    payee, unfunded = body["payee"], json.loads(decision["unfunded"])
    return [
        Row(
            decision["uscc"],
            body["firm"]["name"],
            payee["district"],
            line["title"],
            line["clause"],
            line["outcome"],
            "；".join(reason["text"] for reason in line["reasons"]),
            of_yuan(line["amount"]),
            position not in unfunded,
            decision["rank"],
            payee["account_name"],
            payee["bank"],
            payee["bank_code"],
            payee["account"],
        )
        for position, line in enumerate(body["lines"])
    ]
