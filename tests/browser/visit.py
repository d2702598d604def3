"""Browsers that are watched: what they ask for, what fails in them, and what axe finds on each page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from subsidy import store

WAIT = 20_000  # milliseconds that a slow machine is given
_axe = Axe()


class Site(NamedTuple):
    """A served site: its address, the folder of its database, the file it complains into."""

    address: str
    folder: Path
    log: Path

    @contextmanager
    def desk(self) -> Iterator[store.Database]:
        """The office at its own desk, while the site is up."""
        with store.connect(self.folder / "subsidy.db") as db:
            yield db

    @property
    def files(self) -> Path:
        """Where what firms upload is kept."""
        return self.folder / "files"

    @property
    def keys(self) -> Path:
        """The office's keys."""
        return self.folder / "keys"


class Watch:
    """What became of a browser: every address it asked for, every mistake in its pages."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.asked: set[str] = set()
        self.mistakes: list[str] = []
        self.home = urlsplit(site.address).netloc
        context.on("request", lambda request: self.asked.add(request.url))
        context.on("weberror", lambda error: self.mistakes.append(str(error.error)))
        context.on("console", self._said)

    def _said(self, message) -> None:
        # what the server refuses is an error to the console, and for each test to judge
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.mistakes.append(message.text)

    @property
    def outside(self) -> list[str]:
        """What it asked of anybody but the server."""
        return sorted(url for url in self.asked if not self._inside(urlsplit(url)))

    def _inside(self, url) -> bool:
        return url.scheme in ("data", "blob", "about") or url.netloc == self.home


def seen(page: Page) -> Page:
    """A page that somebody is looking at: axe has nothing against it, it has one heading and fits its window."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.title()
    found = _axe.run(page)
    assert not found.violations_count, f"{page.url}\n{found.generate_report()}"
    fits(page)
    return page


def fits(page: Page) -> None:
    """Nothing sticks out at the side."""
    wide, room, what = page.evaluate(
        """() => {
          const root = document.documentElement, room = root.clientWidth;
          const out = [...document.body.querySelectorAll("*")].filter(
            each => each.getBoundingClientRect().right > room + 1 && !each.closest(".wide, .visually-hidden, .skip"));
          return [root.scrollWidth, room, out.slice(0, 5).map(each => each.outerHTML.slice(0, 200))];
        }"""
    )
    assert wide <= room, f"{page.url}: {wide} wide in {room}: {what}"


def lines(page: Page, place: str = "main") -> str:
    """What stands in a part of a page, without blanks."""
    return re.sub(r"\s+", "", page.locator(place).first.inner_text())
