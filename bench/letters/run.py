"""Every contender in a fresh process, in shuffled order, several rounds; medians, and multiples of plain WeasyPrint."""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.common import keep, median, table
from bench.letters import check, peers, scale, watch

CONTENDERS = {
    "plain": "WeasyPrint as first written, PDF/A-3a, award attached",
    "plain_bare": "the same, without PDF/A and attachment",
    "typst": "Typst, PDF/A-3a with tags, award attached",
    "typst_bare": "Typst, plain PDF without tags",
    "reportlab": "ReportLab, plain PDF without tags",
    "ours": "this project's letters, sealed",
    "ours_2": "the same by two processes",
}
MODES = ("single", "merged")
FIGURES = {"ms": 1, "cpu_ms": 1, "cold_ms": 0, "kb": 0, "peak_mb": 0}  # and the digits after the point
INTERVAL = 0.1  # seconds between looks at the memory

Round = dict[str, dict[str, float]]


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", help=f"some of: {','.join(CONTENDERS)}")
    parser.add_argument("--scale", type=int, help="ours alone: so many letters, a quarter and a fortieth of them")
    parser.add_argument("--single", action="store_true", help="with --scale: one file a letter instead of one for all")
    parser.add_argument("--folder", type=Path, help="where to print (default: the folder for temporary files)")
    return parser.parse_args(given)


def measure(name: str, mode: str, folder: Path, out: Path) -> dict[str, float]:
    """One round of one contender in one mode; memory is that of the worker or, if that is more, of its family."""
    python = peers.python() if name.split("_")[0] in peers.MODULES else sys.executable
    command = [python, "-m", "bench.letters.worker", name, mode, str(folder), str(out)]
    told, samples = watch.run([*command, "--started", str(time.monotonic())], INTERVAL)
    found: dict[str, float] = json.loads(told)
    found["peak_mb"] = max([found["peak_mb"], *(held for _, held in samples)])
    return found


def modes(name: str) -> tuple[str, ...]:
    """What a contender is measured in: a print run is written by one process."""
    return MODES if name != "ours_2" else ("single",)


def rounds(names: Sequence[str], folder: Path, count: int) -> dict[str, list[Round]]:
    """All rounds by contender; what the last one printed stays in the folder."""
    found: dict[str, list[Round]] = {name: [] for name in names}
    for number in range(count):
        order = list(names)
        random.Random(number).shuffle(order)
        for name in order:
            found[name].append({mode: measure(name, mode, folder, folder / f"{name}-{mode}") for mode in modes(name)})
        print(f"round {number + 1} of {count}", file=sys.stderr)
    return found


def times(found: list[Round], mode: str, plain: list[Round], of: str) -> str:
    """The time as a multiple of plain WeasyPrint's in the same round."""
    ratios = (one[mode]["ms"] / base[of]["ms"] for one, base in zip(found, plain, strict=False))
    return f"{median(ratios):.3f}"


def rows(found: dict[str, list[Round]], mode: str) -> Iterator[tuple[str, ...]]:
    """The lines of the table of a mode; merged letters stand beside plain singles too."""
    plain = found.get("plain", [])
    for name, mine in found.items():
        if mode not in modes(name):
            continue
        middle = {what: median(one[mode][what] for one in mine) for what in mine[0][mode]}
        ratios = [times(mine, mode, plain, of) for of in (("single",) if mode == "single" else ("merged", "single"))]
        figures = [f"{middle[what]:.{digits}f}" for what, digits in FIGURES.items()]
        yield (name, *figures[:2], *ratios, *figures[2:])


def report(found: dict[str, list[Round]], checked: dict[str, dict[str, Any]], letters: int) -> None:
    """The tables, and the file; exit status 1 where a contender does not print what the letters say."""
    for mode, ratios in (("single", ["x plain"]), ("merged", ["x plain", "x plain single"])):
        print(table((mode, "ms", "cpu ms", *ratios, "cold ms", "kB", "peak MB"), rows(found, mode)), end="\n\n")
    heads = ("text", "pages of singles", "characters lacking", "characters more", "letters wrong")
    said = (
        (n, *(str(c[what]) for what in ("pages", "missing", "more")), str(len(c["bad"]))) for n, c in checked.items()
    )
    print(table(heads, said))
    known = {"weasyprint": metadata.version("weasyprint"), "peers": peers.WANTED.read_text("utf-8").split("\n")[1:-1]}
    kept = keep("letters", {"letters": letters, "versions": known, "rounds": found, "checked": checked})
    print(f"kept in {kept}", file=sys.stderr)
    wrong = {name: one["bad"] for name, one in checked.items() if one["bad"]}
    if wrong:
        raise SystemExit(f"not the same text (letter, characters lacking, more): {json.dumps(wrong)[:2000]}")


def main() -> None:
    """Prepares, measures, checks, prints and keeps."""
    asked = arguments()
    with TemporaryDirectory(dir=asked.folder) as place:
        folder = Path(place)
        if asked.scale:
            scale.report(asked.scale, "single" if asked.single else "merged", folder)
            return
        from bench.letters.prepare import prepare

        peers.install()
        wanted = asked.only.split(",") if asked.only else list(CONTENDERS)
        names = [name for name in wanted if peers.has(peers.python(), name)]
        for name in set(wanted) - set(names):
            print(f"SKIPPED {name}: not installed in {peers.python()}; see bench/letters/peers.py", file=sys.stderr)
        begin = time.perf_counter()
        sheets = prepare(folder, asked.letters)
        print(f"prepared {len(sheets)} letters in {time.perf_counter() - begin:.1f} s", file=sys.stderr)
        found = rounds(names, folder, asked.rounds)
        checked = {
            name: check.check(sheets, folder / f"{name}-single", folder / f"{name}-{modes(name)[-1]}") for name in names
        }
        report(found, checked, len(sheets))


if __name__ == "__main__":
    main()
