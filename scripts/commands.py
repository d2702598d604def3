"""Writes docs/commands.md from the commands themselves."""

from pathlib import Path

import click

from subsidy.cli import group

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
HEAD = """# Commands

Written by `scripts/commands.py` from the commands themselves; a test keeps it current. `flask --app subsidy …` gives
the same commands. Data goes to standard output, everything else to standard error. Exit status: 0 done, 1 some of the
input was refused (each refusal told with its place), 2 wrong usage, 3 nothing could be done.

The database is `instance/subsidy.db` unless `SUBSIDY_DATABASE` names another file. The issuing office on letters is
`templates/letters/office.toml`, overridden by `instance/office.toml`.
"""


def pages(command: click.Command, name: str) -> list[str]:
    """The help of a command and of those below it."""
    with click.Context(command, info_name=name, terminal_width=100) as ctx:
        found = [f"## {name}\n\n```\n{command.get_help(ctx).strip()}\n```\n"]
    if isinstance(command, click.Group):
        for key, child in command.commands.items():
            found += pages(child, f"{name} {key}")
    return found


if __name__ == "__main__":
    PAGE.write_text("\n".join([HEAD, *pages(group, "subsidy")]), encoding="utf-8")
