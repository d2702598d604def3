"""Kind `notice`: nothing is paid; what the clause offers is noted with its ceilings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from subsidy.kinds.arithmetic import Arithmetic, Worth
from subsidy.kinds.base import Item
from subsidy.model import NOTED, Case, Facts, Line, Past
from subsidy.money import wan


class Stage(NamedTuple):
    """A firm's stage and the loan it may have, in fen."""

    name: str
    loan: int


@dataclass(frozen=True, slots=True)
class NoticeItem(Item):
    """Ceilings in fen: a loan by stage, a guarantee for all."""

    stages: Mapping[str, Stage]
    guarantee: int
    subject: str

    kind: ClassVar[str] = "notice"
    pays: ClassVar[bool] = False
    columns: ClassVar[tuple[str, ...]] = ("loan",)

    def numbers(self, facts: Facts, past: Sequence[Past], case: Case) -> tuple[Any, ...]:
        """The loan of the firm's stage, in fen; nothing of it is paid."""
        return (self.stages[facts["stage"]].loan,)

    def worth(self, n: Arithmetic, loan: Any) -> Worth:
        return loan * 0, loan < 0, False, None

    def assess(self, index: int, facts: Facts, past: Sequence[Past], case: Case) -> Line:
        about = (self, facts["stage"])
        return Line(index, self, NOTED, 0, ((ceilings, about),), ((stage_found, about),))

    def keys(self, grant: Facts, year: int) -> tuple[str, ...]:
        return ()


def stage_found(item: NoticeItem, stage: str) -> str:
    return f"申报发展阶段：{item.stages[stage].name}；本项只列额度上限，不拨付资金"


def ceilings(item: NoticeItem, stage: str) -> str:
    found = item.stages[stage]
    return (
        f"{found.name}{item.subject}：{item.clause} 贷款额度原则上可达 {wan(found.loan)} 万元，"
        f"政府性融资担保额度可至 {wan(item.guarantee)} 万元；此项不拨付资金，记录在案"
    )
