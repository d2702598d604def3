"""The rules of the house, run."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from subsidy import create_app
from subsidy.cli import group
from subsidy.config import ROOT
from subsidy.kinds import KINDS
from subsidy.web import access
from tests.routes import ROUTES

PYTHON = sorted(
    p for folder in ("subsidy", "schemas", "tests", "bench", "scripts") for p in (ROOT / folder).rglob("*.py")
)
LONGEST_MODULE, LONGEST_FUNCTION = 300, 45
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(found: click.Group = group, name: str = "subsidy"):
    for key, command in found.commands.items():
        yield f"{name} {key}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {key}")


def test_who_may_import_whom_is_kept():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--config", "setup.cfg"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_small_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert not tree.body or ast.get_docstring(tree), "a module says in a line or two what it is"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name


PUBLIC = [p for p in PYTHON if p.relative_to(ROOT).parts[0] in ("subsidy", "schemas")]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_classes_and_their_methods_say_what_they_do(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


PLACES, NAMES = ("kinds", "tier", "roads", "advice", "population"), ("money", "assessment", "ledger", "plan", "commit")
EXACT = [p for p in PUBLIC if p.parent.name in PLACES or p.stem in NAMES]


@pytest.mark.parametrize("path", EXACT, ids=lambda p: p.stem)
def test_nothing_that_decides_computes_with_floats(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), "use // or Fraction"
        assert not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda c: c if isinstance(c, str) else "")
def test_every_command_is_documented_and_its_help_is_current(name, command):
    info = " ".join(name.split()[1:])
    with click.Context(command, info_name=f"subsidy {info}", terminal_width=100) as ctx:
        wanted = command.get_help(ctx).strip()
    assert wanted in COMMANDS, f"docs/commands.md is behind `{name} --help`; run scripts/commands.py"


def test_flask_gives_the_same_commands():
    app = create_app()
    assert set(group.commands) <= set(app.cli.commands)
    done = subprocess.run(
        [Path(sys.executable).with_name("flask"), "--app", "subsidy", "run", "--help"], capture_output=True, text=True
    )
    assert "批量兑现" in done.stdout


def test_every_route_has_an_access_rule():
    app = create_app()
    found = {
        (rule.rule, method): access.rule(app, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert found == ROUTES, "a route needs a rule of who may reach it (subsidy/web/access.py), and a test"


def test_every_kind_is_explained_in_the_docs():
    text = (ROOT / "docs" / "policy-file.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"`{kind}`" in text


def test_links_in_the_docs_lead_somewhere():
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
