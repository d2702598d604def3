"""A row in every table of the bureau's side: a year in which everything happened once."""

from subsidy.desk import vouching
from subsidy.desk.common import now
from subsidy.store import write
from tests.build import approver

ROWS = {
    "assignments": {"application": 1, "assignee": "示例经办"},
    "comments": {"application": 1, "text": "示例"},
    "checks": {"claim": 1, "name": "示例", "result": "pass", "note": "", "facts": ""},
    "findings": {"claim": 1, "outcome": "", "amount": 0, "body": "{}", "reason": "", "facts": ""},
    "vouchings": {"claim": 1, "act": "imported", "reason": ""},
    "exclusions": {"reason": "示例"},
    "publications": {"digest": "", "starts": "2022-03-10", "ends": "2022-03-17", "days": 5, "body": "{}"},
    "objections": {"decision": 1, "received": "2022-03-11", "who": "示例", "contact": "", "text": "示例"},
    "objection_answers": {"objection": 1, "outcome": "rejected", "text": "示例"},
    "proposals": {"kind": "appropriation", "subject": "2022", "body": "{}", "reason": "示例"},
    "proposal_answers": {"proposal": 1, "outcome": "approved", "reason": ""},
    "policy_versions": {"policy": "示例", "number": 1, "digest": "", "source": "{}", "proposal": 2},
    "payments": {
        "kind": "paid",
        "decision": 1,
        "amount": 1,
        "day": "2022-03-20",
        "voucher": "1",
        "note": "",
        "source": "",
    },
}
PROPOSED = '{"after": "", "source": "{}"}'
# by another person than the rest
OTHERS = {
    "objection_answers": "示例复核",
    "proposal_answers": "示例复核",
    "policy_versions": "示例复核",
    "payments": "示例财务",
}


def happened(db, run, left):
    """Everything once; `left` is a decision that leaves its run."""
    approver(db)
    with write(db):
        for table, row in ROWS.items():
            if table == "policy_versions":
                proposed(db)
            more = {"run": run} if table == "publications" else {"decision": left} if table == "exclusions" else {}
            if table == "vouchings":
                more = {"facts": vouching.digest(db.execute("SELECT facts FROM claims WHERE id = 1").fetchone()[0])}
            actor = OTHERS.get(table, "示例经办")
            db.table(table).insert({**row, **more, "at": now(), "actor": actor})


def proposed(db):
    """A policy that one proposed and another approved."""
    row = {"kind": "policy", "subject": "示例", "body": PROPOSED, "reason": "示例", "at": now(), "actor": "示例经办"}
    db.table("proposals").insert(row)
    answer = {"proposal": 2, "outcome": "approved", "reason": "", "at": now(), "actor": "示例复核"}
    db.table("proposal_answers").insert(answer)
