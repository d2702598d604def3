"""Runs at the site: an office with something to run, and how forms are sent and jobs waited for."""

import time

from subsidy import desk, store
from subsidy.letters import keys
from subsidy.money import fen
from subsidy.store import intake
from tests.build import FIRMS, hand_in, project, revenue
from tests.web import staffed
from tests.web.visitor import page, site

A, B, C, D = FIRMS
PATIENCE = 60  # seconds; a job here takes well under ten


def office(folder, monkeypatch, law):
    """A and B wait for a run, B with too much for the year's money; C has not been checked. The folder."""
    site(folder, monkeypatch)
    keys.create(folder / "keys")
    with store.connect(folder / "subsidy.db") as db:
        hand_in(db, law, {A: [project(600_000), revenue(1)]}, details={"district": "南湖区"})
        hand_in(db, law, {B: [project(9_000_000)]}, conditions={"software_firm": True})
        hand_in(db, law, {C: [project(300_000)]}, accepted=False)
        desk.set_budget(db, law, 2022, fen(5_000_000))
    return folder


def staff(folder, role):
    """Somebody with a role, logged in under its name."""
    return staffed.staff(folder, role, role)


def text(answer):
    """What the main part says, without blanks."""
    return "".join(page(answer).find(".//main").text_content().split())


def start(who, year=2022):
    """Sends the form of the preview as it was drawn."""
    drawn = page(who.get(f"/office/runs/new?year={year}"))
    return send(who, drawn)


def send(who, drawn):
    """Sends the form of a preview that was drawn before."""
    fields = {field.get("name"): field.get("value") for field in drawn.xpath("//main//form//input[@type='hidden']")}
    return staffed.post(who, "/office/runs/new", **{k: v for k, v in fields.items() if k != "csrf_token"})


def ended(who, answer):
    """Where a job's page leads in the end: the job's last page."""
    assert answer.status_code == 303
    until = time.monotonic() + PATIENCE
    while not (told := who.get(answer.location + "/now").get_json())["over"]:
        assert time.monotonic() < until
        time.sleep(0.05)
    return told, who.get(answer.location)


def published(db, run):
    """A notice that is over."""
    body = {"run": run, "digest": "", "days": 5, "body": "{}", "at": "2022-03-01T09:00:00+08:00", "actor": "handler"}
    with store.write(db):
        intake.insert(db, "publications", {**body, "starts": "2022-03-01", "ends": "2022-03-08"})
