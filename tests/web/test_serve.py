"""`subsidy serve`: the site on a port, until it is told to stop."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests import forked
from tests.web.office import LARGE, A

SUBSIDY = Path(sys.executable).with_name("subsidy")


@pytest.fixture
def served(settings):
    """`subsidy serve` on a free port: where, and the process."""
    with subprocess.Popen([SUBSIDY, "serve", "--port", "0"], stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.readline()
        yield re.search(r"http://\S+?(?=/verify)", said)[0], process
        process.kill()


@pytest.fixture
def told(settings, request, tmp_path):
    """As `served`, without its start being waited for: where, and the file in which it says what it does."""
    log = tmp_path / "serve.log"
    log.write_text("", encoding="utf-8")
    with forked.running(["serve", "--port", "0", *getattr(request, "param", [])], dict(os.environ), log) as process:
        while not (found := re.search(r"http://\S+?(?=/verify)", log.read_text(encoding="utf-8"))):
            assert process.is_alive(), log.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield found[0], log


def fetched(address, data=None, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, headers)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_the_server_answers_and_stops_when_told(served, world):
    where, process = served
    assert where.startswith("http://127.0.0.1:")
    code = world.codes[A, "grant"]
    assert '<h1 id="answer" tabindex="-1" autofocus>查验码有效</h1>' in fetched(f"{where}/verify?code={code}")[1]
    assert fetched(f"{where}/static/site.css")[0] == 200
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%s\r\n--x--\r\n'
    sends = {"Content-Type": "multipart/form-data; boundary=x"}
    assert "autofocus>真实</h1>" in fetched(f"{where}/verify", form % world.file(A), **sends)[1]
    status, page = fetched(f"{where}/verify", form % bytes(LARGE), **sends)
    assert (status, "文件太大" in page) == (413, True)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    *lines, last = process.stderr.read().splitlines()
    assert last == "已停止"
    said = [one for one in map(json.loads, lines) if "route" in one]  # a busy machine says of itself that it is
    assert [(one["route"], one["status"]) for one in said] == [
        ("/verify", 200),
        ("/static/<path:filename>", 200),
        ("/verify", 200),
        ("/verify", 413),
    ]


def test_what_the_server_itself_refuses_is_logged_too(told):
    where, log = told
    with socket.create_connection(("127.0.0.1", int(where.rpartition(":")[2])), 10) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n")
        assert b" 501 " in line.recv(1000)
    until = time.monotonic() + 10
    while "{" not in (text := log.read_text(encoding="utf-8")):
        assert time.monotonic() < until
        time.sleep(0.05)
    said = json.loads(text[text.index("{") :].splitlines()[0])
    assert (said["method"], said["route"], said["status"], len(said["request"])) == ("OTHER", "", 501, 16)


@pytest.mark.parametrize(
    ("told", "believed"),
    [([], False), (["--proxy", "127.0.0.1"], True), (["--proxy", "10.0.0.9"], False)],
    indirect=["told"],
)
def test_who_asks_is_believed_from_the_proxy_alone(told, believed):
    where, _ = told
    jar = urllib.request.HTTPCookieProcessor()
    browser, sends = urllib.request.build_opener(jar), {"X-Forwarded-For": "10.9.8.7", "X-Forwarded-Proto": "https"}
    with browser.open(urllib.request.Request(f"{where}/login", headers=sends)) as answer:
        answer.read()
        cookies = answer.headers.get_all("Set-Cookie") or []
    assert any("Secure" in cookie for cookie in cookies) is believed


def test_a_port_that_is_taken_ends_with_3(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = forked.run(["serve", "--port", port], dict(os.environ))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"不能在 127.0.0.1 的端口 {port} 上运行")
