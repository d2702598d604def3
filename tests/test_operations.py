"""What the person who runs the service is given: units that systemd takes, rules over figures there are, true words."""

import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from subsidy import config, desk, store
from subsidy.cli import group
from subsidy.config import ROOT
from tests.build import FIRMS, hand_in, project
from tests.web.test_watch import figures
from tests.web.visitor import site

DEPLOY = ROOT / "deploy"
UNITS = sorted((*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")))
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ALARMS = [rule for part in yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"] for rule in part["rules"]]
EXPOSED = 20  # tenths, of what `systemd-analyze security` says: 0 is closed, 100 open

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="NO systemd-analyze on this machine")


@pytest.fixture
def units(tmp_path):
    """The units, with the program where it lies on this machine."""
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/subsidy", str(ROOT)))
    return [tmp_path / path.name for path in UNITS]


@needs_systemd
def test_systemd_has_nothing_to_say_about_the_units(units):
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@needs_systemd
def test_the_services_are_closed_as_far_as_they_can_be(units):
    for path in (one for one in units if one.suffix == ".service"):
        asked = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED}", path]
        assert subprocess.run(asked, capture_output=True, timeout=60).returncode == 0, path.name


def test_the_site_can_be_stopped_without_its_jobs_and_makes_files_for_itself_alone():
    said = (DEPLOY / "subsidy.service").read_text().splitlines()
    assert {"KillMode=process", "UMask=0077", "StateDirectoryMode=0700", "NoNewPrivileges=true"} <= set(said)
    assert not [line for line in said if line.startswith("PrivateTmp")]  # it would go from under the jobs


def test_units_commands_and_settings_speak_of_the_same_places():
    settings = dict(line.split("=", 1) for line in (DEPLOY / "subsidy.env").read_text().splitlines() if line[0] != "#")
    assert set(settings) >= {config.DATABASE, config.KEYS}
    assert {str(Path(value).parent) for name, value in settings.items() if name.startswith("SUBSIDY")} == {
        "/var/lib/subsidy"
    }
    for path in (*UNITS, DEPLOY / "subsidy.sh"):
        text = path.read_text()
        assert "ExecStart" not in text or "EnvironmentFile=/etc/subsidy.env" in text
        for called in re.findall(r"/opt/subsidy/\.venv/bin/subsidy (\w+)", text):
            assert called in group.commands


def test_the_operators_command_works_on_the_services_database(tmp_path):
    (tmp_path / "env").write_text(f"# a word\n{config.DATABASE}={tmp_path}/there.db\n")
    here = {"/etc/subsidy.env": str(tmp_path / "env"), "/opt/subsidy": str(ROOT)}
    here["    subsidy)"] = f"    {pwd.getpwuid(os.getuid())[0]})"
    text = (DEPLOY / "subsidy.sh").read_text()
    for there, place in here.items():
        assert there in text
        text = text.replace(there, place)
    script = tmp_path / "subsidy"
    script.write_text(text)
    script.chmod(0o755)
    path = {"PATH": os.environ["PATH"]}
    done = subprocess.run([script, "init"], capture_output=True, text=True, timeout=120, env=path)
    assert done.returncode == 0, done.stderr
    made = sorted(path for path in tmp_path.rglob("*") if path.name in ("there.db", "office.key"))
    assert [path.stat().st_mode & 0o077 for path in made] == [0, 0]


@pytest.fixture
def told(tmp_path, monkeypatch, law):
    """Every figure that a service in use gives, with the values of its labels."""
    app = site(tmp_path, monkeypatch)
    with store.connect(tmp_path / "subsidy.db") as db:
        hand_in(db, law, {FIRMS[0]: [project(600)]})
        desk.set_budget(db, law, 2022, 100)
    app.test_client().get("/")
    (tmp_path / "backup.json").write_text('{"made": "2027-01-01T00:00:00+08:00"}')
    return figures(app)


def test_every_rule_and_row_speaks_of_figures_that_there_are(told):
    names = {name[0] for name in told}
    labels = {value for name in told for value in name[1:]}
    for rule in ALARMS:
        used = set(re.findall(r"\bsubsidy_\w+", rule["expr"]))
        assert used <= names, rule["alert"]
        for wanted in re.findall(r'(?:what|state|event)=~?"([^"]+)"', rule["expr"]):
            assert set(wanted.split("|")) <= labels, rule["alert"]
    shown = set(re.findall(r"`(subsidy_\w+)`", PAGE))
    known = names | {name.removesuffix("_count") for name in names} | {name.removesuffix("_bucket") for name in names}
    assert shown <= known
    hidden = {name for name in names if not name.startswith("process_") and not name.endswith(("_created", "_sum"))}
    assert {name.removesuffix("_count").removesuffix("_bucket") for name in hidden} <= shown


def test_every_alarm_is_explained():
    rows = re.findall(r"^\| (Subsidy\w+) \| .+ \| .+ \|$", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(rule["alert"] for rule in ALARMS)


def test_every_command_that_the_page_names_is_there():
    named = re.findall(r"(?:^|`)subsidy (?!\.|--)([a-z]+)(?: ([a-z]+))?", PAGE, re.MULTILINE)
    assert len(named) > 20
    for name, below in named:
        assert name in group.commands, name
        nested = getattr(group.commands[name], "commands", None)
        assert nested is None or below in nested, (name, below)
