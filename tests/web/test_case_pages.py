"""The staff's pages of one application: what each role sees, what is said and returned, what is refused and told."""

import io

import pytest

from subsidy.desk.bureau.people import ROLES
from subsidy.desk.firm import evidence
from subsidy.store import intake
from tests import applicant
from tests.applicant import PDF, TIER, decide
from tests.build import hand_in
from tests.web import filling, sending, staffed
from tests.web.casework import A, B, case, claim, ids, kept, send, site_of, staff
from tests.web.sending import YEAR, main, page

NASTY = "示例<script>alert(1)</script>软件有限公司"
READERS = ("handler", "reviewer", "approver", "auditor")


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    return site_of(tmp_path, monkeypatch, law)


# ---- who sees what


@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_page(site, role):
    who, (application, tier, _) = staff(site, role, role), ids(site)
    with site.db() as db:
        (piece,) = [row["id"] for row in db.query("SELECT id FROM evidence WHERE requirement = 'audit'")]
    wanted = 200 if role in READERS else 403
    for path in (
        f"/office/cases/{application}",
        f"/office/cases/{application}/decision",
        f"/office/cases/{application}/changes",
        f"/office/claims/{tier}",
        f"/office/evidence/{piece}",
    ):
        assert who.get(path).status_code == wanted, path


FORMS = {
    "comment": ({"text": "看过"}, {"handler", "reviewer", "approver"}),
    "assign": ({"assignee": ""}, {"handler", "reviewer"}),
    "conditions": ({"note": "网站查询"}, {"handler"}),
    "return": ({"section": "revenue_tier", "message.revenue_tier": "上年收入不符"}, {"handler"}),
    "review": ({"claim": ""}, {"reviewer"}),
}


@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_form(site, role):
    """By direct requests; and pages offer to a role just what it may send."""
    who, (application, tier, _) = staff(site, role, role), ids(site)
    shown = set(page(who.get(case(site))).xpath("//main//form/@action | //aside//form/@action"))
    offered = set(page(who.get(claim(site))).xpath("//main//form/@action"))
    for name, (fields, roles) in FORMS.items():
        action = f"/office/cases/{application}/{name}"
        allowed = staffed.post(who, action, **fields).status_code != 403
        assert allowed == (role in roles), name
        assert (action in shown) == allowed or name == "review", name
    for name in ("checks", "finding"):
        action = f"/office/claims/{tier}/{name}"
        allowed = staffed.post(who, action).status_code != 403
        assert allowed == (action in offered) == (role == "handler")


def test_a_firm_has_no_such_page(site):
    firm = site.firm(A)
    for path in (case(site), f"{case(site)}/decision", claim(site), f"{case(site)}/sent/1.pdf"):
        assert firm.get(path).status_code == 403
    assert staffed.post(firm, f"{case(site)}/comment", text="x").status_code == 403
    assert staffed.post(firm, f"{claim(site)}/checks").status_code == 403


@pytest.mark.parametrize(
    "path", ["cases/99", "cases/99/decision", "cases/99/changes", "claims/99", "evidence/99", f"cases/{2**70}"]
)
def test_what_there_is_not_has_no_page(site, path):
    assert staff(site, "jing").get(f"/office/{path}").status_code == 404
    assert staff(site, "jing").get(f"{case(site)}/sent/7.pdf").status_code == 404


# ---- the pages


@pytest.mark.parametrize("roles", [("handler",), ("reviewer",), ("handler", "reviewer"), ("auditor",)])
def test_pages_are_sound_for_everybody(site, roles):
    who = staff(site, "ta", *roles)
    for path in (case(site), f"{case(site)}/decision", f"{case(site)}/changes", claim(site), claim(site, 2)):
        filling.sound(who.get(path))


def test_a_case_says_what_it_is_and_what_is_next(site):
    who = staff(site, "jing")
    text = main(who.get(case(site)))
    assert f"{YEAR}年度申报·{A}·南湖区示例{A[-4:]}软件有限公司待核查" in text
    assert "接下来请您办理核查“软件业务收入达标奖励”等2项" in text
    assert "本年软件业务收入5,200万元" in text
    assert "试算：予以兑现1,000,000元（100万元）" in text
    assert "转人工核定" in text
    assert "接下来由经办核查" in main(staff(site, "fu", "reviewer").get(case(site)))


def test_what_people_typed_runs_nowhere(site, law):
    with site.db() as db:
        hand_in(db, law, {B: [("major_project", {"project": NASTY, "approved": 1})]}, names={B: NASTY}, accepted=False)
        cases_id = intake.application(db, law.id, YEAR, B)["id"]
    who = staff(site, "jing")
    staffed.post(who, f"/office/cases/{cases_id}/comment", text=NASTY)
    for path in (f"/office/cases/{cases_id}", f"/office/cases/{cases_id}/decision"):
        answer = who.get(path)
        assert "<script>alert" not in answer.text
        assert NASTY in page(answer).find(".//main").text_content()


def test_the_decision_page_puts_the_law_beside_the_facts(site, law):
    who = staff(site, "shen", "auditor")
    text = main(who.get(f"{case(site)}/decision"))
    assert "".join(law.items["revenue_tier"].text.split()) in text
    assert "四(三)软件业务收入达标奖励" in text
    assert "一年内新达到几档：只奖新达到的最高一档另一种读法：新达到的各档相加" in text
    assert "试算结果试算予以兑现1,000,000元（100万元）" in text
    with site.db() as db:
        applicant.vouch(db, law, A, YEAR)
        run = decide(db, law)
    text = main(who.get(f"{case(site)}/decision"))
    assert "已列入兑现1,000,000元（100万元）" in text
    assert f"批次{run}（未签批）告知书还没有印发" in text
    assert f"批次{run}曾转人工核定" in text


def test_evidence_is_shown_as_what_it_is_and_a_draft_is_the_firms_own(site):
    who = staff(site, "fu", "reviewer")
    with site.db() as db:
        (piece,) = [row["id"] for row in db.query("SELECT id FROM evidence WHERE requirement = 'audit'")]
        draft = io.BytesIO(PDF + b"draft")
        given = ("major_project", "audit", "草稿.pdf", draft, B)
        own = evidence.add(db, site.folder / "files", site.law, YEAR, B, *given)
    answer = who.get(f"/office/evidence/{piece}")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"/office/evidence/{piece}" in page(who.get(case(site))).xpath("//main//a/@href")
    assert f"/office/evidence/{piece}" in page(who.get(claim(site))).xpath("//main//a/@href")
    assert who.get(f"/office/evidence/{own.id}").status_code == 404


def test_what_a_browser_would_not_show_is_a_download(site, tmp_path):
    with site.db() as db:
        row = next(db.query("SELECT e.* FROM evidence AS e JOIN submission_evidence AS s ON s.evidence = e.id"))
        db.execute("DROP TRIGGER files_no_update")
        db.execute("UPDATE files SET type = 'xlsx' WHERE digest = ?", [row["digest"]])
    answer = staff(site, "jing").get(f"/office/evidence/{row['id']}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    (site.folder / "files" / row["digest"][:2] / row["digest"]).unlink()
    assert staff(site, "jing").get(f"/office/evidence/{row['id']}").status_code == 404


# ---- comments, assignment, conditions


def test_a_comment_is_told_and_one_too_long_is_given_back(site):
    who = staff(site, "jing")
    assert staffed.post(who, f"{case(site)}/comment", text="已电话核实").headers["Location"] == f"{case(site)}#comments"
    assert "备注示例经办jing已电话核实" in main(who.get(case(site)))
    answer = staffed.post(who, f"{case(site)}/comment", text="长" * 2001)
    assert answer.status_code == 422
    assert page(answer).xpath("//textarea[@id='text']")[0].text == "长" * 2001
    assert page(answer).xpath("//div[@class='problems']//a/@href") == ["#text"]


def test_an_application_is_assigned_from_its_page(site):
    who = staff(site, "jing")
    staff(site, "fu", "reviewer")
    action, fields = kept(who.get(case(site)), "//aside//form[@id='assign']", assignee="fu")
    assert send(who, action, fields).status_code == 303
    assert "承办：示例复核fu" in main(who.get(case(site)))
    assert send(who, action, fields | {"assignee": "nobody"}).status_code == 422


def test_conditions_want_what_they_rest_on(site):
    who = staff(site, "jing")
    action, fields = kept(who.get(case(site)), "//aside//form[contains(@action, 'conditions')]")
    assert [fields[f"condition.{c.id}"] for c in site.law.conditions] == ["yes", "yes", "no"]
    changed = fields | {"condition.software_firm": "no", "condition.serious_dishonesty": ""}
    refused = send(who, action, changed)
    assert (refused.status_code, "没有写明依据什么认定" in refused.text) == (422, True)
    again = page(refused).xpath("//input[@name='condition.software_firm' and @checked]/@value")
    assert again == ["no"], "what was chosen stays chosen"
    assert send(who, action, changed | {"note": "名录中没有"}).status_code == 303
    with site.db() as db:
        assert intake.firm(db, A)["conditions"] == {"software_firm": False, "registered_in_city": True}
    assert "不予兑现" in main(who.get(case(site)))


# ---- return, and what changed


def test_what_is_returned_is_told_section_by_section_and_then_compared(site):
    who = staff(site, "jing")
    action = f"{case(site)}/return"
    refused = staffed.post(who, action, section="revenue_tier", **{"message.firm": "不算"})
    assert (refused.status_code, "没有写明要改什么" in refused.text) == (422, True)
    assert page(refused).xpath("//input[@name='section' and @checked]/@value") == ["revenue_tier"]
    assert staffed.post(who, action).status_code == 422
    told = {"section": "revenue_tier", "message.revenue_tier": "上年收入与年报不符"}
    assert staffed.post(who, action, **told).status_code == 303
    text = main(who.get(case(site)))
    assert "退回补正中" in text
    assert "等企业改好后再次提交。软件业务收入达标奖励：上年收入与年报不符" in text
    assert "上年收入与年报不符" in main(site.firm(A).get(sending.STATUS))
    with site.db() as db:
        applicant.save(db, site.law, A, YEAR, tier={**TIER, "previous_revenue": "3950"})
        applicant.send(db, site.law, A, token="t2")
    text = main(who.get(case(site)))
    assert "第2次提交改了什么" in text
    assert "上年软件业务收入4,000万元3,950万元" in text
    whole = main(who.get(f"{case(site)}/changes?first=2&second=1"))
    assert "上年软件业务收入3,950万元4,000万元" in whole
    assert "都没有改动" in main(who.get(f"{case(site)}/changes?first=1&second=9"))
    assert page(who.get(case(site))).xpath("//a[contains(@href, '/sent/2.pdf')]")


def test_the_receipt_is_the_firms_own_file(site):
    firm, who = site.firm(A), staff(site, "shen", "auditor")
    own = firm.get(f"/year/{YEAR}/sent/1.pdf")
    answer = who.get(f"{case(site)}/sent/1.pdf")
    assert (answer.status_code, answer.data == own.data) == (200, True)
