"""serve: the site, by waitress."""

import logging
import multiprocessing.forkserver
import signal
import socket
from pathlib import Path
from typing import Any

import click
import waitress

from subsidy import config, create_app, store
from subsidy.cli.common import fail, group, say
from subsidy.letters import keys
from subsidy.letters.keys import KeysError
from subsidy.store import StoreError

LARGEST = 100_000_000  # bytes that are taken in only to answer that a file is too large; beyond, the line is cut
THREADS = 8
EVERYWHERE = ("0.0.0.0", "::")


@group.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址；0.0.0.0 向内网开放。")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口，0 为任选。")
def serve_command(host: str, port: int) -> None:
    """运行网站：查验告知书的公开页 /verify。

    默认只有本机能打开。要让内网打开：--host 0.0.0.0；要让公众打开：在前面放反向代理（HTTPS），并在 instance/office.toml
    的 verify_url 中写公开的网址，此后印发的告知书二维码直接指向它。按 Ctrl-C 停止。
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    for problem in _missing():
        say(f"注意：{problem}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = _server(host, port)
    multiprocessing.forkserver.ensure_running()
    say(f"网站 {address(server, host)}，按 Ctrl-C 停止")
    server.run()
    server.close()
    say("已停止")


def _server(host: str, port: int) -> Any:
    try:
        return waitress.create_server(
            create_app(), host=host, port=port, threads=THREADS, ident=None, max_request_body_size=LARGEST
        )
    except (OSError, ValueError) as error:
        fail(f"不能在 {host} 的端口 {port} 上运行：{getattr(error, 'strerror', None) or error}")


def address(server: Any, host: str) -> str:
    """Where the page is reached, from this machine or from others."""
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    name = socket.gethostname() if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/verify"


def _missing() -> list[str]:
    """What the pages will lack; they say so themselves until it is there."""
    found = []
    try:
        with store.connect(config.database()):
            pass
    except StoreError as error:
        found.append(str(error))
    try:
        keys.public(Path(config.keys()) / keys.PUBLIC)
    except KeysError as error:
        found.append(str(error))
    return found
