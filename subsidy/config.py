"""Where things lie: the project, its instance folder, its database, its keys."""

import os
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
DATABASE, KEYS = "SUBSIDY_DATABASE", "SUBSIDY_KEYS"


def office() -> dict[str, Any]:
    """What instance/office.toml says of the issuing office; empty where there is none."""
    path = INSTANCE / "office.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def database() -> Path:
    """The database: what SUBSIDY_DATABASE names, else instance/subsidy.db."""
    named = os.environ.get(DATABASE)
    return Path(named) if named else INSTANCE / "subsidy.db"


def keys() -> Path:
    """The folder of the office's keys: what SUBSIDY_KEYS names, else `keys` beside the database."""
    named = os.environ.get(KEYS)
    return Path(named) if named else database().parent / "keys"


def cache() -> Path:
    """What may be thrown away at any time and is made again: the folder `cache` beside the database."""
    return database().parent / "cache"
