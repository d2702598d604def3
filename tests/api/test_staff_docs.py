"""The example of a run in docs/api.md works: by a shell against the served site, as it stands."""

import json
import os
import re
import shutil
import subprocess

import pytest

from subsidy import config, desk, store
from subsidy.desk.bureau import tokens
from subsidy.letters import keys
from subsidy.money import fen
from tests.api import caller
from tests.browser.conftest import serving
from tests.build import FIRMS, hand_in, project
from tests.routes import ROUTES
from tests.web import staffed

PAGE = (config.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```bash\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl")
def test_a_run_is_started_as_the_page_says(app, law, tmp_path):
    keys.create(tmp_path / "keys")
    with store.connect(tmp_path / "subsidy.db") as db:
        hand_in(db, law, {FIRMS[0]: [project(600_000)], FIRMS[1]: [project(9_000_000)]})
        desk.set_budget(db, law, 2022, fen(5_000_000))
        staffed.person(db, "jing", "handler")
        _, secret = tokens.add(db, "jing", "示例对账程序", ["run", "read_runs"], 30, "示例管理")
    with serving(tmp_path) as site:
        settings = {"API": f"{site.address}/api/v1", "TOKEN": secret, "no_proxy": "*"}
        script = "set -eu\n" + EXAMPLE
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=os.environ | settings, capture_output=True, text=True, timeout=120
        )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert [(one["firm"]["uscc"], one["funded"]) for one in told["items"]] == [(FIRMS[0], True), (FIRMS[1], False)]
    with store.connect(tmp_path / "subsidy.db") as db:
        assert [run["id"] for run in store.runs.runs(db)] == ["2022-001"]


def test_every_address_of_staff_stands_on_the_page():
    section = PAGE[PAGE.index("## Staff") : PAGE.index("## What goes wrong")]
    for (path, _), rule in ROUTES.items():
        if path.startswith(caller.PREFIX) and rule in tokens.SCOPES:
            last = re.split(r"/(?=[a-z]+(?:/<|$))", path.removeprefix(caller.PREFIX))[-1].split("/")[0]
            assert last in section, path
            assert f"`{rule}`" in section, path
