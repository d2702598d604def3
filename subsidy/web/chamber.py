"""A file from a stranger is looked at in a process of its own: what it breaks, fills or holds up is that process alone.

PDFium must not be used by two threads at once either.
"""

import json
import multiprocessing
import signal
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from subsidy import policy
from subsidy.letters import keys, verify
from subsidy.letters.verify import Finding, Report

SECONDS = 30  # a letter takes well under one
MEMORY = 2_000_000_000  # bytes of addresses
AT_ONCE = 2
LONGEST = 4_000_000  # bytes of an answer
UNFINISHED = "文件没有能查验完，可能已损坏或不是告知书，请索取原件"

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["__main__", __name__])
PLACES = threading.BoundedSemaphore(AT_ONCE)


class BusyError(RuntimeError):
    """Too many files at once."""


def examine(
    data: bytes, key: Ed25519PublicKey, name: str, seconds: float = SECONDS, laws: Sequence[str] = ()
) -> Report:
    """The report on a file; never another exception than BusyError, whatever the file is.

    `laws` are policies in JSON that letters may rest on, beside those that come with the program.
    """
    if not PLACES.acquire(timeout=seconds):
        raise BusyError
    try:
        return _apart((data, keys.pem(key), name, laws), seconds)
    finally:
        PLACES.release()


def _apart(asked: tuple[bytes, bytes, str, Sequence[str]], seconds: float) -> Report:
    here, there = _context.Pipe(duplex=False)
    process = _context.Process(target=_work, args=(there, *asked), daemon=True)
    process.start()
    there.close()
    try:
        if here.poll(seconds):
            return _read(here.recv_bytes(LONGEST))
    except (EOFError, OSError):  # it ended without an answer, or gave one without end
        pass
    finally:
        process.kill()
        process.join()
        here.close()
    return Report(asked[2], verify.UNKNOWN, (Finding("file", UNFINISHED),))


def _work(there: Connection, data: bytes, pem: bytes, name: str, laws: Sequence[str]) -> None:
    """What the process does: limits itself, looks, and answers in JSON, which runs nothing where it is read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit()
    key = load_pem_public_key(pem)
    assert isinstance(key, Ed25519PublicKey)
    shipped = map(policy.load, policy.known())
    known = {each.digest: each for each in (*shipped, *(policy.stored(text, name) for text in laws))}
    there.send_bytes(json.dumps(verify.examine(data, key, known.get, name)).encode())


def _limit() -> None:
    """Bounds the memory where the system can; its time is bounded everywhere."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(answer: bytes) -> Report:
    name, verdict, findings, *rest = json.loads(answer)
    return Report(name, verdict, tuple(Finding(*found) for found in findings), *rest)
