"""serve: the site, by waitress."""

import multiprocessing.forkserver
import os
import signal
import socket
from pathlib import Path
from typing import Any

import click
import waitress
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask

from subsidy import config, create_app, store
from subsidy.cli.common import fail, group, say
from subsidy.letters import keys
from subsidy.letters.keys import KeysError
from subsidy.store import StoreError
from subsidy.web import logs, requests

LARGEST = 100_000_000  # bytes that are taken in only to answer that a file is too large; beyond, the line is cut
THREADS = 8
CONNECTIONS = 2_000  # lines that are kept open: a browser keeps up to six, and says nothing on most of them
FORWARDED = "x-forwarded-for x-forwarded-proto"  # what a proxy that is trusted says of its visitors
EVERYWHERE = ("0.0.0.0", "::")


@group.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址；0.0.0.0 向内网开放。")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口，0 为任选。")
@click.option("--proxy", metavar="地址", help="前面的反向代理的地址；它所说的访问者地址和协议照信，别处说的不信。")
def serve_command(host: str, port: int, proxy: str | None) -> None:
    """运行网站：企业申报、工作人员办理、公示和查验告知书。

    默认只有本机能打开。要让内网打开：--host 0.0.0.0；要让公众打开：在前面放反向代理（HTTPS），用 --proxy
    写明它的地址，并在 instance/office.toml 的 verify_url 中写公开的网址，此后印发的告知书二维码直接指向它。

    日志写到标准错误输出，每次访问一行 JSON，不含企业和个人的信息。按 Ctrl-C 停止。
    """
    logs.to_stderr()
    os.umask(0o077)  # whatever the site and its jobs write is read by the service alone
    for problem in _missing():
        say(f"注意：{problem}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = _server(host, port, proxy)
    multiprocessing.forkserver.ensure_running()
    say(f"网站 {address(server, host)}，按 Ctrl-C 停止")
    server.run()
    server.close()
    say("已停止")


def _server(host: str, port: int, proxy: str | None) -> Any:
    asked = {"host": host, "port": port, "threads": THREADS, "ident": None, "max_request_body_size": LARGEST}
    # where no proxy is named, nobody believes what these headers say; that they are there is seen (web.watch)
    asked["clear_untrusted_proxy_headers"] = bool(proxy)
    asked |= {"connection_limit": CONNECTIONS, "asyncore_use_poll": True}
    if proxy:
        asked |= {"trusted_proxy": proxy, "trusted_proxy_headers": FORWARDED}
    app = create_app()
    app.config[requests.PROXY] = proxy
    listening: dict[int, Any] = {}
    try:
        server = waitress.create_server(app, map=listening, **asked)
    except (OSError, ValueError) as error:
        fail(f"不能在 {host} 的端口 {port} 上运行：{getattr(error, 'strerror', None) or error}")
    for each in listening.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class = _Channel
    return server


class _Refusal(ErrorTask):
    """What the server answers before the site is asked: a request that is none, or too large."""

    def execute(self) -> None:
        super().execute()
        requests.refused(int(self.status.split(" ", 1)[0]), self.content_length)


class _Channel(HTTPChannel):
    """A line to a visitor, of which refusals are logged too."""

    error_task_class = _Refusal


def address(server: Any, host: str) -> str:
    """Where the page is reached, from this machine or from others."""
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    name = socket.gethostname() if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/verify"


def _readable(path: Path) -> list[str]:
    """Whether others of this machine can read the database: identity numbers and accounts lie in it."""
    if not path.stat().st_mode & 0o077:
        return []
    return [f"别人也能读取数据库 {path}，请运行 chmod 600 {path}*"]


def _missing() -> list[str]:
    """What the pages will lack; they say so themselves until it is there."""
    found: list[str] = []
    try:
        with store.connect(config.database()):
            found += _readable(config.database())
    except StoreError as error:
        found.append(str(error))
    try:
        keys.public(Path(config.keys()) / keys.PUBLIC)
    except KeysError as error:
        found.append(str(error))
    return found
