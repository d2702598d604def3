"""Policies as data: load(id or file), known(), with_readings(), the digest of what decides."""

import contextlib
import datetime
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from schemas.cases import Problem, problems
from schemas.policies import PolicySchema
from subsidy import config
from subsidy.kinds import Item
from subsidy.model import Condition, Requirement

FOLDER = Path(__file__).parent / "policies"


class PolicyError(ValueError):
    """A policy that cannot be used: the file, and each place with what was found and wanted."""

    def __init__(self, source: str, found: list[Problem]) -> None:
        self.source, self.problems = source, found
        super().__init__("\n".join(f"{source}: {problem}" for problem in found))


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A policy in force: its items by id, in the order of the text; `evidence` that each item's claims want."""

    id: str
    number: str
    title: str
    section: str
    date: datetime.date | None
    city: str
    text: str
    conditions: tuple[Condition, ...]
    appropriation: Mapping[str, Any]
    items: Mapping[str, Item]
    evidence: Mapping[str, tuple[Requirement, ...]]
    digest: str
    source: Mapping[str, Any]


def known() -> list[str]:
    """The ids of the policies that come with the program, the one that the desk works with first."""
    return sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda name: (name != config.POLICY, name))


_loaded: dict[str, Policy] = {}


def load(name: str) -> Policy:
    """A policy by its id; PolicyError if there is none or its file is wrong."""
    if name not in _loaded:
        if name not in known():
            raise PolicyError(name, [Problem("", f"没有这个政策，已有：{'、'.join(known())}")])
        _loaded[name] = load_file(FOLDER / f"{name}.toml")
    return _loaded[name]


def load_file(path: Path) -> Policy:
    """A policy from a TOML file; PolicyError names the file and every wrong place."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PolicyError(str(path), [Problem("", f"打不开：{error.strerror}")]) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(str(path), [Problem("", f"不是有效的 TOML：{error}")]) from None
    return build(data, str(path))


def build(data: Mapping[str, Any], source: str) -> Policy:
    """A policy from the data of a file; `source` names it in errors."""
    try:
        loaded = PolicySchema().load(data)
    except ValidationError as error:
        raise PolicyError(source, [_named(problem, data) for problem in problems(error)]) from None
    loaded["conditions"] = tuple(Condition(**row) for row in loaded["conditions"])
    canonical = json.dumps(_deciding(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    digest = "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
    return Policy(**loaded, digest=digest, source=data)


def stored(text: str, source: str) -> Policy:
    """A policy from its data in JSON, as runs and versions keep it; the same digest as of its file."""
    data = json.loads(text)
    with contextlib.suppress(KeyError, TypeError, ValueError):  # the schema says better what is wrong
        data["date"] = datetime.date.fromisoformat(data["date"])
    return build(data, source)


def kept(policy: Policy) -> str:
    """The data of a policy in JSON, as runs and versions keep it."""
    return json.dumps(policy.source, ensure_ascii=False, default=str)


def _deciding(data: Mapping[str, Any]) -> dict[str, Any]:
    """What decides: all but the evidence, which may be worded anew without making another law of it."""
    items = [{name: value for name, value in row.items() if name != "evidence"} for row in data["items"]]
    return {**data, "items": items}


def _named(problem: Problem, data: Mapping[str, Any]) -> Problem:
    """The same problem with the item's id beside its number, so that it is found by eye."""
    parts = problem.path.split(".")
    if parts[0] == "items" and len(parts) > 1 and parts[1].isdigit() and isinstance(data["items"], list):
        row = data["items"][int(parts[1])]
        if isinstance(row, dict) and "id" in row:
            parts[1] = f"{parts[1]}({row['id']})"
    return Problem(".".join(parts), problem.message)


def with_readings(policy: Policy, overrides: Iterable[str]) -> Policy:
    """The policy with readings set by `item.name=value`; PolicyError for one it does not have."""
    data = json.loads(kept(policy))
    if policy.date:
        data["date"] = policy.date
    for override in overrides:
        _override(policy, data, override)
    return build(data, policy.id)


def _override(policy: Policy, data: dict[str, Any], override: str) -> None:
    name, _, value = override.partition("=")
    item_id, _, reading = name.partition(".")
    item = policy.items.get(item_id)
    if item is None or reading not in item.readings:
        all_names = [f"{i.id}.{r}" for i in policy.items.values() for r in i.readings]
        raise PolicyError(policy.id, [Problem(name, f"没有这个读法，已有：{'、'.join(all_names)}")])
    choices = item.readings[reading].choices
    if value not in choices:
        raise PolicyError(policy.id, [Problem(name, f"填的是“{value}”，应为 {' / '.join(choices)} 之一")])
    row = next(row for row in data["items"] if row["id"] == item_id)
    row["readings"][reading]["value"] = value


__all__ = ["Policy", "PolicyError", "build", "kept", "known", "load", "load_file", "stored", "with_readings"]
