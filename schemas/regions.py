"""行政区划代码 with their names, for people who look one up; nothing is decided by this list."""

from collections.abc import Iterator
from functools import lru_cache

from stdnum import numdb

_HEADINGS = ("市辖区", "县级行政单位")  # of lists of places, themselves no place
_PLAIN = str.maketrans("別區門", "别区门")


@lru_cache(maxsize=16)
def suggestions(home: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Codes and names to choose from: the counties of `home`, then every prefecture and province of the country."""
    near = [(code, name) for code, name in _known() if code.startswith(home)]
    far = [(code, name) for code, name in _known() if code.endswith("00") and not name.endswith(_HEADINGS)]
    far = [(code, name) for code, name in far if not code.startswith(home)]
    return (*near, *far)


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[str, str], ...]:
    found = []
    for _, province, _, about, places in numdb.get("cn/loc").prefixes:
        cities: dict[str, str] = {}
        for _, rest, _, place, _ in places:
            name = next(_today(place["county"]), "").translate(_PLAIN)
            if rest.endswith("00"):
                cities[rest[:2]] = name
            if name:
                city = "" if rest.endswith("00") else cities.get(rest[:2], "")
                whole = about["province"].translate(_PLAIN) if rest == "0000" else about["province"] + city + name
                found.append((province + rest, whole))
    return tuple(found)


def _today(names: str) -> Iterator[str]:
    """The names in use now, of "[1983-1992]城区,[2005-]南湖区"."""
    for name in names.split(","):
        years, _, bare = name.rpartition("]")
        if not years or years.endswith("-"):
            yield bare
