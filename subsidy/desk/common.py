"""What every act needs: the time, who acts, how long work is shown."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")


class DeskError(RuntimeError):
    """An act that is refused, with the reason in Chinese and what to do."""


class Progress(Protocol):
    """Passes things on and shows how far the work is."""

    def __call__(self, things: Iterable[T], total: int, label: str) -> Iterable[T]: ...


def quiet(things: Iterable[T], total: int, label: str) -> Iterator[T]:
    """Passes things on and shows nothing."""
    yield from things


def now() -> str:
    """The moment as ISO 8601 in the office's own time."""
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
