"""What a preview showed, kept in the cache under its digest; and what has changed since, in Chinese."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from subsidy.desk.plan import Plan
from subsidy.desk.whole import written
from subsidy.money import figures

Shown = Mapping[str, Any]

FOLDER = "previews"
MOST = 20  # previews that are kept
NAMED = 10  # firms that are named, of more their number


def of(made: Plan, earlier: Iterable[str]) -> Shown:
    """What of a plan is compared: its head, and of each firm the name, the sums and the digest of its decision."""
    firms = {
        entry.uscc: [
            entry.firm["name"],
            entry.amount - entry.reserved,
            entry.reserved,
            entry.rank,
            hashlib.sha256(entry.body).hexdigest(),
        ]
        for entry in made.entries
    }
    return {
        "policy": made.policy.digest,
        "appropriation": made.appropriation,
        "spent": made.spent,
        "earlier": list(earlier),
        "firms": firms,
    }


def save(cache: Path, digest: str, shown: Shown) -> None:
    """Keeps what a preview showed; of many the latest."""
    path = _path(cache, digest)
    if path.exists():
        path.touch()
        return
    written(path, json.dumps(shown, ensure_ascii=False).encode())
    for old in sorted(path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime)[:-MOST]:
        old.unlink(missing_ok=True)


def load(cache: Path | None, digest: str) -> Shown | None:
    """What the preview with this digest showed; None where that is not known any more."""
    if cache is None or not digest.isalnum():
        return None
    try:
        found: Shown = json.loads(_path(cache, digest).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def changes(before: Shown | None, now: Shown) -> str:
    """What has changed, one sentence after the other; without what was shown before, that this is not known."""
    if before is None:
        return "原清单未留存，不能逐项列出变动"
    found = []
    if before["policy"] != now["policy"]:
        found.append("政策文件有变动")
    if before["appropriation"] != now["appropriation"]:
        found.append(f"预算由 {figures(before['appropriation'])} 元改为 {figures(now['appropriation'])} 元")
    runs = [run for run in now["earlier"] if run not in before["earlier"]]
    if runs:
        found.append(f"其间已启动批次 {'、'.join(runs)}")
    if before["spent"] != now["spent"]:
        found.append(f"已兑现由 {figures(before['spent'])} 元变为 {figures(now['spent'])} 元")
    return "；".join([*found, *_firms(before["firms"], now["firms"])])


def _firms(before: Shown, now: Shown) -> list[str]:
    """Which firms came, went or stand otherwise, by name."""
    # a place on the reserve list that only moved up or down is told last: it follows from the others
    groups = {
        "新增": [now[uscc][0] for uscc in now if uscc not in before],
        "不再列入": [before[uscc][0] for uscc in before if uscc not in now],
        "决定内容有变": [now[u][0] for u in now if u in before and before[u][-1] != now[u][-1]],
        "兑现或储备有变": [
            now[u][0] for u in now if u in before and before[u][-1] == now[u][-1] and before[u] != now[u]
        ],
    }
    return [f"{what} {len(names)} 家：{_names(names)}" for what, names in groups.items() if names]


def _names(names: list[str]) -> str:
    more = "等" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


def _path(cache: Path, digest: str) -> Path:
    return cache / FOLDER / f"{digest}.json"
