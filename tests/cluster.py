"""A real cluster on this machine: a scheduler and two workers, each a process of its own that can be killed."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager

from distributed import Client

from subsidy.config import ROOT

PATIENCE = 60  # seconds until all of it runs


@contextmanager
def cluster(folder):
    """The scheduler's address and the processes of its workers."""
    said = folder / "scheduler.json"
    started = [_start("scheduler", "--scheduler-file", said, "--port", 0, "--no-dashboard", "--protocol", "tcp")]
    try:
        _until(lambda: said.exists() and said.read_text(), started)
        address = json.loads(said.read_text())["address"]
        for name in ("one", "two"):
            asked = (
                "--no-nanny",
                "--nthreads",
                1,
                "--no-dashboard",
                "--name",
                name,
                "--local-directory",
                folder / name,
            )
            started.append(_start("worker", address, *asked))
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, PATIENCE)
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait(PATIENCE)


def _start(what, *arguments):
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1", *map(str, arguments)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, **quiet)


def _until(ready, started):
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, "the scheduler does not start"
        assert all(process.poll() is None for process in started)
        time.sleep(0.05)
