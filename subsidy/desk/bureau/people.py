"""Who may do what: the one table that commands, pages and the API ask, whatever each of them shows.

Beyond it stands the rule that no role lifts: nobody reviews, approves or pays what they checked or prepared. The acts
ask for it with `apart`, and the database refuses it besides (store.schema_bureau).
"""

from collections.abc import Iterable
from typing import NamedTuple

from subsidy.desk.common import DeskError

HANDLER, REVIEWER, APPROVER, FINANCE, AUDITOR, ADMIN = "handler", "reviewer", "approver", "finance", "auditor", "admin"
ROLES = {
    HANDLER: "经办",
    REVIEWER: "复核",
    APPROVER: "签批",
    FINANCE: "财务",
    AUDITOR: "审计",
    ADMIN: "管理员",
}
ALONE = (AUDITOR, ADMIN)  # who reads everything or runs the accounts has no hand in cases

_CASES = (HANDLER, REVIEWER, APPROVER, AUDITOR)
_ALL = tuple(ROLES)

# act: who may. What begins with read_ changes nothing
ACTS = {
    "read_desk": _ALL,  # the first page, charts
    "read_cases": _CASES,  # queue, applications, evidence, decisions
    "read_runs": (*_CASES, FINANCE),  # runs, publications, letters, payments
    "read_appropriations": _ALL,
    "read_policies": _ALL,
    "read_simulations": _CASES,  # what a changed policy would cost: it names firms and what they would get
    "read_trail": (AUDITOR,),
    "read_staff": (ADMIN, AUDITOR),
    "comment": (HANDLER, REVIEWER, APPROVER),
    "assign": (HANDLER, REVIEWER),
    "check": (HANDLER,),  # checklist, conditions of the firm, findings, return to the firm
    "review": (REVIEWER,),
    "run": (HANDLER,),  # start a run, exclude from it
    "publish": (HANDLER,),
    "object": (HANDLER, REVIEWER),  # record an objection
    "answer": (REVIEWER,),  # answer an objection recorded by another; who answers has a hand in it
    "approve": (APPROVER,),
    "print": (HANDLER, REVIEWER, APPROVER),
    "replay": _CASES,  # a past run worked out again
    "pay": (FINANCE,),
    "entitled": (HANDLER,),  # published lists looked through for firms that have not asked; offers made to them
    "propose_reversal": (HANDLER, REVIEWER),
    "answer_reversal": (APPROVER,),
    "propose_appropriation": (ADMIN,),
    "answer_appropriation": (ADMIN, APPROVER),
    "propose_policy": (HANDLER, ADMIN),  # another version of a policy
    "answer_policy": (APPROVER,),
    "staff": (ADMIN,),
    "firm_accounts": (ADMIN, HANDLER),  # codes for firms, accounts taken out of use
    "tokens": (ADMIN,),  # made and revoked for programs
}

# what a token may be made for, with its name. What a second person confirms is not among them: no program reviews,
# approves, answers or pays
SCOPES = {
    "read_apply": "查看本企业的申报、试算和告知书",
    "apply": "填报、提交和撤回本企业的申报",
    "read_cases": "查看申报和决定",
    "read_runs": "查看批次、进度和告知书",
    "read_appropriations": "查看预算",
    "read_trail": "查看操作记录",
    "read_simulations": "测算政策改动",
    "run": "启动批次",
    "propose_appropriation": "提出预算调整",
    "entitled": "核对公布名单，向企业推送可享受的奖励",
}
OF_FIRM = ("read_apply", "apply")  # for the accounts of firms; the others for those of staff


class Person(NamedTuple):
    """Somebody of the staff: the login under which the trail knows them, their name, their roles.

    `scopes` are what a program that acts for them may do at most; None where they act themselves.
    """

    login: str
    name: str
    roles: frozenset[str]
    scopes: frozenset[str] | None = None

    def may(self, act: str) -> bool:
        """Whether one of their roles may do this, and the program that acts for them, if one does."""
        return not self.roles.isdisjoint(ACTS[act]) and (self.scopes is None or act in self.scopes)


class NotAllowedError(DeskError):
    """Somebody who may not do this: says who may."""


class SamePersonError(NotAllowedError):
    """Somebody who had a hand in what they would now confirm."""


def require(person: Person, act: str) -> None:
    """NotAllowedError unless one of the person's roles may do this."""
    if person.scopes is not None and act not in person.scopes:
        raise NotAllowedError(f"令牌的权限中没有 {act}，不能办理")
    if not person.may(act):
        wanted = "、".join(ROLES[role] for role in ACTS[act])
        held = "、".join(ROLES[role] for role in ROLES if role in person.roles) or "无"
        raise NotAllowedError(f"{person.name}（{held}）不能办理，应由{wanted}办理")


def sees_unapproved(person: Person) -> bool:
    """Whether somebody who reads runs sees letters, lists and contacts before the approval: who only pays does not."""
    return not person.roles.isdisjoint(ACTS["read_cases"])


def apart(person: Person, others: Iterable[str], what: str) -> None:
    """SamePersonError where the person is among those who had a hand in it."""
    if person.login in set(others):
        raise SamePersonError(f"{what}须由另一人办理：{person.name}已经办过前面的环节")
