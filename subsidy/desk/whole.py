"""Files that are there whole or not at all, whoever else writes the same one at the same time."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Where a file is written until it is whole, under a name of its own in the same folder; removed if it stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)


def written(path: Path, data: bytes) -> None:
    """A file with these bytes."""
    with beside(path) as partial:
        partial.write_bytes(data)
        partial.replace(path)
