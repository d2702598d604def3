"""/healthz and /metrics: how the service is, told to the right people, and true."""

import contextlib
import datetime
import json
import sqlite3

import pytest
from prometheus_client.parser import text_string_to_metric_families

from subsidy import config, create_app, desk, store
from subsidy.desk import watch
from subsidy.desk.backup import Places, backup
from subsidy.money import fen
from subsidy.web import requests
from tests.build import FIRMS, hand_in, project
from tests.web.visitor import PASSWORD, Visitor, account, site

A, B, C, _ = FIRMS
NEW = "2022-03-01T00:00:00+08:00"


@pytest.fixture
def app(tmp_path, monkeypatch):
    return site(tmp_path, monkeypatch, create_app)


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Writes office.toml, in a folder of the test's own."""
    monkeypatch.setattr(config, "INSTANCE", tmp_path)
    return (tmp_path / "office.toml").write_text


def figures(app, **asked):
    """The figures by name and the values of their labels, these by the labels' names."""
    answer = app.test_client().get("/metrics", **asked)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    found = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.documentation or family.name.startswith("process_")
        for sample in family.samples:
            found[sample.name, *(sample.labels[name] for name in sorted(sample.labels))] = sample.value
    return found


def test_a_service_that_can_work_says_so_and_no_more(app):
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json == {
        "status": "ok", "database": "ok", "migrations": "ok", "disk": "ok", "backup": "none"
    }  # fmt: skip


def gone(path):
    path.unlink()


def rubbish(path):
    path.write_bytes(b"x" * 5000)


def older(path):
    gone(path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE firms (id INTEGER)")


def newer(path):
    with contextlib.closing(sqlite3.connect(path)) as db:
        columns = "migration_set, name, applied_at"
        later = "SELECT migration_set, 'to_come', applied_at FROM _sqlite_migrations LIMIT 1"
        db.execute(f"INSERT INTO _sqlite_migrations ({columns}) {later}")
        db.commit()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (gone, {"database": "missing", "migrations": "unknown"}),
        (rubbish, {"database": "unreadable", "migrations": "unknown"}),
        (older, {"migrations": "behind"}),
        (newer, {"migrations": "ahead"}),
    ],
)
def test_a_service_that_cannot_work_says_what_is_wrong_and_not_where(app, tmp_path, spoil, said):
    for beside in tmp_path.glob("subsidy.db-*"):
        beside.unlink()
    spoil(tmp_path / "subsidy.db")
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"status": "failing", "database": "ok", "disk": "ok", "backup": "none"} | said
    found = figures(app)
    for what in ("database", "migrations"):
        assert found["subsidy_well", what] == (0 if said.get(what, "ok") != "ok" else 1)
    assert (("subsidy_chain_links_total",) in found) is (spoil is newer)
    assert str(tmp_path) not in answer.text


def test_a_database_that_somebody_writes_is_well_and_is_not_waited_for(app, tmp_path):
    with store.connect(tmp_path / "subsidy.db") as db, store.write(db):
        assert app.test_client().get("/healthz").status_code == 200
        assert figures(app)["subsidy_well", "database"] == 1


def test_a_disk_that_is_nearly_full_is_told_before_it_is_full(app, monkeypatch):
    free = watch.free(Places.here().database)
    monkeypatch.setattr(watch, "LEAST_FREE", free * 2)
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json["status"], answer.json["disk"]) == (503, "failing", "low")
    assert figures(app)["subsidy_well", "disk"] == 0


def test_how_old_the_backup_is_is_told_and_stops_nobody(app, tmp_path):
    backup(Places.here(), tmp_path / "made.zip")
    assert app.test_client().get("/healthz").json["backup"] == "ok"
    made = figures(app)["subsidy_backup_timestamp_seconds",]
    assert abs(made - datetime.datetime.now().timestamp()) < 60
    told = json.loads((tmp_path / "backup.json").read_text())
    for at in ("2022-01-01T00:00:00+08:00", "", None):
        (tmp_path / "backup.json").write_text(json.dumps(told | {"made": at}))
        answer = app.test_client().get("/healthz")
        assert (answer.status_code, answer.json["backup"]) == (200, "old" if at else "none")


def test_figures_are_those_of_the_desk(app, tmp_path, law):
    with store.connect(tmp_path / "subsidy.db") as db:
        hand_in(db, law, {A: [project(600)], B: [project(500)], C: [project(9_000_000)]})
        desk.set_budget(db, law, 2021, fen(7))
        desk.set_budget(db, law, 2022, fen(2_000_000))
        before = figures(app)
        desk.run(db, law, 2022)
        spent = db.execute("SELECT spent FROM ledger ORDER BY id DESC LIMIT 1").fetchone()[0]
        links = db.execute("SELECT count(*) FROM chain").fetchone()[0]
        job = "INSERT INTO jobs (kind, subject, asked, state, label, done, total, result, beat, at, actor) VALUES "
        for state in ("done", "failed", "running", "waiting"):  # of processes that are gone
            db.execute(f"{job} ('run', 'x', '{{}}', ?, '', 0, 0, '{{}}', ?, ?, 'x')", [state, NEW, NEW])
    after = figures(app)
    assert (before["subsidy_granted_fen", "2022"], after["subsidy_granted_fen", "2022"]) == (0, spent)
    assert spent > 0
    assert (after["subsidy_appropriation_fen", "2021"], after["subsidy_appropriation_fen", "2022"]) == (
        700,
        fen(2_000_000),
    )
    assert (before["subsidy_applications", "ready", "2022"], after["subsidy_applications", "decided", "2022"]) == (3, 3)
    assert sum(value for name, value in after.items() if name[0] == "subsidy_applications") == 3
    assert after["subsidy_chain_links_total",] == links > before["subsidy_chain_links_total",]
    jobs = {name[1]: value for name, value in after.items() if name[0] == "subsidy_jobs"}
    assert jobs == {"waiting": 0, "running": 0, "done": 1, "failed": 1, "lost": 2}
    assert after["subsidy_database_bytes",] > 100_000


def test_requests_are_counted_by_route_and_nobodys_address(app):
    client = app.test_client()
    for path in ("/", "/verify", "/verify?code=ABC", f"/nowhere/{A}", f"/nowhere/{B}"):
        client.get(path)
    client.open("/", method="INVENTED")
    found = figures(app)
    asked = {name[1:]: value for name, value in found.items() if name[0] == "subsidy_requests_total"}
    assert asked == {
        ("GET", "/", "200"): 1,
        ("GET", "/verify", "200"): 1,
        ("GET", "/verify", "400"): 1,
        ("GET", "", "404"): 2,
        ("OTHER", "", "405"): 1,
    }
    assert found["subsidy_request_seconds_count", "/verify"] == 2
    assert A not in app.test_client().get("/metrics").text


def test_logins_that_fail_are_counted(app, tmp_path):
    account(tmp_path, A)
    found = figures(app)
    assert {name[1]: value for name, value in found.items() if name[0] == "subsidy_events_total"} == dict.fromkeys(
        requests.EVENTS, 0
    )
    visitor = Visitor(app)
    for password in ["wrong"] * 6 + [PASSWORD]:
        visitor.log_in(A, password)
    app.test_client().post("/login", data={"login": A, "password": PASSWORD})
    app.test_client().get("/api/v1/token")
    found = figures(app)
    events = {name[1]: value for name, value in found.items() if name[0] == "subsidy_events_total"}
    assert events == {"login_failed": 5, "throttled": 2, "form_token_refused": 1, "token_refused": 1}


@pytest.mark.parametrize(
    ("asks", "named", "proxy", "sends", "answered"),
    [
        ("127.0.0.1", "", None, {}, True),
        ("::1", "", None, {}, True),
        ("10.0.0.5", "", None, {}, False),
        ("10.0.0.5", 'metrics = ["10.0.0.5"]', None, {}, True),
        ("10.0.0.6", 'metrics = ["10.0.0.5"]', None, {}, False),
        ("fd00::5", 'metrics = ["FD00:0:0::5"]', None, {}, True),
        ("10.0.0.5", 'metrics = ["10.0.0.5"]\nnonsense = 1', None, {}, False),
        # a proxy that nobody named: everybody seems to be this machine
        ("127.0.0.1", "", None, {"X-Forwarded-For": "203.0.113.9"}, False),
        ("127.0.0.1", "", None, {"Forwarded": "for=203.0.113.9"}, False),
        ("127.0.0.1", "", None, {"Via": "1.1 proxy"}, False),
        # one that is named: the server has put the visitor's address in its place
        ("203.0.113.9", "", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, False),
        ("127.0.0.1", "", "127.0.0.1", {}, True),
    ],
)
def test_figures_are_for_this_machine_and_for_whom_the_office_names(app, office, asks, named, proxy, sends, answered):
    office(named)
    app.config[requests.PROXY] = proxy
    answer = app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": asks}, headers=sends)
    assert (answer.status_code, "subsidy_well" in answer.text) == ((200, True) if answered else (404, False))


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ('metrics = "10.0.0.5"', "应为网络地址的列表"),
        ('metrics = ["10.0.0.5", "prometheus.local"]', "第 2 项"),
        ("metrics = [10]", "第 1 项"),
    ],
)
def test_an_address_that_is_none_is_told_with_its_place(office, named, said):
    office(named)
    with pytest.raises(config.ConfigError, match=said):
        config.office()


def test_each_application_counts_its_own(app, tmp_path):
    app.test_client().get("/verify")
    other = create_app()
    assert not [name for name in figures(other) if name[0] == "subsidy_requests_total"]
