"""The command line: data to standard output, everything else to standard error; exit 0, 1, 2 or 3."""

from subsidy.cli import cases, demo, office, papers
from subsidy.cli.common import group

main = group
__all__ = ["cases", "demo", "group", "main", "office", "papers"]
