"""The site, served; Debian's Chromium; and browsers that are watched for as long as a test has them."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from subsidy import config, desk, store
from subsidy.letters import keys
from subsidy.money import fen
from tests.browser.firm import Firm
from tests.browser.visit import WAIT, Site, Watch
from tests.build import codes

SUBSIDY = Path(sys.executable).with_name("subsidy")
CHROMIUM = "/usr/bin/chromium"
# nothing is resolved but this machine: what wants to go outside fails, and is told by the watch as well
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
SECONDS = 60  # to come up on a busy machine


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """The browser. Without one, the tests are skipped and say so; under CI that is a failure."""
    with ExitStack() as opened:
        try:
            playwright = opened.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        except Error as error:
            reason = (
                f"NO BROWSER, so nothing was tried in one (scripts/system.sh chromium): {str(error).splitlines()[0]}"
            )
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        opened.callback(browser.close)
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory, law):
    """The site for tests that do not mind one another, with more money than they ask for."""
    with served(tmp_path_factory.mktemp("site"), law, 100_000_000) as found:
        yield found


@contextmanager
def served(folder: Path, law, budget: int) -> Iterator[Site]:
    """The site over a database with an appropriation for 2022, and keys."""
    store.create(folder / "subsidy.db")
    keys.create(folder / "keys")
    with store.connect(folder / "subsidy.db") as db:
        desk.set_budget(db, law, 2022, fen(budget))
    with serving(folder) as found:
        yield found


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """`subsidy serve` on a free port, over the database and the keys that lie in a folder."""
    log = folder / "log"
    settings = {config.DATABASE: str(folder / "subsidy.db"), config.KEYS: str(folder / "keys")}
    with log.open("wb") as out:
        process = subprocess.Popen([SUBSIDY, "serve", "--port", "0"], stderr=out, env=os.environ | settings)
    try:
        yield Site(_address(log, process), folder, log)
    finally:
        process.terminate()
        process.wait(SECONDS)


def _address(log: Path, process: subprocess.Popen) -> str:
    for _ in range(SECONDS * 10):
        if found := re.search(r"http://\S+?(?=/verify)", log.read_text(encoding="utf-8")):
            return found[0]
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8"))


@pytest.fixture
def browse(chromium: Browser, site: Site):
    """Opens a browser of its own: a page at 1280 wide and in Chinese, unless it is asked for otherwise.

    When the test is over, none of its pages asked for anything outside the server, none made a mistake, and the server
    had nothing to complain about.
    """
    opened, before = [], site.log.stat().st_size

    def open_(**asked) -> Page:
        given = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 900}, "accept_downloads": True}
        context = chromium.new_context(base_url=site.address, reduced_motion="reduce", **given | asked)
        context.set_default_timeout(WAIT)
        opened.append((context, Watch(context, site)))
        return context.new_page()

    yield open_
    watches = [watch for _context, watch in opened]
    for context, _watch in opened:
        context.close()
    assert [url for watch in watches for url in watch.outside] == []
    assert [text for watch in watches for text in watch.mistakes] == []
    said = site.log.read_bytes()[before:].decode().splitlines()
    assert [line for line in said if '"level": "info"' not in line] == []


@pytest.fixture(scope="session")
def _codes():
    return iter(codes(1000))


@pytest.fixture
def firm(browse, site, law, _codes):
    """A firm that nobody knows yet, at a browser of its own: firm(), firm(java_script_enabled=False), …"""
    return lambda **asked: Firm(browse(**asked), site, law, next(_codes), asked.get("java_script_enabled", True))
