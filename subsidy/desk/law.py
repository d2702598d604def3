"""The law in force: the last version of a policy that somebody proposed and another approved, else as it was shipped.

Every door asks here. What was decided keeps the version that decided it (`runs.policy_source`).
"""

from functools import lru_cache
from typing import NamedTuple

from subsidy import policy as files
from subsidy.desk.common import DeskError
from subsidy.policy import Policy
from subsidy.store import Database
from subsidy.store import policies as table

MOST_KEPT = 16


class Version(NamedTuple):
    """An approved version: its number among those of the policy, who proposed it when and why, who approved it."""

    id: int
    policy: str
    number: int
    digest: str
    source: str
    proposal: int
    at: str
    actor: str
    proposer: str
    reason: str
    proposed: str


class LawChangedError(DeskError):
    """The law is another by now."""


def in_force(db: Database, policy_id: str) -> Policy:
    """The policy as it decides today; PolicyError where there is none of this id."""
    found = table.latest(db, policy_id)
    return of(policy_id, found[1]) if found else files.load(policy_id)


def number(db: Database, policy_id: str) -> int:
    """The number of the version in force; 0 for the file that came with the program."""
    found = table.latest(db, policy_id)
    return found[0] if found else 0


def versions(db: Database, policy_id: str | None = None) -> list[Version]:
    """The approved versions of a policy, or of all, latest first."""
    return [Version(**row) for row in table.versions(db, policy_id)]


def every(db: Database) -> list[Policy]:
    """Every policy that letters may have been decided under: as shipped, and each version."""
    found = [files.load(name) for name in files.known()]
    return found + [of(one.policy, one.source) for one in versions(db)]


@lru_cache(maxsize=MOST_KEPT)
def of(name: str, source: str) -> Policy:
    """A policy by its data in JSON, made once; `name` stands in errors."""
    return files.stored(source, name)


def is_in_force(db: Database, policy: Policy) -> bool:
    """Whether a policy decides as the one in force does; False where none of its id is known."""
    if table.latest(db, policy.id) is None and policy.id not in files.known():
        return False
    return in_force(db, policy.id).digest == policy.digest


def still(db: Database, policy: Policy) -> None:
    """LawChangedError unless a policy is in force: asked again under the write lock, right before it decides."""
    if not is_in_force(db, policy):
        raise LawChangedError("核算期间，政策的新版本获准，没有启动；请重新预览，核对后再启动")
