"""Writes docs/commands.md from the commands themselves."""

from pathlib import Path

import click

from subsidy.cli import group

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
HEAD = """# Commands

Written by `scripts/commands.py` from the commands themselves; a test keeps it current. `flask --app subsidy …` gives
the same commands. Data goes to standard output, everything else to standard error. Exit status: 0 done, 1 some of the
input was refused (each refusal told with its place), 2 wrong usage, 3 nothing could be done.

What is set in the environment:

- `SUBSIDY_DATABASE`: the database, else `instance/subsidy.db`. The folder `cache` lies beside it.
- `SUBSIDY_KEYS`: the folder of the office's keys, else `keys` beside the database.
- `SUBSIDY_FONTS`: a folder with the office's own fonts.

What letters say of the office stands in `instance/office.toml`. [Letters](letters.md) tells of all of these.
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
