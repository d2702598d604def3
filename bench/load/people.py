"""What firms and staff do on deadline day, at a browser each. Whatever is not as it should be raises."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

from bench.load.browser import Answer, Browser, hidden
from bench.rules.ours import YEAR

PASSWORD = "示例的一句话，够长了"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HOME = f"/year/{YEAR}"
SOON = 0.2  # seconds between two looks at a job


class WrongError(RuntimeError):
    """An answer that is not as it should be."""


def firm(who: Browser, number: int, code: str) -> int:
    """Logs in, fills in four sections with their files, checks, submits once, looks; how many files it brought."""
    log_in(who, code)
    want(who.get(HOME), 200)
    brought = sum(section(who, name, typed) for name, typed in values(number).items())
    checked = want(who.get(f"{HOME}/check", "check"), 200)
    fields = [*hidden(checked.text).items(), ("declared", "1")]
    sent = want(who.post(f"{HOME}/check", fields, "submit"), 303)
    if not re.search(rf"{HOME}/sent/1$", sent.location):
        raise WrongError(f"not sent: {sent.location}")
    want(who.get(sent.location), 200)
    want(who.get(f"{HOME}/status"), 200)
    return brought


def section(who: Browser, name: str, typed: dict[str, str]) -> int:
    """A section typed in: saved by the script field by field, estimated, and sent with every file that it wants."""
    path = f"{HOME}/{name}"
    page = want(who.get(path), 200).text
    token, version = hidden(page)["csrf_token"], int(hidden(page)["version"])
    root = "firm" if name == "firm" else "claims.0"
    rows = sorted({row for field in typed for row in _rows(field)})
    fields = [(row, "1") for row in ([root, *rows] if root != "firm" else [root])]
    for field, value in typed.items():
        fields.append((field, value))
        version = json.loads(want(who.save(f"{path}/save", token, version, fields), 200).text)["version"]
    form = [("csrf_token", token), ("version", str(version)), *fields]
    if root != "firm":
        want(who.post(f"{path}/estimate", form, "estimate"), 200)
    files = {field: (f"{field}.pdf", PDF) for field in re.findall(r'name="(file\.[^"]+)"', page)}
    want(who.upload(path, form, files), 303)
    return len(files)


def _rows(field: str) -> Iterator[str]:
    """The rows that a field stands in: of claims.0.orders.0.contract, claims.0.orders.0."""
    parts = field.split(".")
    yield from (".".join(parts[: n + 1]) for n in range(2, len(parts)) if parts[n].isdigit())


def values(number: int) -> dict[str, dict[str, str]]:
    """What a firm types, by section and field; each firm other figures."""
    order = "claims.0.orders.0"
    return {
        "firm": {
            "firm.name": f"示例{number:04d}软件有限公司",
            "firm.district": "南湖区",
            "firm.contact": "示例联系人",
            "firm.phone": "0573-00000000",
            "firm.account_name": f"示例{number:04d}软件有限公司",
            "firm.bank": "示例银行嘉兴分行",
            "firm.account": f"{number:04d}",
        },
        "revenue_tier": {"claims.0.revenue": str(5200 + number), "claims.0.previous_revenue": str(4000 + number)},
        "outsourcing_bonus": {
            f"{order}.contract": f"HT-{number}",
            f"{order}.buyer": "示例发包方",
            f"{order}.buyer_region": "310000",
            f"{order}.executed": str(100 + number),
        },
        "capability_certificate": {"claims.0.scheme": "CMMI", "claims.0.level": "3级"},
    }


def handler(who: Browser, login: str) -> str:
    """Looks through the queue, previews a run, starts it, waits for it; the run."""
    log_in(who, login)
    want(who.get("/office/", "staff"), 200)
    want(who.get(f"/office/queue?year={YEAR}", "staff"), 200)
    shown = want(who.get(f"/office/runs/new?year={YEAR}", "preview"), 200)
    started = want(who.post("/office/runs/new", hidden(shown.text).items(), "staff"), 303)
    while not (now := json.loads(want(who.get(f"{started.location}/now", "job"), 200).text))["over"]:
        time.sleep(SOON)
    ended = want(who.get(now.get("next") or started.location, "staff"), 200)
    found = re.search(rf"{YEAR}-\d{{3}}", ended.text)
    if not found:
        raise WrongError(f"no run: {now}")
    return found[0]


def clerk(who: Browser, login: str, until: Any) -> None:
    """Looks at the queue and the runs, until firms are done."""
    log_in(who, login)
    while not until():
        for path in ("/office/", f"/office/queue?year={YEAR}", f"/office/runs?year={YEAR}"):
            want(who.get(path, "staff"), 200)
        time.sleep(1)


def log_in(who: Browser, login: str) -> None:
    """Logs in by the form."""
    token = hidden(want(who.get("/login"), 200).text)["csrf_token"]
    fields = [("csrf_token", token), ("login", login), ("password", PASSWORD)]
    want(who.post("/login", fields, "login"), 303)


def want(answer: Answer, status: int) -> Answer:
    """The answer, if it has this status."""
    if answer.status != status:
        raise WrongError(f"{answer.status} instead of {status}: {answer.text[:500]}")
    return answer
