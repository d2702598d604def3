"""The form of a policy: what it sent, and what is wrong with it, for every page that changes figures of a policy."""

import hashlib
from collections.abc import Sequence

from flask import request

from subsidy.desk.bureau.policies.fields import Section
from subsidy.policy import Policy, PolicyError, kept

FORM = "policy-form"  # where a problem leads that belongs to no field


OUTDATED = "打开本页以后，政策有新版本获准；以下已是新版本，刚才填的没有采用，请重新改动"


def base(policy: Policy) -> str:
    """What a form carries of the policy that it was made from: with another, its untouched fields would change it."""
    return hashlib.sha256(kept(policy).encode()).hexdigest()


def outdated(policy: Policy) -> bool:
    """Whether the form that was sent was made from another policy than this."""
    return request.form.get("base", base(policy)) != base(policy)


def sent() -> dict[str, str]:
    """The fields of the policy among all that a form sent: their names have a point."""
    return {name: text for name, text in request.form.items() if "." in name}


def anchor(name: str) -> str:
    """The id of a field in the page."""
    return name.replace(".", "-")


def problems(error: PolicyError, found: Sequence[Section]) -> list[tuple[str, str]]:
    """What is wrong, each with the id of its field and its place in words."""
    places = {field.name: (section, field) for section in found for group in section.groups for field in group.fields}
    told = []
    for name, message in error.problems:
        if name in places:
            section, field = places[name]
            told.append((anchor(name), f"{section.title}，{field.label}：{message}"))
        else:
            told.append((FORM, f"{name}：{message}" if name else message))
    return told
