"""One contender in a process of its own, singles or merged; one line of JSON. Peers' environments lack the project."""

import argparse
import importlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.common import peak_mb

WARM = 5  # letters printed before the clock starts
CAP = 500  # letters of a merged file: plain WeasyPrint holds more than a megabyte for each
SHEETS = "sheets.json"


def load(name: str, folder: Path) -> tuple[Any, list[Any]]:
    """A contender, and the letters as it takes them."""
    if name.startswith("ours"):
        ours, prepare = (importlib.import_module(f"bench.letters.{part}") for part in ("ours", "prepare"))
        found = list(prepare.letters(folder))
        return (ours.Workers(int(name[5:])) if name[4:] else ours), found
    sheets = json.loads((folder / SHEETS).read_text(encoding="utf-8"))
    loaded = importlib.import_module(f"bench.letters.{name.split('_')[0]}").load
    return loaded(folder if name == "reportlab" else name), sheets


def timed(act: Callable[[], object], letters: int) -> dict[str, float]:
    """Milliseconds a letter by the clock, and of processors, threads and ended children included."""
    begin, used = time.perf_counter(), sum(os.times()[:4])
    act()
    spent = time.perf_counter() - begin
    return {"ms": spent / letters * 1e3, "cpu_ms": (sum(os.times()[:4]) - used) / letters * 1e3}


def measure(name: str, mode: str, folder: Path, out: Path, started: float) -> dict[str, float]:
    """Cold to the first letter, then warm over all letters; time, size and memory."""
    contender, letters = load(name, folder)
    letters = letters[:CAP] if mode == "merged" else letters
    act = getattr(contender, mode)
    act(letters[:1], target(out, mode))
    cold = time.monotonic() - started
    act(letters[:WARM], target(out, mode))
    if name == "ours_2":
        contender.start(target(out, mode), letters[0])
    found = timed(lambda: act(letters, target(out, mode)), len(letters))
    size = sum(path.stat().st_size for path in out.rglob("*.pdf"))
    return {**found, "cold_ms": cold * 1e3, "kb": size / len(letters) / 1e3, "peak_mb": peak_mb()}


def target(out: Path, mode: str) -> Path:
    """Where a contender prints to."""
    out.mkdir(parents=True, exist_ok=True)
    return out if mode == "single" else out / "merged.pdf"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender")
    parser.add_argument("mode", choices=("single", "merged"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--started", type=float, default=time.monotonic(), help="when this process was asked for")
    asked = parser.parse_args()
    print(json.dumps(measure(asked.contender, asked.mode, asked.folder, asked.out, asked.started)))
