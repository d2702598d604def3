"""What the site is measured beside: the same server answering a bare view, and one that inserts a row.

python -m bench.load.servers FOLDER      # says its address on standard error, as `subsidy serve` does
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import waitress
from flask import Flask, request

from subsidy.cli.serve import CONNECTIONS, THREADS
from subsidy.store import BUSY_MS


def app(folder: Path) -> Flask:
    """GET / says ok; POST / inserts a row, with the pragmas of the store and a connection of its own."""
    made = Flask("bare")
    path = folder / "bare.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")

    @made.get("/")
    def ok() -> str:
        return "ok"

    @made.post("/")
    def insert() -> str:
        with closing(sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = FULL")
            db.execute("INSERT INTO bare (text) VALUES (?)", [request.get_data(as_text=True)])
        return "ok"

    return made


if __name__ == "__main__":
    more = {"connection_limit": CONNECTIONS, "asyncore_use_poll": True}
    server = waitress.create_server(app(Path(sys.argv[1])), host="127.0.0.1", port=0, threads=THREADS, **more)
    print(f"http://127.0.0.1:{server.effective_port}/", file=sys.stderr, flush=True)
    server.run()
