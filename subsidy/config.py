"""Where things lie: the project, its instance folder, its database, its keys."""

import os
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
POLICY = "jiaxing-2022-10"  # that the desk works with, where nobody chose another
DATABASE, KEYS = "SUBSIDY_DATABASE", "SUBSIDY_KEYS"


class ConfigError(ValueError):
    """A file of settings that cannot be used; says where and why, in Chinese."""


def office() -> dict[str, Any]:
    """What instance/office.toml says of the issuing office; empty where there is none. ConfigError if wrong."""
    path = INSTANCE / "office.toml"
    if not path.exists():
        return {}
    known = tomllib.loads((ROOT / "templates" / "letters" / "office.toml").read_text(encoding="utf-8"))
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} 不能读出：{error}") from error
    for name, value in found.items():
        if name in known and type(value) is not type(known[name]):
            wanted = "整数" if isinstance(known[name], int) else "文字（加引号）"
            raise ConfigError(f"{path}：{name} 填的是 {value!r}，应为{wanted}")
    strange = sorted(set(found) - set(known))
    if strange:
        raise ConfigError(f"{path} 中没有 {'、'.join(strange)} 这一项，可用：{'、'.join(known)}")
    return found


def database() -> Path:
    """The database: what SUBSIDY_DATABASE names, else instance/subsidy.db."""
    named = os.environ.get(DATABASE)
    return Path(named) if named else INSTANCE / "subsidy.db"


def keys() -> Path:
    """The folder of the office's keys: what SUBSIDY_KEYS names, else `keys` beside the database."""
    named = os.environ.get(KEYS)
    return Path(named) if named else database().parent / "keys"


def files() -> Path:
    """What firms uploaded: the folder `files` beside the database, to be backed up with it."""
    return database().parent / "files"


def cache() -> Path:
    """What may be thrown away at any time and is made again: the folder `cache` beside the database."""
    return database().parent / "cache"
