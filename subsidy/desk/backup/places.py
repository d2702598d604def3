"""Where what is backed up lies, and by what the keys are known without being told."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from subsidy import config
from subsidy.desk.whole import hold
from subsidy.letters import keys

PREFIX = ".restore-"


class Places(NamedTuple):
    """The database, the folder of the evidence, that of the keys, and the cache."""

    database: Path
    files: Path
    keys: Path
    cache: Path

    @classmethod
    def here(cls) -> "Places":
        """Where the settings say that they are."""
        return cls(config.database(), config.files(), config.keys(), config.cache())


def fingerprints(folder: Path) -> dict[str, list[str]]:
    """By what each key is known: the office's, and those that seal identity numbers; nothing of the keys themselves."""
    found = {}
    with contextlib.suppress(keys.KeysError):
        found[keys.PUBLIC] = [keys.fingerprint(keys.public(folder / keys.PUBLIC))]
    data = folder / "data.key"
    if data.exists():
        found["data.key"] = [line.split(" ")[0] for line in data.read_text(encoding="ascii").splitlines() if line]
    return found


@contextmanager
def workroom(beside: Path, keys_folder: Path, prefix: str) -> Iterator[Path]:
    """A folder of our own in the same file system, where a database opened in it finds the keys; gone at the end."""
    with tempfile.TemporaryDirectory(prefix=prefix, dir=beside) as made:
        room, handle = Path(made), os.open(made, os.O_RDONLY)
        try:
            hold(handle)
            if keys_folder.is_dir():
                (room / "keys").symlink_to(keys_folder.resolve())
            yield room
        finally:
            os.close(handle)
