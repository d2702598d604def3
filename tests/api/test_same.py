"""A page and the API give the same answer: a firm's whole year by each, with the same values, compared."""

import re

import pytest

from subsidy import desk, store
from subsidy.desk.firm import drafts, evidence, status, submit
from subsidy.desk.firm.estimate import estimate
from subsidy.money import yuan
from subsidy.store.intake import rows
from tests import applicant
from tests.api import applying, caller
from tests.applicant import DETAILS, PDF
from tests.build import FIRMS
from tests.web import filling, sending

A, *_ = FIRMS
YEAR = applying.YEAR
TRAINEE = {
    "name": "示例甲某",
    "certificate": "PX-1",
    "id_number": "110101199003078515",
    "employed_in_city": "是",
    "passed": "是",
    "provider_qualified": "是",
    "fee": "3000",
}
CLAIMS = {
    "tier": applicant.TIER,
    "orders": applicant.orders(applicant.order("HT-1"), applicant.order("HT-2", "２,000.5")),
    "certificates": [applicant.certificate("5级"), applicant.certificate("三级", "ITSS")],
    "trainees": {"trainees": [TRAINEE]},
    "projects": applicant.project("50"),
    "loan": {"stage": "startup"},
}
MOMENT = re.compile(r"20\d\d-\d\d-\d\dT[0-9:+.]+")


def fields(section, values):
    """The fields of a form, filled with these values."""
    found = {}
    for place, row in enumerate([values] if section == "firm" else values["claims"]):
        path = "firm" if section == "firm" else f"claims.{place}"
        for name, value in row.items():
            for number, part in enumerate(value if isinstance(value, list) else ()):
                found[f"{path}.{name}.{number}"] = "1"
                found |= {f"{path}.{name}.{number}.{key}": text for key, text in part.items()}
            if isinstance(value, str):
                found[f"{path}.{name}"] = value
        if section != "firm":
            found[path] = "1"
    return found


def by_page(folder, law, patch):
    """The year by pages: every form filled in, with its files, and sent."""
    site = sending.site(folder, patch, law)
    who = site.firm(A, "示例软件有限公司")
    typed = applicant.values(firm=DETAILS, **CLAIMS)
    for short in ("firm", *(name for name in law.items if name in typed)):
        where, values = filling.path(short), typed[short]
        data = filling.fields(who.get(where))
        for name, value in fields(short, values).items():
            data[name] = value
        wanted = evidence.requirements(law, short)
        files = {f"file.{one.id}": [(f"{one.title}.pdf", PDF)] for one in wanted if one.way == "上传" and one.required}
        data["save"] = "1"
        assert filling.send(who, where, data, **files).status_code == 303
    answer = sending.sent(who)
    assert answer.status_code == 303, answer.text
    return site.app


def by_program(folder, law, patch):
    """The year by a program."""
    app = caller.site(folder, patch)
    who = caller.firm(app, A, name="示例软件有限公司")
    forms = {section["id"]: section["fields"] for section in who.get("/form").json["sections"]}
    typed = applicant.values(firm=DETAILS, **CLAIMS)
    sections = {
        name: whole(forms[name], values)
        if name == "firm"
        else {"claims": [whole(forms[name], row) for row in values["claims"]]}
        for name, values in typed.items()
    }
    assert who.post("/applications", {"year": YEAR, "sections": sections}).status_code == 201
    applying.proved(who, A)
    assert applying.sent(who, A).status_code == 201
    return app


def whole(form, row):
    """A row with every field of its form, as a page sends it: empty where nothing was typed."""
    found = {field["name"]: row.get(field["name"], "") for field in form}
    for field in form:
        if field.get("columns"):
            found[field["name"]] = [whole(field["columns"], part) for part in row[field["name"]]]
    return found


def year(folder, law):
    """All that came of it: sections, estimate, what was sent, how it stands, the decision."""
    with store.connect(folder / "subsidy.db") as db:
        of = (db, law, YEAR, A)
        saved = {name: draft.values for name, draft in drafts.drafts(*of).items()}
        typed = {name: (draft.values, draft.version) for name, draft in drafts.drafts(*of).items()}
        earns = estimate(*of, saved)
        sent = submit.receipt(*of, 1)
        stands = status.timeline(*of)
        applicant.vouch(db, law, A)
        run = applicant.decide(db, law)
        decisions = list(desk.decisions(db, run))
        claims = rows(db, "SELECT item, key, version, facts FROM claims ORDER BY id")
    return typed, earns, sent.body, moments(stands), decisions, claims


def moments(told):
    """Without when it was."""
    return MOMENT.sub("…", repr(told))


@pytest.fixture
def both(law, tmp_path):
    """The folder of each, after the year."""
    for way in (by_page, by_program):
        folder = tmp_path / way.__name__
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            way(folder, law, patch)
    return tmp_path / "by_page", tmp_path / "by_program"


def test_by_page_and_by_program_the_same_is_typed_estimated_sent_and_decided(both, law):
    page, program = (year(folder, law) for folder in both)
    for told, (of_page, of_program) in enumerate(zip(page, program, strict=True)):
        assert of_page == of_program, told
    typed, earns, sent, *_, decisions, claims = page
    assert len(typed) == len(CLAIMS) + 1
    assert len(sent["sections"]) == len(CLAIMS) + 1
    assert earns.total > 0
    assert len(decisions[0]["lines"]) == len(claims) > len(CLAIMS)


def test_the_program_is_told_the_estimate_of_the_page(law, tmp_path, monkeypatch):
    site = sending.site(tmp_path, monkeypatch, law)
    site.type_in(A, **CLAIMS)
    firm, who = site.firm(A), caller.firm(site.app, A)
    told = who.get(applying.at(A, "/estimate")).json
    shown = sending.main(firm.get(f"/year/{YEAR}"))
    assert f"{int(told['total'].replace('.', '')) // 1_000_000}" in shown.replace(",", "")
    with store.connect(tmp_path / "subsidy.db") as db:
        saved = {name: draft.values for name, draft in drafts.drafts(db, law, YEAR, A).items()}
        found = estimate(db, law, YEAR, A, saved)
    assert told["sections"] == [
        {
            **section._asdict(),
            **{name: yuan(getattr(section, name)) for name in ("amount", "low", "high")},
            "lines": [
                {**line._asdict(), "amount": yuan(line.amount)}
                | {name: list(getattr(line, name)) for name in ("reasons", "workings")}
                for line in section.lines
            ],
            "missing": [missing._asdict() for missing in section.missing],
        }
        for section in found.sections
    ]
    sums = ("gain", "low", "high")
    assert told["roads"] == [{**road._asdict(), **{n: yuan(getattr(road, n)) for n in sums}} for road in found.roads]
    assert told["roads"]


def test_what_is_wrong_is_told_alike(law, tmp_path, monkeypatch):
    site = sending.site(tmp_path, monkeypatch, law)
    site.type_in(A, bring=False, tier={"revenue": "很多"}, trainees={"trainees": [{**TRAINEE, "id_number": "110"}]})
    firm, who = site.firm(A), caller.firm(site.app, A)
    told = [one["message"] for one in who.get(applying.at(A)).json["problems"]]
    links = sending.page(firm.get(sending.CHECK)).xpath("//*[contains(@class, 'problems')]//a")
    assert told == [" ".join(link.text_content().split()) for link in links]
    assert len(told) > 3
