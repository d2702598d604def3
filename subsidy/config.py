"""Where things lie: the project, its instance folder, its database."""

import os
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
DATABASE = "SUBSIDY_DATABASE"


def office() -> dict[str, Any]:
    """What instance/office.toml says of the issuing office; empty where there is none."""
    path = INSTANCE / "office.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def database() -> Path:
    """The database: what SUBSIDY_DATABASE names, else instance/subsidy.db."""
    named = os.environ.get(DATABASE)
    return Path(named) if named else INSTANCE / "subsidy.db"
