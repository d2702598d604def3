"""The page on writing a policy, done word for word: its files written, its commands run, its answers compared."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from subsidy import author, policy
from subsidy.author import findings
from subsidy.cli import group
from subsidy.kinds import KINDS
from subsidy.money import yuan

PAGE = Path(__file__).parent.parent / "docs" / "writing-a-policy.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REST = "…"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def toml(text):
    """Appends to the file that its first line names."""
    name, _, rest = text.partition("\n")
    path = Path(name.removeprefix("# "))
    before = path.read_text(encoding="utf-8") + "\n" if path.exists() else ""
    path.write_text(before + rest, encoding="utf-8")


def sed(text):
    """What the reader is told to mend, each once."""
    path = Path("yunxi-2031.toml")
    for line in text.splitlines():
        old, new = line.removeprefix("s/").removesuffix("/").split("/")
        after, count = re.subn(old, new, path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert count == 1, line
        path.write_text(after, encoding="utf-8")


def text(shown):
    """Part of the cases, as the file has it."""
    assert shown in Path("yunxi-cases.toml").read_text(encoding="utf-8")


def fill(given):
    """Results of cases by their names; … fills in whatever is open as it is decided."""
    path = Path("yunxi-cases.toml")
    for line in given.splitlines():
        if line == REST:
            rest(path)
            continue
        name, result = line.split(" = ")
        put(path, name, result)


def put(path, name, result):
    old = path.read_text(encoding="utf-8")
    new = re.sub(rf'(name = "{re.escape(name)}"\n(?:\w+ = .*\n)*?lines = )\[.*\]', rf'\g<1>["{result}"]', old)
    assert new != old, name
    path.write_text(new, encoding="utf-8")


def rest(path):
    law = policy.load_file(Path("yunxi-2031.toml"))
    wrong = {one.place for one in author.compare(law, author.worked(path))}
    for case in author.worked(path):
        if case.place in wrong:
            (line,) = author.decided(law, case).lines
            put(path, case.row["name"], f"granted {yuan(line.amount)}" if line.amount else line.outcome)


def console(text):
    """A command after $ and all that it answers; … stands for what is left out."""
    command, _, wanted = text.removeprefix("$ ").partition("\n")
    given, _, ours = command.rpartition("| ")
    words = shlex.split(ours)
    assert words[0] == "subsidy"
    done = CliRunner().invoke(group, words[1:], input=shlex.split(given)[1] if given else None)
    pattern = ".*".join(re.escape(part) for part in wanted.split(REST)) if REST in wanted else re.escape(wanted)
    assert re.fullmatch(pattern, done.output, re.DOTALL), done.output


DO = {"toml": toml, "sed": sed, "text": text, "fill": fill, "console": console}


def test_the_page_can_be_followed_word_for_word(folder):
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert {kind for kind, _ in blocks} == set(DO)
    for kind, block in blocks:
        DO[kind](block)
    law = policy.load_file(folder / "yunxi-2031.toml")
    assert [item.kind for item in law.items.values()] == ["tier", "cost"]


def test_the_page_has_every_kind_and_every_word_of_the_check():
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{kind}`" in page for kind in KINDS)
    words = (findings.GAP, findings.OVERLAP, findings.UNREACHABLE, findings.MISSING, findings.STRANGE)
    assert all(f"| {word} |" in page for word in words)
