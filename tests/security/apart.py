"""Opens each file of a folder as one door does, within limits on memory and time, and says what became of it.

python -m tests.security.apart DOOR FOLDER    # JSON: by file's name, "read", "refused: words", or what broke
"""

import json
import resource
import sys
import traceback
from pathlib import Path

from subsidy import policy, workbook
from subsidy.desk.firm import sheet
from subsidy.desk.firm.sheet import SheetError
from subsidy.workbook import listed, payments
from subsidy.workbook.grid import WorkbookError

MEMORY, SECONDS = 2 * 1024**3, 300  # addresses, and processor time for all files together
USCC, SECTION = "91330402MA2AB123XK", "outsourcing_bonus"
LAW = policy.load("jiaxing-2022-10")
DOORS = {
    "import": lambda path: workbook.read(path, LAW),
    "payments": payments.read,
    "lists": lambda path: listed.read(path, LAW),
    "sheet": lambda path: sheet.rows(LAW, SECTION, path.read_bytes(), USCC, 2022),
}


def outcome(door, path):
    """What became of a file."""
    try:
        DOORS[door](path)
    except (WorkbookError, SheetError) as error:
        return f"refused: {error}"
    except BaseException:
        return traceback.format_exc()
    return "read"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    print(json.dumps({path.name: outcome(sys.argv[1], path) for path in sorted(Path(sys.argv[2]).iterdir())}))
