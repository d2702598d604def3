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


EXACT = [p for p in PUBLIC if p.parent.name == "kinds" or p.stem in ("money", "assessment", "ledger", "plan", "commit")]


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


ROUTES = {
    ("/", "GET"): access.PUBLIC,
    ("/bootstrap/static/<path:filename>", "GET"): access.PUBLIC,
    ("/evidence/<int:piece>", "GET"): access.FIRM,
    ("/healthz", "GET"): access.PUBLIC,
    ("/language", "POST"): access.PUBLIC,
    ("/letters", "GET"): access.FIRM,
    ("/letters/<name>", "GET"): access.FIRM,
    ("/login", "GET"): access.PUBLIC,
    ("/login", "POST"): access.PUBLIC,
    ("/logout", "POST"): access.PUBLIC,
    ("/password", "GET"): access.ANYBODY,
    ("/password", "POST"): access.ANYBODY,
    ("/register", "GET"): access.PUBLIC,
    ("/register", "POST"): access.PUBLIC,
    ("/reset", "GET"): access.PUBLIC,
    ("/reset", "POST"): access.PUBLIC,
    ("/session", "GET"): access.ANYBODY,
    ("/session", "POST"): access.ANYBODY,
    ("/static/<path:filename>", "GET"): access.PUBLIC,
    ("/verify", "GET"): access.PUBLIC,
    ("/verify", "POST"): access.PUBLIC,
    ("/year/<int:year>", "GET"): access.FIRM,
    ("/year/<int:year>/<section>", "GET"): access.FIRM,
    ("/year/<int:year>/<section>", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/clear", "GET"): access.FIRM,
    ("/year/<int:year>/<section>/clear", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/estimate", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/evidence/<int:piece>/remove", "GET"): access.FIRM,
    ("/year/<int:year>/<section>/evidence/<int:piece>/remove", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/save", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/sheet", "GET"): access.FIRM,
    ("/year/<int:year>/<section>/sheet", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/sheet.xlsx", "GET"): access.FIRM,
    ("/year/<int:year>/check", "GET"): access.FIRM,
    ("/year/<int:year>/check", "POST"): access.FIRM,
    ("/year/<int:year>/sent/<int:number>", "GET"): access.FIRM,
    ("/year/<int:year>/sent/<int:number>.pdf", "GET"): access.FIRM,
    ("/year/<int:year>/status", "GET"): access.FIRM,
    ("/year/<int:year>/withdraw", "GET"): access.FIRM,
    ("/year/<int:year>/withdraw", "POST"): access.FIRM,
}
# what a POST without a token may reach: nothing that belongs to anybody is changed there
TOKENLESS = {"language.switch", "verify.by_file"}


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
