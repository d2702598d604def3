"""Where things lie: the project, its instance folder, its database."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
DATABASE = "SUBSIDY_DATABASE"


def database() -> Path:
    """The database: what SUBSIDY_DATABASE names, else instance/subsidy.db."""
    named = os.environ.get(DATABASE)
    return Path(named) if named else INSTANCE / "subsidy.db"
