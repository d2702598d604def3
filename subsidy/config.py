"""Where things lie: the project, its instance folder, its database, its keys; and what the office has set."""

import datetime
import functools
import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
POLICY = "jiaxing-2022-10"  # that the desk works with, where nobody chose another
DATABASE, KEYS = "SUBSIDY_DATABASE", "SUBSIDY_KEYS"
LEAST = {"publication_days": 0, "check_days": 1}  # of office.toml: whole numbers, no less; 0: nothing is published
DATES = ("holidays", "workdays")  # of office.toml: lists of dates
ADDRESSES = ("metrics",)  # of office.toml: lists of addresses on the network
DESK = (*LEAST, *DATES, *ADDRESSES)  # what stands in office.toml but in no letter


class ConfigError(ValueError):
    """A file of settings that cannot be used; says where and why, in Chinese."""


def office() -> dict[str, Any]:
    """What instance/office.toml says of the issuing office; empty where there is none. ConfigError if wrong."""
    path = INSTANCE / "office.toml"
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} 不能读出：{error}") from error
    known = office_defaults()
    strange = sorted(set(found) - set(known))
    if strange:
        raise ConfigError(f"{path} 中没有 {'、'.join(strange)} 这一项，可用：{'、'.join(known)}")
    for name, value in found.items():
        if name in DATES:
            found[name] = _dates(path, name, value)
        elif name in ADDRESSES:
            found[name] = _addresses(path, name, value)
        elif type(value) is not type(known[name]) or (name in LEAST and value < LEAST[name]):
            number = f"整数，{LEAST[name]} 或以上" if name in LEAST else "整数"
            wanted = "文字（加引号）" if isinstance(known[name], str) else number
            raise ConfigError(f"{path}：{name} 填的是 {value!r}，应为{wanted}")
    both = sorted(set(found.get("holidays", ())) & set(found.get("workdays", ())))
    if both:
        raise ConfigError(f"{path}：{'、'.join(both)} 既在 holidays 又在 workdays，只能有一处")
    return found


def _dates(path: Path, name: str, value: Any) -> list[str]:
    """Dates as ISO text, from a list of texts or of TOML's own dates; ConfigError with the place."""
    if not isinstance(value, list):
        raise ConfigError(f'{path}：{name} 填的是 {value!r}，应为日期的列表，如 ["2027-01-01", "2027-02-05"]')
    found = []
    for place, one in enumerate(value, 1):
        try:
            found.append(datetime.date.fromisoformat(str(one)).isoformat())
        except ValueError:
            raise ConfigError(f"{path}：{name} 第 {place} 项填的是 {one!r}，应为日期，如 2027-01-01") from None
    return found


def _addresses(path: Path, name: str, value: Any) -> list[str]:
    """Addresses on the network, each as it is always written; ConfigError with the place."""
    if not isinstance(value, list):
        raise ConfigError(f'{path}：{name} 填的是 {value!r}，应为网络地址的列表，如 ["10.0.0.5"]')
    found = []
    for place, one in enumerate(value, 1):
        try:
            found.append(str(ipaddress.ip_address(str(one))))
        except ValueError:
            raise ConfigError(f"{path}：{name} 第 {place} 项填的是 {one!r}，应为网络地址，如 10.0.0.5") from None
    return found


@functools.cache
def office_defaults() -> Mapping[str, Any]:
    """What office.toml of the project says: each setting that there is, with what holds where the office is silent."""
    return tomllib.loads((ROOT / "templates" / "letters" / "office.toml").read_text(encoding="utf-8"))


def setting(office: Mapping[str, Any], name: str) -> Any:
    """A setting as the office has it, else by default."""
    return office.get(name, office_defaults()[name])


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
