"""What may be claimed once: whether it is claimed elsewhere too, by any firm, in any year, or was paid before."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from subsidy.desk.bureau.claims.automatic.subject import ASK, FAIL, KEY, NA, PASS, Found, Subject, fields, values
from subsidy.desk.vouching import digest
from subsidy.kinds import CostItem, FirstItem, Item, LadderItem
from subsidy.model import GRANTED, REFERRED, REFUSED, identity
from subsidy.store import checks, staff
from subsidy.store.intake import Row

NAMED = 10  # places that a sentence names; the others are counted
STANDS = {GRANTED: "已审定奖励", REFUSED: "已审定不予奖励", REFERRED: "转人工核定", None: "未审定"}


class Hit(NamedTuple):
    """Something that looks the same: the pair's name, the sentence, and whether it bars."""

    pair: str
    told: str
    bars: bool


def concerns(item: Item) -> bool:
    """Whether an item has names that can be claimed twice."""
    return bool(fields(item))


def duplicates(subject: Subject) -> Found:
    """The same certificate, contract, product, project or person in another claim, or in an award given before."""
    hits = [*_claimed(subject), *_given(subject)]
    if not hits:
        return Found(PASS, "在全部企业历年申报和以前的奖励中没有查到相同的内容")
    firms = {subject.row["uscc"], *(hit[1] for hit in hits)}
    return _told(subject, [hit for hit, _ in hits], firms)


def files(subject: Subject) -> Found:
    """The same file as evidence of another firm."""
    own, mine = subject.row["uscc"], {piece["digest"]: piece["name"] for piece in subject.files}
    if not mine:
        return Found(NA, "没有上传的文件可以比对")
    found = checks.same_files(subject.db, subject.policy.id, own, list(mine))
    hits: dict[str, Hit] = {}
    for piece in found:
        low, high = sorted((own, piece["uscc"]))
        told = (
            f"文件“{mine[piece['digest']]}”与 {piece['firm']}（{piece['uscc']}）{piece['year']} 年度"
            f"“{_title(subject, piece['section'])}”的“{piece['name']}”是同一个文件"
        )
        pair = f"pair.file.{piece['digest'][:16]}.{low}.{high}"
        hits.setdefault(pair, Hit(pair, told, True))
    if not hits:
        return Found(PASS, f"{len(mine)} 个文件都没有被其他企业用过")
    return _told(subject, list(hits.values()), {own, *(piece["uscc"] for piece in found)})


def _told(subject: Subject, hits: list[Hit], firms: set[str]) -> Found:
    """The sentence on what was found, less what a person settled: on this side or on the other."""
    said = checks.said_of_pairs(subject.db, subject.policy.id, sorted(firms), [hit.pair for hit in hits])
    settled = [hit for hit in hits if hit.pair in said and said[hit.pair]["result"] == "pass"]
    left = [hit for hit in hits if hit not in settled]
    parts = [hit.told for hit in left[:NAMED]]
    if len(left) > NAMED:
        parts.append(f"另有 {len(left) - NAMED} 处")
    names = staff.names(subject.db) if settled else {}
    for hit in settled[:NAMED]:
        row = said[hit.pair]
        parts.append(f"{hit.told}——{names.get(row['actor'], row['actor'])}已认定不是重复：{row['note']}")
    pairs = tuple(dict.fromkeys(hit.pair for hit in hits))
    if not left:
        return Found(PASS, "；".join(parts), "", pairs)
    suggested = FAIL if any(hit.bars for hit in left) else ASK
    head = f"查到 {len(left)} 处相同：" if suggested else f"提示：查到 {len(left)} 处相同："
    return Found(suggested, head + "；".join(parts), "\n".join(sorted({hit.pair for hit in left})), pairs)


def _claimed(subject: Subject) -> Iterator[tuple[Hit, str]]:
    """Hits among the claims of all firms and years, each with the other firm's code."""
    row, item = subject.row, subject.item
    places = {}
    for field in fields(item):
        for value in values(item, subject.facts, field):
            for place in subject.register.places(field, value):
                mine = place.application == row["application"] and place.item == item.id
                if not mine and not (field == KEY and place.uscc != row["uscc"]):
                    places[place.claim, field, identity(value)] = (field, value, place)
    others = {one["id"]: one for one in (checks.named(subject.db, [key[0] for key in places]) if places else ())}
    for field, value, place in places.values():
        other = others[place.claim]
        elsewhere = other["uscc"] != row["uscc"]
        bars = elsewhere or (item.once and field != "id_number" and other["outcome"] == GRANTED)
        stands = STANDS.get(other["outcome"], "") if other["decided"] or other["outcome"] else "未审定"
        told = (
            f"{_label(subject.item, field, value)}：{other['name']}（{other['uscc']}）{other['year']} 年度"
            f"“{_title(subject, other['item'])}”，申报第 {other['application']} 号，{stands}"
        )
        yield Hit(pair(row, other), told, bars), other["uscc"]


def _given(subject: Subject) -> Iterator[tuple[Hit, str]]:
    """Hits among the awards of the time before this program, each with the other firm's code."""
    row, item = subject.row, subject.item
    mine = {field: {identity(value): value for value in values(item, subject.facts, field)} for field in fields(item)}
    for award in subject.register.before(item):
        for field, value in _awarded(item, award):
            if identity(value) not in mine.get(field, ()) or (field == KEY and award["uscc"] != row["uscc"]):
                continue
            told = (
                f"{_label(item, field, value)}：{award['name']}（{award['uscc']}）{award['year']} 年"
                f"已奖励“{item.title}”（使用本系统以前）"
            )
            name = f"pair.award.{award['id']}.{row['id']}.{digest(row['facts'])[:16]}"
            yield Hit(name, told, item.once or award["uscc"] != row["uscc"]), row["uscc"]


def _awarded(item: Item, award: Row) -> Iterator[tuple[str, str]]:
    """What an award given before this program used up: fields and values as `fields` and `values` have them."""
    facts = json.loads(award["facts"])
    for certificate in facts.get("certificates", ()):
        yield "certificate", certificate
    for field in ("product", "project"):
        if facts.get(field):
            yield field, facts[field]
    if KEY in fields(item) and facts:
        if isinstance(item, LadderItem | CostItem) and facts.get("level"):
            facts = {**facts, "level": _level(item, facts)}
        yield from ((KEY, value) for value in values(item, facts, KEY))


def _level(item: LadderItem | CostItem, facts: dict[str, str]) -> str:
    scheme = item.schemes[facts["scheme"]]
    rank = Subject.rank(item, facts["scheme"], facts["level"])
    return next((level for level, known in scheme.ranks.items() if known == rank), facts["level"])


def pair(one: Row, other: Row) -> str:
    """The name of two claims that look like one: the same from both sides, another when either's facts change."""
    low, high = sorted((one, other), key=lambda row: row["id"])
    return f"pair.{low['id']}.{high['id']}.{digest(low['facts'])[:16]}.{digest(high['facts'])[:16]}"


def _label(item: Item, field: str, value: str) -> str:
    if field == KEY:
        key = value.partition("/")[2]
        return f"“{item.entries[key].name if isinstance(item, FirstItem) else key.replace('/', ' ')}”"
    shown = f"{value[:3]}…{value[-4:]}" if field == "id_number" else value
    return f"{item.labels[field]} {shown}"


def _title(subject: Subject, item: str) -> str:
    known = subject.policy.items.get(item)
    return known.title if known else item
