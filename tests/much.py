"""How much is tried: by default what takes two minutes, with THOROUGH=1 (`make thorough`) as much as is worth it.

Whatever is tried only in part tries the same things in the same order, from the beginning.
"""

import os

THOROUGH = os.environ.get("THOROUGH") == "1"


def much(usual: int, thorough: int) -> int:
    """How many of something."""
    return thorough if THOROUGH else usual
