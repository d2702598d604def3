"""The examples of docs/api.md work: run by a shell against the served site, in their order."""

import json
import os
import re
import shutil
import subprocess

import pytest

from subsidy import config
from tests.api import caller
from tests.applicant import PDF
from tests.browser.conftest import serving
from tests.build import FIRMS

PAGE = (config.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl")
def test_the_examples_work_as_they_stand(app, tmp_path):
    secret = caller.firm(app, FIRMS[0]).secret
    (tmp_path / "audit.pdf").write_bytes(PDF)
    with serving(tmp_path) as site:
        settings = {"API": f"{site.address}/api/v1", "TOKEN": secret, "no_proxy": "*"}
        script = "set -eu\n" + "\n".join(EXAMPLES).replace("\ncurl -sS ", "\necho; curl -sS --fail-with-body ")
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=os.environ | settings, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stdout + done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    decision, token, begun, estimate, section, piece, sent, status, letters = answers
    assert decision["total"] == "1700000.00"
    assert token["account"]["login"] == FIRMS[0]
    assert begun["sections"][1]["version"] in (0, 1)
    assert estimate["total"] == "1000000.00"
    assert section["version"] == 2
    assert piece["name"] == "audit.pdf"
    assert (sent["number"], sent["body"]["estimate"]["total"]) == (1, 100_000_000)
    assert [event["kind"] for event in status["events"]] == ["submitted"]
    assert letters == {"items": [], "next": None}
