"""A command with the memory of its whole family of processes, from beginning to end."""

import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.common import ROOT

Samples = list[tuple[float, float]]


def run(command: Sequence[str], interval: float) -> tuple[str, Samples]:
    """What the command printed, and its memory in MB every so many seconds; a failure raises."""
    samples: Samples = []
    begin = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        done = threading.Event()

        def look() -> None:
            while not done.wait(interval):
                samples.append((time.monotonic() - begin, sum(map(held_mb, family(process.pid)))))

        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        told, _ = process.communicate()
        done.set()
        looking.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return told, samples


def family(pid: int) -> Iterator[int]:
    """A process and those it has started."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def held_mb(pid: int) -> float:
    """What a process holds, pages that it shares counted in part; 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(text.split("\nPss:")[1].split()[0]) / 1024 if "\nPss:" in text else 0.0
