"""The service's log: a line of JSON for each thing, on standard error, with nobody's data in it."""

import datetime
import json
import logging
import re
import traceback
from typing import Any

from subsidy.web import requests

# of a record, besides time, level, logger and message
FIELDS = ("request", "method", "route", "status", "ms", "bytes", "event")
# what these say names the program's things: files, tables, types. What others say may be anything that was typed.
SPEAKING = (OSError, AttributeError, ImportError, MemoryError, NameError, RecursionError, TypeError)
DEEPEST = 5  # errors behind an error that are told

_CODE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Z]*[0-9])[0-9A-Z]{9,}(?![0-9A-Za-z])")


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: time, level, what is said, of which request; with an error, where it came from."""
        at = datetime.datetime.fromtimestamp(record.created).astimezone()
        said: dict[str, Any] = {"time": at.isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        said |= {"logger": record.name, "message": without_codes(record.getMessage())}
        if number := requests.number():
            said["request"] = number
        said |= {name: vars(record)[name] for name in FIELDS if name in vars(record)}
        if record.exc_info and record.exc_info[1]:
            said["traceback"] = told(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False)


def to_stderr() -> None:
    """From now on all that is logged goes to standard error so; requests too, libraries from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(requests.__name__).setLevel(logging.INFO)
    logging.captureWarnings(True)


def without_codes(text: str) -> str:
    """A text without what may be a firm's code, an identity number, a phone or an account."""
    return _CODE.sub("…", text)


def told(error: BaseException) -> list[str]:
    """Where an error came from and which kind it is, the last one first; what it says only if that is nobody's data."""
    found: list[str] = []
    behind: BaseException | None = error
    for _ in range(DEEPEST):
        if behind is None:
            break
        kind = f"{type(behind).__module__}.{type(behind).__qualname__}".removeprefix("builtins.")
        speaks = isinstance(behind, SPEAKING) or type(behind).__module__ == "sqlite3"
        found.append(f"{kind}: {without_codes(str(behind))}" if speaks else kind)
        found += [line.rstrip() for line in traceback.format_tb(behind.__traceback__)]
        behind = behind.__cause__ or behind.__context__
    return found
