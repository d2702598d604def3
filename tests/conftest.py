"""The law, an empty desk, and a workbook as people leave it."""

from pathlib import Path
from typing import ClassVar

import jinja2
import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner

from subsidy import config, desk, policy, store
from subsidy.cli import group
from subsidy.desk.firm import accounts
from subsidy.web.requests import Site
from tests import build, fresh, messy


@pytest.fixture(scope="session")
def law():
    return policy.load("jiaxing-2022-10")


@pytest.fixture(scope="session", autouse=True)
def quick_hashes():
    """Passwords are hashed for real, and quickly: test_accounts asks what the service takes for each."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


class Compiled(jinja2.BytecodeCache):
    """Templates as they were compiled before, by what they say: every application has to read them anew else."""

    known: ClassVar[dict[tuple[str, str], bytes]] = {}

    def load_bytecode(self, bucket):
        if (bucket.key, bucket.checksum) in self.known:
            bucket.bytecode_from_string(self.known[bucket.key, bucket.checksum])

    def dump_bytecode(self, bucket):
        self.known[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def quick_templates():
    """Templates are compiled once for all applications of a worker."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Site, "jinja_options", {**Site.jinja_options, "bytecode_cache": Compiled()})
        yield


@pytest.fixture
def database(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "subsidy.db"
    monkeypatch.setenv(config.DATABASE, str(path))
    return fresh.database(path)


@pytest.fixture
def db(database):
    with store.connect(database) as found:
        yield found


@pytest.fixture(scope="session")
def workbook_path(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("intake") / "applications.xlsx"
    messy.write(path)
    return path


@pytest.fixture
def command(database):
    """Runs a command of the desk; what it wrote and how it ended.

    `approve` is the one that asks for a password, of an approver made for it, once the notice of the run is over;
    `reverse` takes back what a run gave.
    """

    def run(*args: object, typed: str = ""):
        return CliRunner().invoke(group, [str(arg) for arg in args], input=typed)

    def approve(run_id: str, *args: object):
        with store.connect(database) as db:
            build.approver(db)
            if db.execute("SELECT 1 FROM runs WHERE id = ?", [run_id]).fetchone():
                build.noticed(db, run_id)
        return run("approve", run_id, "--user", build.APPROVER, *args, typed=build.PASSWORD + "\n")

    def reverse(run_id: str, uscc: str, reason: str):
        with store.connect(database) as db:
            desk.reverse(db, run_id, uscc, None, reason)

    run.approve, run.reverse = approve, reverse
    return run
