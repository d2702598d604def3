"""What every benchmark needs: memory, medians, tables, the file of results."""

import json
import platform
import statistics
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"


def peak_mb() -> float:
    """The most memory this process has held, in MB; getrusage would count the parent's from before exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def median(values: Iterable[float]) -> float:
    """The median, NaN of nothing."""
    found = list(values)
    return statistics.median(found) if found else float("nan")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns in line: the first to the left, the others to the right."""
    lines = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    lines.insert(1, ["-" * width for width in widths])
    padded = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines]
    return "\n".join("  ".join(line) for line in padded)


def keep(name: str, found: Any) -> Path:
    """Writes results with date and Python version; the file."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.json"
    about = {"at": time.strftime("%Y-%m-%d %H:%M"), "python": platform.python_version(), **found}
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
