"""What the machine finds by itself on a claim, beside what people check: it suggests, a person decides.

Each check is one function of a `Subject` in a module of its own kind: firm, names, figures, ladders.
"""

from collections.abc import Callable
from typing import NamedTuple

from subsidy.desk.bureau.claims.automatic import figures, firm, ladders, names
from subsidy.desk.bureau.claims.automatic.subject import Found, Register, Subject
from subsidy.kinds import CostItem, Item, LadderItem, TierItem

__all__ = ["CHECKS", "Found", "Register", "Subject", "examine"]


class Automatic(NamedTuple):
    """A check: its name and title, which items it is for, and what finds."""

    name: str
    title: str
    concerns: Callable[[Item], bool]
    find: Callable[[Subject], Found]


def _pays(item: Item) -> bool:
    return item.pays


CHECKS = (
    Automatic("auto.code", "统一社会信用代码和企业名称", lambda item: True, firm.code),
    Automatic("auto.account", "收款账户户名", _pays, firm.account),
    Automatic("auto.duplicate", "是否重复申报", names.concerns, names.duplicates),
    Automatic("auto.file", "证明材料是否他用", _pays, names.files),
    Automatic("auto.growth", "收入和增速", lambda item: isinstance(item, TierItem), figures.growth),
    Automatic(
        "auto.ladder", "等级是否合乎次序", lambda item: isinstance(item, LadderItem | CostItem), ladders.plausible
    ),
    Automatic("auto.last_year", "与以前年度申报比较", figures.concerns, figures.last_year),
)


def examine(subject: Subject) -> list[tuple[Automatic, Found]]:
    """Every check that concerns the claim, with what it finds."""
    return [(check, check.find(subject)) for check in CHECKS if check.concerns(subject.item)]
