"""A firm at its own desk: what it types, brings and sends, in few words."""

import io

import pytest

from subsidy import desk
from subsidy.desk import vouching
from subsidy.desk.common import now
from subsidy.desk.firm import drafts, evidence, submit
from subsidy.desk.firm.submit import SubmitError
from subsidy.model import UPLOAD
from subsidy.money import fen
from subsidy.store import applying, checks, intake, write

DETAILS = {
    "name": "示例软件有限公司",
    "district": "南湖区",
    "contact": "示例联系人",
    "phone": "0573-00000000",
    "account_name": "示例软件有限公司",
    "bank": "示例银行嘉兴分行",
    "account": "0001",
}
TIER = {"revenue": "5200", "previous_revenue": "4000"}
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ITEMS = {
    "tier": "revenue_tier",
    "orders": "outsourcing_bonus",
    "certificates": "capability_certificate",
    "projects": "major_project",
    "trainees": "training_refund",
    "loan": "financing",
}


def order(contract, executed="100", **more):
    return {"contract": contract, "buyer": "示例发包方", "buyer_region": "310000", "executed": executed, **more}


def orders(*made):
    return [{"orders": list(made)}]


def certificate(level, scheme="CMMI"):
    return {"scheme": scheme, "level": level}


def project(approved, name="示例项目"):
    return {"project": name, "approved": approved}


def values(**claims):
    """Values by section: tier=[…], orders=[…], …; `firm` as it is."""
    return {
        ITEMS.get(name, name): made if name == "firm" else {"claims": made if isinstance(made, list) else [made]}
        for name, made in claims.items()
    }


def save(db, law, uscc, year=2022, **claims):
    """Types sections in, over whatever stands there."""
    for section, typed in values(**claims).items():
        version = drafts.load(db, law, year, uscc, section).version
        drafts.save(db, law, year, uscc, section, typed, version, uscc)


def bring(db, folder, law, uscc, year=2022):
    """Brings every file that is still missing."""
    for section in law.items:
        if drafts.load(db, law, year, uscc, section).values["claims"]:
            for wanted in evidence.missing(db, law, year, uscc, section):
                assert wanted.way == UPLOAD
                given = (section, wanted.id, f"{wanted.title}.pdf", io.BytesIO(PDF), uscc)
                evidence.add(db, folder, law, year, uscc, *given)


def send(db, law, uscc, token="t1", year=2022, versions=None):
    """Sends what the check page shows."""
    shown = submit.preview(db, law, year, uscc).versions if versions is None else versions
    return submit.submit(db, law, year, uscc, token, shown, uscc)


def applied(db, folder, law, uscc, token="t1", year=2022, **claims):
    """A firm that typed, brought and sent everything."""
    save(db, law, uscc, year, firm={**DETAILS, "name": f"示例{uscc[-4:]}软件有限公司"}, **claims)
    bring(db, folder, law, uscc, year)
    return send(db, law, uscc, token, year)


def vouch(db, law, uscc, year=2022):
    """The office vouches for every open claim of a firm."""
    application = intake.application(db, law.id, year, uscc)
    with write(db):
        for claim in intake.claims(db, application["id"]):
            if not claim["outcome"] and not claim["withdrawn"]:
                checks.add_vouchings(db, [vouching.imported(claim["id"], claim["facts"], "示例", "office", now())])
                checks.set_accepted(db, [claim["id"]], True)


def kept(db, law, uscc, year=2022):
    """A firm's claims as they stand in the store: item, key, version, place, vouched for, withdrawn."""
    application = intake.application(db, law.id, year, uscc)
    rows = intake.claims(db, application["id"]) if application else []
    columns = ("item", "key", "version", "place", "accepted", "withdrawn")
    return [tuple(row[column] for column in columns) for row in rows]


def events(db, law, uscc):
    return [(row["kind"], row["body"]) for row in applying.events(db, law.id, 2022, uscc)]


def everything(db):
    return "".join(db.conn.iterdump())


def refused(db, law, uscc, **given):
    """Why nothing was sent; and nothing was written."""
    before = everything(db)
    with pytest.raises(SubmitError) as told:
        send(db, law, uscc, **given)
    assert everything(db) == before
    return told.value


def decide(db, law, budget=100_000_000):
    desk.set_budget(db, law, 2022, fen(budget))
    return desk.run(db, law, 2022)[0]
