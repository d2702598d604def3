"""An empty database, made once and copied: making one anew takes longer than most tests."""

import tempfile
from functools import cache
from pathlib import Path

from subsidy import store


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "subsidy.db"
        store.create(path)
        assert [one.name for one in path.parent.iterdir()] == [path.name], "all of it is in the one file"
        return path.read_bytes()


def database(path: Path) -> Path:
    """An empty database at a path, as `subsidy init` leaves it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_empty())
    path.chmod(0o600)
    return path
