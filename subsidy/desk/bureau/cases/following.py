"""What is to be done next with an application, and whether it is for who looks at it."""

from typing import NamedTuple

from subsidy.desk.bureau.cases.case import Card, Case
from subsidy.desk.bureau.claims.checks import CHECKED, OPEN, READY
from subsidy.desk.bureau.people import Person

CLAIM, REVIEW, RUN, DECISION = "claim", "review", "run", "decision"


class Step(NamedTuple):
    """Something to be done: in words, where (CLAIM with its id, REVIEW, RUN, DECISION or ''); `mine`: by who looks."""

    text: str
    place: str = ""
    claim: int = 0
    mine: bool = False


def following(found: Case, person: Person) -> list[Step]:
    """The next steps, those of who looks at it first; never none."""
    if found.to_mend:
        return [Step("已退回企业补正，等企业改好后再次提交")]
    by_state = {state: [card for card in found.cards if card.state == state] for state in (OPEN, CHECKED, READY)}
    steps = [
        *_check(by_state[OPEN], person),
        *_review(by_state[CHECKED], person),
    ]
    if not steps and by_state[READY]:
        steps = [Step("各项都已复核，等编入下一批次", RUN)]
    if not steps and any(card.state == "decided" for card in found.cards):
        steps = [Step("各项都已作出决定", DECISION)]
    return sorted(steps, key=lambda step: not step.mine) or [Step("企业已撤回申报，不用办理")]


def _check(cards: list[Card], person: Person) -> list[Step]:
    if not cards:
        return []
    may, first = person.may("check"), cards[0]
    who = "" if may else "由经办"
    about = f"“{first.name}”等 {len(cards)} 项" if len(cards) > 1 else f"“{first.name}”"
    return [Step(f"{who}核查{about}", CLAIM, first.claim["id"], may)]


def _review(cards: list[Card], person: Person) -> list[Step]:
    if not cards:
        return []
    left = [card for card in cards if person.login not in card.hands]
    if not person.may("review"):
        return [Step(f"由复核人员复核 {len(cards)} 项", REVIEW)]
    if not left:
        return [Step(f"有 {len(cards)} 项是您核查的，须由另一人复核", REVIEW)]
    return [Step(f"复核 {len(left)} 项", REVIEW, 0, True)]
