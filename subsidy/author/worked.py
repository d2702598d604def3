"""Worked cases beside a policy: read, decided, compared with what they say; missing ones written to be filled in."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from schemas.cases import Problem, UnreadableError, load_case, parse
from schemas.decisions import dump_decision
from subsidy.assessment import assess
from subsidy.author.common import READING, Edge, Mark, as_case, year_of
from subsidy.author.edges import edges, marks
from subsidy.model import Decision
from subsidy.policy import Policy, PolicyError, with_readings

OPEN = "?"  # for a line that the author has still to fill in
ROWS = {"claims": dict, "history": dict, "lines": str, "readings": str, "to_check": str}
WORDS = {dict: " { … }", str: "文字"}
KNOWN = {"name", "claims", "history", "conditions", "readings", "lines", "to_check", "says", "last", "year"}
HEAD = """\
# 边界案例：每个门槛少一分、恰好、多一分，每个等级、级别、条件各一例，由 subsidy policies check 生成。
# 照原文逐例写出结果，代替 lines 里的 "?"，每个 claim 一句，如 "granted 200000.00"：
# granted 金额 / refused 原因代码 / referred 原因代码 / noted。
# refused 和 referred 后面不写代码的，只核对结果。填完后运行 subsidy policies check 政策文件 --against 本文件。
"""


class Worked(NamedTuple):
    """A worked case of a file: its place (heading and name), the row as it stands."""

    heading: str
    row: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Where it stands, for who reads the file."""
        return f"[[{self.heading}]] {self.row.get('name', '（没有名称）')}"


class Difference(NamedTuple):
    """A case that is decided otherwise than it says, or cannot be read; `open`: the author has still to say."""

    place: str
    text: str
    open: bool = False


def worked(path: Path) -> list[Worked]:
    """The cases of a file; PolicyError with the file and what is wrong where it is none."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(str(path), [Problem("", f"不是有效的 TOML：{error}")]) from None
    for heading, rows in table.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise PolicyError(str(path), [Problem(heading, f"应为若干 [[{heading}]]")])
    return [Worked(heading, row) for heading, rows in table.items() for row in rows]


def decided(policy: Policy, case: Worked) -> Decision:
    """The decision on a worked case; UnreadableError or PolicyError where it cannot be read."""
    row = case.row
    if problems := _shapeless(row):
        raise UnreadableError(problems)
    law = _read(policy, tuple(row.get("readings", ())))
    # what TOML has and JSON has not, as dates, is told at its field
    text = json.dumps(as_case(law, case.heading, row), ensure_ascii=False, default=str)
    return assess(law, load_case(law, parse(text)))


def _shapeless(row: Mapping[str, Any]) -> list[Problem]:
    """The fields of a row that are not what a worked case has there."""
    found = []
    for name, kind in ROWS.items():
        rows = row.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(one, kind) for one in rows):
            found.append(Problem(name, f"应为 [ … ]，其中是{WORDS[kind]}"))
        elif name == "claims" and not rows:
            found.append(Problem(name, "一个也没有，至少要有一个"))
    plain = {"name": str, "says": str, "last": str, "conditions": dict}
    found += [Problem(n, f"应为{WORDS[kind]}") for n, kind in plain.items() if not isinstance(row.get(n, kind()), kind)]
    return found


@lru_cache(maxsize=64)
def _read(policy: Policy, readings: tuple[str, ...]) -> Policy:
    return with_readings(policy, readings) if readings else policy


def compare(policy: Policy, cases: Iterable[Worked]) -> list[Difference]:
    """What the cases say otherwise than the policy decides, in the order of the file."""
    return [found for case in cases for found in _differs(policy, case)]


def _differs(policy: Policy, case: Worked) -> Iterator[Difference]:
    strange = sorted(set(case.row) - KNOWN)
    if strange:
        yield Difference(case.place, f"有不认识的字段 {'、'.join(strange)}，应为 {'、'.join(sorted(KNOWN))}")
        return
    try:
        decision = dump_decision(decided(policy, case))
    except UnreadableError as error:
        yield from (Difference(case.place, str(problem)) for problem in error.problems)
        return
    except PolicyError as error:
        yield from (Difference(case.place, str(problem)) for problem in error.problems)
        return
    lines, wanted = decision["lines"], case.row.get("lines", [])
    if len(lines) != len(wanted):
        yield Difference(case.place, f"写了 {len(wanted)} 句结果，有 {len(lines)} 个 claim，应一一对应")
        return
    for number, (line, said) in enumerate(zip(lines, wanted, strict=True)):
        if said == OPEN:
            yield Difference(case.place, f"claims.{number} 的结果待填", open=True)
        elif not _same(line, said):
            texts = "；".join(reason["text"] for reason in line["reasons"])
            yield Difference(case.place, f"claims.{number} 写的是 {said}，核算为 {_said(line)}（{texts}）")
    yield from _words(case, decision)


def _words(case: Worked, decision: Mapping[str, Any]) -> Iterator[Difference]:
    """What a case says of sentences and of conditions nobody has checked."""
    first, last = decision["lines"][0], decision["lines"][-1]
    texts = [reason["text"] for reason in first["reasons"]] + first["workings"]
    if not any(case.row.get("says", "") in text for text in texts):
        yield Difference(case.place, f"says 的原话没有出现，第一行说的是：{'；'.join(texts)}")
    if case.row.get("last", "") not in last["workings"][-1]:
        yield Difference(case.place, f"last 的原话没有出现，最末一句计算是：{last['workings'][-1]}")
    if "to_check" in case.row and decision["to_check"] != case.row["to_check"]:
        yield Difference(case.place, f"to_check 写的是 {case.row['to_check']}，核算为 {decision['to_check']}")


def _same(line: Mapping[str, Any], said: str) -> bool:
    outcome, *rest = said.split() or [""]
    codes = [reason["code"] for reason in line["reasons"]]
    if outcome != line["outcome"]:
        return False
    if outcome == "granted":
        return rest[:1] == [line["amount"]] and set(rest[1:]) <= set(codes)
    return outcome == "noted" or not rest or codes == rest


def _said(line: Mapping[str, Any]) -> str:
    """A line as a worked case would say it."""
    if line["outcome"] == "granted":
        return f"granted {line['amount']}"
    return " ".join([line["outcome"], *(reason["code"] for reason in line["reasons"] if line["outcome"] != "noted")])


def covered(policy: Policy, cases: Iterable[Worked]) -> set[tuple[str, Mark]]:
    """The edges at which the cases lie, as far as they can be read."""
    found: set[tuple[str, Mark]] = set()
    for case in cases:
        try:
            found |= marks(decided(policy, case))
        except (UnreadableError, PolicyError):
            continue
    return found


def uncovered(policy: Policy, cases: Sequence[Worked]) -> list[Edge]:
    """The edges at which no case lies."""
    known = covered(policy, cases)
    return [edge for edge in edges(policy, year_of(policy)) if (edge.item, edge.mark) not in known]


def untried(policy: Policy, cases: Iterable[Worked]) -> list[str]:
    """The readings that no case rests on, as item.readings.name."""
    known = covered(policy, cases)
    names = [(item.id, name) for item in policy.items.values() for name in item.readings]
    return [f"{item}.readings.{name}" for item, name in names if (item, (READING, name)) not in known]


def written(policy: Policy, found: Iterable[Edge]) -> str:
    """Edges as a file of worked cases, their results left to be filled in."""
    return HEAD + "".join(_row(policy, edge) for edge in found)


def _row(policy: Policy, edge: Edge) -> str:
    rows = [f"\n[[{edge.item}]]", f"name = {_toml(edge.name)}"]
    if edge.conditions is not None:
        rows.append(f"conditions = {_toml(edge.conditions)}")
    rows.append(f"claims = {_toml(list(edge.claims))}")
    if edge.history:
        rows.append(f"history = {_toml(list(edge.history))}")
    rows.append(f"lines = {_toml([OPEN] * len(edge.claims))}")
    return "\n".join(rows) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_toml(part)}" for name, part in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)  # strings, whole numbers and booleans are written alike in both


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
