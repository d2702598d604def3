"""PDFs of the pages, made in processes of their own: WeasyPrint's memory grows, and no two threads may use it at once.

What was made once of a receipt or a published notice is kept in the cache, so that it stays the same to the byte
whatever is configured later.
"""

import hashlib
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app

from subsidy.desk import papers
from subsidy.desk.papers import Paper, PrintError
from subsidy.fanout import RECYCLED, follow
from subsidy.letters import Letter, forms, keys
from subsidy.letters.forms import notice as notices
from subsidy.letters.forms.receipt import Receipt, html
from subsidy.letters.press.letterpress import Press
from subsidy.letters.press.setting import LetterError
from subsidy.store import Database
from subsidy.web.chamber import BusyError

SECONDS = 90  # a receipt of a thousand orders takes ten
LONG = 300  # a notice of ten thousand firms takes eighty
AT_ONCE = 2

Made = tuple[bytes, str]  # a file, or why there is none

_places = threading.BoundedSemaphore(2 * AT_ONCE)
_starting = threading.Lock()


def receipt(made: Receipt) -> bytes:
    """A receipt as PDF; BusyError where too much is being printed."""
    moment = "".join(c for c in made.at if c.isalnum())
    return kept(f"receipts/{made.reference}-{moment}-{made.digest}.pdf", lambda: _done(_receipt, html(made)))


def notice(said: Mapping[str, Any], draft: bool = False) -> bytes:
    """A notice as PDF, `draft` marked as not published; BusyError as above, PrintError where it cannot be printed."""
    return _done(_notice, dict(said), draft, seconds=LONG)


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """A file by its name in the cache, made when it is first asked for."""
    path = _cache() / name
    if not path.exists():
        _keep(path, make())
    return path.read_bytes()


def letter(db: Database, paper: Paper, actor: str) -> bytes:
    """The sealed file of an issued letter, the same as whoever printed it before got; PrintError where it is not."""
    data = _done(_letter, paper.letter, Path(current_app.config["KEYS"]), _cache())
    digest = hashlib.sha256(data).hexdigest()
    if paper.key and not papers.known_file(db, paper, digest):
        papers.filed(db, {paper.key: digest}, actor)
    return data


def _cache() -> Path:
    return Path(current_app.config["DATABASE"]).parent / "cache"


def _keep(path: Path, data: bytes) -> None:
    """A file that only the service reads, there whole or not at all, whoever else makes it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, partial = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(partial, path)


def _done(work: Callable[..., Made], *what: Any, seconds: int = SECONDS) -> bytes:
    if not _places.acquire(timeout=SECONDS):
        raise BusyError
    try:
        data, problem = _tried(work, *what, seconds=seconds)
    except TimeoutError:
        raise BusyError from None
    finally:
        _places.release()
    if problem:
        raise PrintError(problem)
    return data


def _tried(work: Callable[..., Made], *what: Any, seconds: int) -> Made:
    """What a worker made of it, or another one where that was killed."""
    try:
        return _workers().submit(work, *what).result(seconds)
    except BrokenProcessPool:
        _pool.cache_clear()
        return _workers().submit(work, *what).result(seconds)


def _workers() -> ProcessPoolExecutor:
    with _starting:
        return _pool()


@lru_cache(maxsize=1)
def _pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")
    return ProcessPoolExecutor(AT_ONCE, context, _begin, max_tasks_per_child=RECYCLED)


def _begin() -> None:
    """Ends with the service; Ctrl-C is for the service alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    follow()


def _receipt(text: str) -> Made:
    try:
        return forms.pdf(text), ""
    except forms.FormError as error:
        return b"", str(error)


def _notice(said: Mapping[str, Any], draft: bool) -> Made:
    try:
        return forms.bound(notices.notice(said, draft), notices.about(said)), ""
    except forms.FormError as error:
        return b"", str(error)


def _letter(said: Letter, folder: Path, cache: Path) -> Made:
    press = _press(folder, cache)
    try:
        data = press.single(said)
    except (LetterError, ValueError) as error:
        return b"", str(error)
    press.keep()
    return data, ""


@lru_cache(maxsize=1)
def _press(folder: Path, cache: Path) -> Press:
    return Press(keys.private(folder), cache)
