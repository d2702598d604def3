"""A browser as far as a server sees one: a line kept open, a cookie, forms with their tokens; it times every answer."""

import html
import http.client
import json
import random
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

PATIENCE = 300  # seconds for an answer; what takes longer is a failure


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str
    location: str


class Timed(NamedTuple):
    """A request: its kind, when it was asked, how long it took, how it ended."""

    kind: str
    at: float
    seconds: float
    status: int


class Browser:
    """Somebody at a browser, who thinks so many seconds before each request; `log` has every request."""

    def __init__(self, address: str, think: float = 0) -> None:
        self.think = think
        self.host = address.removeprefix("http://").rstrip("/")
        self.line = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}
        self.log: list[Timed] = []

    def get(self, path: str, kind: str = "page") -> Answer:
        """A page."""
        return self._ask("GET", path, None, {}, kind)

    def post(self, path: str, fields: Iterable[tuple[str, str]], kind: str) -> Answer:
        """A form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(list(fields)).encode(), headers, kind)

    def save(self, path: str, token: str, version: int, fields: Iterable[tuple[str, str]]) -> Answer:
        """What the page's script sends by itself."""
        body = json.dumps({"version": version, "fields": [list(pair) for pair in fields]}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": token, "Accept": "application/json"}
        return self._ask("POST", path, body, headers, "save")

    def upload(self, path: str, fields: Iterable[tuple[str, str]], files: Mapping[str, tuple[str, bytes]]) -> Answer:
        """A form with files."""
        edge = secrets.token_hex(16)
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields]
        for name, (file, data) in files.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
            parts.append(head.encode() + data + b"\r\n")
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._ask("POST", path, b"".join([*parts, f"--{edge}--\r\n".encode()]), headers, "upload")

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], kind: str) -> Answer:
        sent = {**headers, "Origin": f"http://{self.host}"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.think:
            time.sleep(random.uniform(0, 2 * self.think))
        at = time.time()
        begin = time.perf_counter()
        self.line.request(method, path, body, sent)
        found = self.line.getresponse()
        text = found.read().decode("utf-8", "replace")
        self.log.append(Timed(kind, at, time.perf_counter() - begin, found.status))
        for cookie in found.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(found.status, text, found.headers.get("Location", ""))


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page: its token, the versions that it shows."""
    found = {}
    for field in re.findall(r"<input[^>]*>", page):
        said = dict(re.findall(r'(\w+)="([^"]*)"', field))
        if said.get("type") == "hidden" and "name" in said:
            found[said["name"]] = html.unescape(said.get("value", ""))
    return found
