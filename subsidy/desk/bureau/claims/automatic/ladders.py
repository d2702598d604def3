"""Whether a certificate's level is one that can be reached: some want a lower one first, or another scheme's."""

from typing import NamedTuple

from subsidy.desk.bureau.claims.automatic.subject import NA, PASS, Found, Subject, hint
from subsidy.kinds import CostItem, LadderItem


class Path(NamedTuple):
    """A level of a scheme wants another one held before: which, and why."""

    scheme: str
    levels: tuple[str, ...]
    wanted_scheme: str
    wanted: str
    why: str


# how the issuers award them: hints for who checks the certificate, no ground of refusal
PATHS = (
    Path("CMMI", ("四级", "五级"), "CMMI", "三级", "一般从三级开始评估，取得三级满一年才可申请更高等级"),
    Path("ITSS", ("二级",), "ITSS", "三级", "申请二级须持有三级证书满一年"),
    Path("ITSS", ("一级",), "ITSS", "二级", "申请一级须持有二级证书满一年，不能越级"),
    Path("CS", ("CS3", "CS4", "CS5"), "CS", "CS2", "初次申报不得高于 CS2"),
    Path("T/SIA009-2020", ("一级",), "CMMI", "五级", "一级要求通过 CMMI 五级"),
    Path("T/SIA009-2020", ("二级",), "CMMI", "三级", "二级要求通过 CMMI 三级以上"),
)


def plausible(subject: Subject) -> Found:
    """Whether the firm held, or holds now, what the level wants."""
    item, facts = subject.item, subject.facts
    assert isinstance(item, LadderItem | CostItem)
    scheme, level = item.schemes[facts["scheme"]], facts.get("level", "")
    if not level:
        return Found(NA, f"{scheme.name} 没有等级")
    if not scheme.numbers:
        return hint(f"{scheme.name} 的等级次序未录入，按证书“{level}”人工核对")
    rank = Subject.rank(item, scheme.name, level)
    if rank is None:
        return hint(f"{scheme.name} 没有“{level}”这一等级，应与证书核对")
    hints = []
    for path in PATHS:
        if path.scheme != scheme.name or level not in path.levels or path.wanted_scheme not in item.schemes:
            continue
        wanted = Subject.rank(item, path.wanted_scheme, path.wanted)
        held = [found for text in _held(subject, path.wanted_scheme) if (found := _rank(item, path, text)) is not None]
        if wanted is not None and not any(
            wanted <= found and (path.wanted_scheme != scheme.name or found < rank) for found in held
        ):
            hints.append(f"{scheme.name} {level}：{path.why}；没有查到此前取得 {path.wanted_scheme} {path.wanted}以上")
    return hint(*hints) if hints else Found(PASS, f"{scheme.name} {level}，与已知的取得次序没有不合之处")


def _rank(item: LadderItem | CostItem, path: Path, text: str) -> int | None:
    return Subject.rank(item, path.wanted_scheme, text)


def _held(subject: Subject, scheme: str) -> list[str]:
    """The levels of a scheme that the firm has, had or claims, as far as anybody says."""
    own = [subject.facts, *(facts for _, facts in subject.earlier)]
    own += [facts for item, facts in subject.siblings if item.id == subject.item.id]
    found = [facts.get(name) for facts in own if facts["scheme"] == scheme for name in ("level", "best_earlier_level")]
    found += [
        p.facts.get("level") for p in subject.past if p.item == subject.item.id and p.facts.get("scheme") == scheme
    ]
    return [text for text in found if text]
