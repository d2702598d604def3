"""A policy file taken apart into lines, each with its place: what a page lists, and what versions are compared by."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from subsidy.desk.bureau.policies.words import label, say, yuan
from subsidy.kinds import Scheme

HEAD = ("number", "title", "section", "date", "city", "text")
CLAUSE = ("clause", "title", "text")  # of an item: what the law says
OURS = ("kind", "priority", "measure", "subject", "short", "field", "verb", "together", "asks_held_before", "sheet")
FIELDS = ("measure", "field")  # of these the name of a field of the claim
NOT_KNOWN = "未录入，转人工核定"
_BY_CODE = ("entries", "grades", "stages")
_NAMES = ("levels", "needs", "labels")
_APART = (*CLAUSE, *OURS, *_BY_CODE, *_NAMES, "id", "tiers", "schemes", "readings", "evidence")

Source = Mapping[str, Any]


class Line(NamedTuple):
    """One thing that a policy says: where it stands in the file, what it is called, and its value in words."""

    place: tuple[str, ...]
    label: str
    text: str


def head(source: Source) -> list[Line]:
    """What the policy is."""
    return _plain(source, HEAD)


def condition(row: Source) -> list[Line]:
    """A condition of the firm itself."""
    return _plain(row, ("label", "wanted", "why"))


def appropriation(source: Source) -> list[Line]:
    """The rules of the year's money."""
    return _plain(source["appropriation"], list(source["appropriation"]))


def item(row: Source) -> list[Line]:
    """Everything that an item says, line by line."""
    found = [*_plain(row, CLAUSE), *_limits(row), *_tiers(row)]
    for table in _BY_CODE:
        found += _by_code(table, row.get(table, {}))
    for scheme in row.get("schemes", ()):
        found += _scheme(scheme)
    for table in _NAMES:
        found += _of_names(row, table)
    return [*found, *workings(row), *_readings(row), *_evidence(row)]


def figures(row: Source) -> list[Line]:
    """What an item pays, as people read it: rates, tiers, ladders, limits."""
    found = [*_limits(row), *_tiers(row)]
    for table in _BY_CODE:
        found += [Line((table, code), *_named(one)) for code, one in row.get(table, {}).items()]
    found += [Line(("schemes", one["name"]), one["name"], _steps(one)) for one in row.get("schemes", ())]
    found += [Line((table,), label(table), "、".join(row[table].values())) for table in _NAMES[:2] if table in row]
    return found


def workings(row: Source) -> list[Line]:
    """How an item is worked out, beside its figures."""
    names = row.get("labels", {})  # a field of the claim is told by its name, not by its id
    found = _plain(row, OURS)
    return [one._replace(text=names.get(one.text, one.text)) if one.place[0] in FIELDS else one for one in found]


def _plain(row: Source, names: Sequence[str]) -> list[Line]:
    return [Line((name,), label(name), say(name, row[name])) for name in names if name in row]


def _limits(row: Source) -> list[Line]:
    return [Line((name,), label(name), say(name, value)) for name, value in row.items() if name not in _APART]


def _named(row: Source) -> tuple[str, str]:
    """An entry of a table as one line: its name, and its amount."""
    said = "；".join(f"{label(name)} {say(name, row[name])}" for name in ("award", "loan") if name in row)
    also = f"（也写作 {say('aliases', row['aliases'])}）" if row.get("aliases") else ""
    return row["name"] + also, said


def _steps(row: Source) -> str:
    if "cap" in row:
        return f"最高 {yuan(row['cap'])}"
    if "caps" in row:
        return f"{_caps(row)}；等级由低到高：{_ladder(row)}"
    paid = f"{_level(row, row['paid_from'])}起，每级 {yuan(row['step'])}"
    return f"{paid}；等级由低到高：{_ladder(row)}"


def _caps(row: Source) -> str:
    return "；".join(f"{_level(row, one['level'])}最高 {yuan(one['cap'])}" for one in row["caps"])


def _tiers(row: Source) -> Iterator[Line]:
    for one in row.get("tiers", ()):
        yield Line(("tiers", str(one["reach"])), f"达到 {yuan(one['reach'])}", f"奖励 {yuan(one['award'])}")


def _by_code(table: str, rows: Mapping[str, Source]) -> Iterator[Line]:
    for code, row in rows.items():
        for name, value in row.items():
            said = f"{label(table)} {code}" if name == "name" else f"{row['name']}：{label(name)}"
            yield Line((table, code, name), said, say(name, value))


def _scheme(row: Source) -> Iterator[Line]:
    for name, value in row.items():
        text = _ladder(row) if name == "numbers" else say(name, value)
        if name == "paid_from":
            text = _level(row, value)
        if name == "caps":
            text = _caps(row)
        if name != "name":
            yield Line(("schemes", row["name"], name), f"{row['name']}：{label(name)}", text)


def _ladder(row: Source) -> str:
    return "、".join(_ranks(row, row["numbers"])) or NOT_KNOWN


def _level(row: Source, number: int) -> str:
    """A level's own name, also where the ladder is not known."""
    return _ranks(row, [number])[0]


def _ranks(row: Source, numbers: Sequence[int]) -> list[str]:
    paid = row.get("paid_from", 0)
    first = paid if paid in numbers else next(iter(numbers), 0)
    return list(Scheme.make(row["name"], tuple(numbers), row.get("pattern", "{}级"), first, step=0, aliases=()).ranks)


def _of_names(row: Source, table: str) -> Iterator[Line]:
    for code, name in row.get(table, {}).items():
        yield Line((table, code), f"{label(table)} {code}", name)


def _readings(row: Source) -> Iterator[Line]:
    for name, reading in row.get("readings", {}).items():
        place, question = ("readings", name), reading["question"]
        yield Line((*place, "question"), f"{label('question')} {name}", question)
        chosen = reading["choices"].get(reading["value"], reading["value"])
        yield Line((*place, "value"), f"{question}：{label('value')}", chosen)
        for choice, told in reading["choices"].items():
            yield Line((*place, "choices", choice), f"{question}：{label('choices')} {choice}", told)
        yield Line((*place, "why"), f"{question}：{label('why')}", reading["why"])


def _evidence(row: Source) -> Iterator[Line]:
    for piece in row.get("evidence", ()):
        whole = {"required": True, "help": "", **piece}
        for name, value in whole.items():
            if name != "id":
                said = f"证明材料 {piece['id']}：{label(name)}"
                yield Line(("evidence", piece["id"], name), said, say(name, value) or "无")
