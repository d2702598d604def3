"""Known weaknesses of the pinned packages, by pip-audit in an environment of its own; says so where it cannot ask.

Ends with 1 where a weakness is known, with 2 where nobody could be asked.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "requirements.txt"
UNASKED = 2


def main() -> int:
    """Asks, and tells."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        made = subprocess.run([python, "-m", "pip", "install", "-q", "pip-audit"], capture_output=True, text=True)
        if made.returncode:
            print(f"没有查：pip-audit 装不上\n{made.stderr[-500:]}", file=sys.stderr)
            return UNASKED
        asked = ["-r", str(PINS), "--no-deps", "--disable-pip", "--progress-spinner", "off"]
        found = subprocess.run([python, "-m", "pip_audit", *asked], capture_output=True, text=True)
    print(found.stdout, end="")
    skipped = found.stdout.count("could not be audited")
    if skipped:
        print(f"没有查全：{skipped} 个包在这个软件源中没有漏洞信息，请在能访问 pypi.org 的机器上查", file=sys.stderr)
        return UNASKED
    if found.returncode and "vulnerabilit" not in found.stderr:
        print(f"没有查：问不到漏洞库\n{found.stderr[-500:]}", file=sys.stderr)
        return UNASKED
    print(found.stderr.strip(), file=sys.stderr)
    return found.returncode


if __name__ == "__main__":
    sys.exit(main())
