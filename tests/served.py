"""The real server on loopback in a process of its own, and many clients that ask it at the same moment."""

import http.client
import json
import multiprocessing
import os
import re
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import lxml.html

from subsidy.desk.bureau.runs import jobs
from tests import forked
from tests.build import PASSWORD
from tests.filled import environment

PATIENCE = 120  # seconds for an answer: many wait for one lock
FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def leads(self):
        """Where a redirect leads, without the host."""
        return urlsplit(self.headers["Location"] or "").path


class Window:
    """A window of somebody's browser, or a program with a token: cookies of its own from when it was opened."""

    def __init__(self, port, cookies=None, token=""):
        self.port, self.cookies, self.token_ = port, dict(cookies or {}), token

    def another(self):
        """One more window of the same browser."""
        return Window(self.port, self.cookies, self.token_)

    def ask(self, method, path, body=b"", **headers):
        """One question on a connection of its own."""
        known = {"Origin": f"http://127.0.0.1:{self.port}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if self.cookies:
            known["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.token_:
            known["Authorization"] = f"Bearer {self.token_}"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, body, known)
            found = line.getresponse()
            answer = Answer(found.status, found.headers, found.read())
        finally:
            line.close()
        for text in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(text).items()}
        return answer

    def get(self, path):
        return self.ask("GET", path)

    def page(self, path):
        """A page as elements."""
        return lxml.html.document_fromstring(self.get(path).text)

    def hidden(self, path, form="//main//form"):
        """The hidden fields of the first form on a page."""
        found = self.page(path).xpath(form)[0]
        return {field.get("name"): field.get("value") for field in found.xpath(".//input[@type='hidden']")}

    def csrf(self):
        """The token of this session's forms."""
        return self.page("/password").xpath("//input[@name='csrf_token']/@value")[0]

    def post(self, path, **fields):
        """A form sent; where it leads is not followed."""
        return self.ask("POST", path, urlencode(fields), Content_Type=FORM)

    def upload(self, path, name, data, **fields):
        """A form sent with a file."""
        edge = secrets.token_hex(8)
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join([*parts, head]).encode() + data + f"\r\n--{edge}--\r\n".encode()
        return self.ask("POST", path, body, Content_Type=f"multipart/form-data; boundary={edge}")

    def call(self, method, path, body=None, key="", **headers):
        """A question to the API."""
        if method == "POST":
            headers["Idempotency_Key"] = key or secrets.token_hex(8)
        sent = body if isinstance(body, bytes) else json.dumps(body)
        return self.ask(method, f"/api/v1{path}", sent, **{"Content_Type": "application/json", **headers})


class Server:
    """`subsidy serve` on a folder, on a port that was free."""

    def __init__(self, folder: Path, port: int, process: multiprocessing.Process) -> None:
        self.folder, self.port, self.process = folder, port, process

    def nobody(self):
        """A window in which nobody is logged in."""
        return Window(self.port)

    def enter(self, login, password=PASSWORD):
        """Somebody logged in by the form."""
        found = self.nobody()
        answer = found.post("/login", login=login, password=password, **found.hidden("/login"))
        assert answer.status == 303, answer.text
        return found

    def program(self, token):
        """A program with a token."""
        return Window(self.port, token=token)


@contextmanager
def serving(folder):
    """The server, until the end; it has failed nowhere."""
    log = folder / "serve.log"
    log.write_text("", encoding="utf-8")
    with forked.running(["serve", "--port", "0"], {**os.environ, **environment(folder)}, log) as process:
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text("utf-8"))):
            assert process.is_alive(), log.read_text("utf-8")
            time.sleep(0.05)
        yield Server(folder, int(found[1]), process)
    assert "Traceback" not in log.read_text("utf-8")


def at_once(asks):
    """Every question asked at the same moment, each by a thread of its own; the answers in their order."""
    ready = threading.Barrier(len(asks))

    def ask(question):
        ready.wait()
        return question()

    with ThreadPoolExecutor(len(asks)) as clients:
        return list(clients.map(ask, asks))


def told(answers, *wanted):
    """The answers by status; nothing but these came."""
    found = {}
    for answer in answers:
        found.setdefault(answer.status, []).append(answer)
    assert set(found) <= set(wanted), {status: some[0].text[:2000] for status, some in found.items()}
    return found


def main(answer):
    """What a page says, without blanks."""
    return re.sub(r"<[^>]*>|\s", "", answer.text)


def over(db, answers):
    """The jobs that the answers lead to, when all of them have ended."""
    wanted = {int(answer.leads.rsplit("/", 1)[-1]) for answer in answers}
    until = time.monotonic() + PATIENCE
    while any(not jobs.job(db, one).over for one in wanted):
        assert time.monotonic() < until
        time.sleep(0.05)
    return [jobs.job(db, one) for one in sorted(wanted)]
