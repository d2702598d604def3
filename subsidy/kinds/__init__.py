"""The kinds of award: a claim and a past become an amount and its reasons. One module a kind, with its sentences."""

from subsidy.kinds.approved import ApprovedItem
from subsidy.kinds.base import Item, Reading
from subsidy.kinds.cost import CostItem
from subsidy.kinds.first import Entry, FirstItem
from subsidy.kinds.grade import GradeItem
from subsidy.kinds.ladder import LadderItem, LevelError, Scheme
from subsidy.kinds.match import MatchItem
from subsidy.kinds.notice import NoticeItem, Stage
from subsidy.kinds.rate import RateItem
from subsidy.kinds.refund import RefundItem
from subsidy.kinds.tier import Tier, TierItem

KINDS: dict[str, type[Item]] = {
    kind.kind: kind
    for kind in (
        TierItem,
        FirstItem,
        RateItem,
        GradeItem,
        LadderItem,
        RefundItem,
        CostItem,
        ApprovedItem,
        MatchItem,
        NoticeItem,
    )
}

__all__ = [
    "KINDS",
    "ApprovedItem",
    "CostItem",
    "Entry",
    "FirstItem",
    "GradeItem",
    "Item",
    "LadderItem",
    "LevelError",
    "MatchItem",
    "NoticeItem",
    "RateItem",
    "Reading",
    "RefundItem",
    "Scheme",
    "Stage",
    "Tier",
    "TierItem",
]
