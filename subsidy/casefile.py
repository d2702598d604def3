"""Cases in JSON Lines: read line by line, a bad line told with its number and path; and as an intake."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from schemas.cases import Problem, UnreadableError, load_case, parse
from subsidy import policy as policies
from subsidy.intake import ClaimEntry, FirmEntry, Intake, PastEntry, Refusal
from subsidy.model import Case, Facts
from subsidy.policy import Policy, PolicyError


class BadLine(NamedTuple):
    """A line that gives no case, with everything that is wrong with it."""

    line: int
    problems: list[Problem]


def cases(
    lines: Iterable[str | bytes], choose: Callable[[object], Policy]
) -> Iterator[tuple[int, Policy, Case] | BadLine]:
    """Each line's case and the policy that decides it, which `choose` finds from what the case names."""
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8") if isinstance(line, bytes) else line
        except UnicodeDecodeError as error:
            yield BadLine(number, [Problem("", f"不是 UTF-8 文字（第 {error.start + 1} 个字节），请另存为 UTF-8")])
            continue
        if not text.strip():
            continue
        try:
            data = parse(text)
            policy = choose(data.get("policy"))
            yield number, policy, load_case(policy, data)
        except UnreadableError as error:
            yield BadLine(number, error.problems)


def named(name: object, find: Callable[[str], Policy] = policies.load) -> Policy:
    """The policy that a case names, as `find` knows it; UnreadableError if it names none that is known."""
    if name is None:
        raise UnreadableError([Problem("policy", "没有填，此项必填")])
    try:
        return find(str(name))
    except PolicyError as error:
        raise UnreadableError([Problem("policy", f"填的是“{name}”，{error.problems[0].message}")]) from None


def intake(lines: Iterable[str | bytes], policy: Policy, any_name: bool = False) -> Intake:
    """The cases of a file as an intake; bad lines become refusals.

    A case must name the policy, unless the person chose it (`any_name`).
    """

    def choose(name: object) -> Policy:
        if not any_name and named(name).id != policy.id:
            wanted = f"填的是“{name}”，本次按 {policy.id} 受理；应改正，或用 --policy 指明"
            raise UnreadableError([Problem("policy", wanted)])
        return policy

    found = Intake()
    for result in cases(lines, choose):
        if isinstance(result, BadLine):
            found.refusals += [Refusal(f"第 {result.line} 行", str(problem)) for problem in result.problems]
            continue
        number, _, case = result
        place = f"第 {number} 行（{case.id}）"
        firm = case.firm
        found.firms.append(FirmEntry(firm.uscc, firm.name, {}, firm.conditions, place))
        found.history += [
            PastEntry(firm.uscc, past, f"{place} history.{i}") for i, past in enumerate(case.history or ())
        ]
        for i, claim in enumerate(case.claims):
            places = _places(f"{place} claims.{i}", policy.items[claim.item].parts, claim.facts)
            found.claims.append(ClaimEntry(firm.uscc, case.year, case.id, claim.item, claim.facts, places))
    return found


def _places(place: str, parts: str, facts: Facts) -> tuple[str, ...]:
    """Where a claim stands, or each of its parts."""
    return tuple(f"{place}.{parts}.{i}" for i in range(len(facts[parts]))) if parts else (place,)
