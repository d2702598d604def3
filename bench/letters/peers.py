"""The peers' own environment: made once from requirements.txt, in build/, or any Python that is named."""

import os
import subprocess
import sys
from pathlib import Path

from bench.common import ROOT

VARIABLE = "BENCH_LETTERS_PYTHON"
WANTED = Path(__file__).with_name("requirements.txt")
FOLDER = ROOT / "build" / "bench-letters"
MODULES = ("typst", "reportlab")


def python() -> str:
    """A Python that should have the peers: the named one, else the project's build folder's."""
    return os.environ.get(VARIABLE) or str(FOLDER / "bin" / "python")


def has(interpreter: str, contender: str) -> bool:
    """Whether a contender can be measured with it."""
    module = contender.split("_")[0]
    if module not in MODULES:
        return True
    if not Path(interpreter).exists():
        return False
    return not subprocess.run(
        [interpreter, "-c", f"import {module}, segno"], capture_output=True, check=False
    ).returncode


def install() -> None:
    """Makes the environment, or brings it to the pinned versions; a failure is told and the peers are left out."""
    if os.environ.get(VARIABLE):
        return
    made = FOLDER / "made.txt"
    wanted = WANTED.read_text(encoding="utf-8")
    if made.exists() and made.read_text(encoding="utf-8") == wanted:
        return
    subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
    done = subprocess.run([python(), "-m", "pip", "install", "-q", "-r", WANTED], check=False)
    if done.returncode == 0:
        made.write_text(wanted, encoding="utf-8")
