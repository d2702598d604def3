"""The staff's pages of one application: what each role sees, what is written down, what is refused and told."""

import io

import pytest

from subsidy.desk.bureau.people import ROLES
from subsidy.desk.firm import evidence
from subsidy.store import cases, intake
from tests import applicant, checking
from tests.applicant import PDF, TIER, certificate, decide
from tests.build import FIRMS, GOOD, hand_in
from tests.web import filling, sending, staffed, visitor
from tests.web.sending import YEAR, main, page

A, B, *_ = FIRMS
NASTY = "示例<script>alert(1)</script>软件有限公司"
READERS = ("handler", "reviewer", "approver", "auditor")


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    """A sent its application: a tier, a level that only a person can judge."""
    made = sending.site(tmp_path, monkeypatch, law)
    visitor.account(made.folder, A)
    claims = {"tier": TIER, "certificates": [certificate("三级", "T/SIA010.11-2021.1")]}
    with made.db() as db:
        applicant.applied(db, made.folder / "files", law, A, **claims)
        hand_in(db, law, {A: []}, firms=[A], names={A: f"示例{A[-4:]}软件有限公司"}, conditions=GOOD)
    return made


def staff(site, login, *roles):
    return staffed.staff(site.folder, login, *roles or ("handler",), app=site.app)


def ids(site):
    """The ids of A's application and of its two claims: the tier, the level."""
    with site.db() as db:
        application = intake.application(db, site.law.id, YEAR, A)["id"]
        return application, *(row["id"] for row in intake.claims(db, application))


def case(site):
    return f"/office/cases/{ids(site)[0]}"


def claim(site, place=1):
    return f"/office/claims/{ids(site)[place]}"


def kept(answer, path="//main//form", button="", **typed):
    """A form as it stands on a page, some of it typed over, sent by a button."""
    (found,) = [form for form in page(answer).xpath(path) if not button or form.xpath(f".//button[@name='{button}']")]
    fields = dict(found.form_values()) | typed | ({button: "1"} if button else {})
    return found.get("action"), fields


def press(who, path, button="", **typed):
    """Opens a page, types into the form that has the button, presses it."""
    return send(who, *kept(who.get(path), button=button, **typed))


def send(who, action, fields):
    return sending.posted(who, fields, action)


def passed(site, who, place=1):
    """Everything that a checklist still wants, found good; sent to its review."""
    with site.db() as db:
        found = checking.answers(db, site.law, ids(site)[place])
    typed = {f"{part}.{name}": said for name, (result, note) in found.items() for part, said in
             (("result", result), ("note", note))}  # fmt: skip
    return press(who, claim(site, place), "finish", **typed)


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


# ---- the checklist


def test_results_are_saved_as_they_come_and_bad_ones_given_back(site):
    who = staff(site, "jing")
    answer = press(who, claim(site), "save", **{"result.evidence.audit": "pass"})
    assert answer.headers["Location"] == f"{claim(site)}#checks"
    shown = page(who.get(claim(site)))
    assert shown.xpath("//input[@name='result.evidence.audit' and @checked]/@value") == ["pass"]
    refused = press(who, claim(site), "save", **{"result.evidence.tax": "fail", "note.evidence.statistics": "草稿"})
    assert (refused.status_code, "应写明理由" in refused.text) == (422, True)
    assert page(refused).xpath("//input[@name='result.evidence.tax' and @checked]/@value") == ["fail"]
    assert page(refused).xpath("//input[@name='note.evidence.statistics']/@value") == ["草稿"]
    taken = press(who, claim(site), "save", **{"result.evidence.audit": ""})
    assert taken.status_code == 303
    assert not page(who.get(claim(site))).xpath("//input[@name='result.evidence.audit' and @checked]")


def test_what_the_machine_found_good_is_taken_over_at_once(site):
    who = staff(site, "jing")
    with site.db() as db:
        listed = checking.listed(db, site.law, ids(site)[1])
    assert press(who, claim(site), "adopt").status_code == 303
    with site.db() as db:
        after = checking.listed(db, site.law, ids(site)[1])
    wanted = {n for n, c in listed.items() if c.group == "auto" and c.suggested in ("pass", "na")}
    assert {n for n, c in after.items() if c.group != "condition" and c.answered} == wanted != set()


def test_a_page_from_before_a_correction_writes_nothing_down(site):
    who = staff(site, "jing")
    action, fields = kept(who.get(claim(site)), button="save", **{"result.evidence.audit": "pass"})
    with site.db() as db:
        db.execute("UPDATE claims SET facts = replace(facts, '40000000', '41000000') WHERE id = ?", [ids(site)[1]])
    answer = send(who, action, fields)
    assert (answer.status_code, "在您打开这一页以后有改动" in answer.text) == (422, True)
    assert "4,100万元" in main(answer)
    with site.db() as db:
        assert not list(db.query("SELECT * FROM checks WHERE name LIKE 'evidence%'"))


def test_checked_by_one_and_reviewed_by_another(site):
    one, both = staff(site, "jing"), staff(site, "shuang", "handler", "reviewer")
    unready = press(one, claim(site), "finish")
    assert (unready.status_code, "还不能提交复核" in unready.text) == (422, True)
    done = passed(site, both)
    assert done.headers["Location"] == claim(site, 2), "the next one that waits"
    text = main(both.get(case(site)))
    assert "您核查过这一项，须由另一人复核" in text
    key = str(ids(site)[1])
    seen = {"claim": key, f"seen.{key}": page(both.get(case(site))).xpath(f"//input[@name='seen.{key}']/@value")[0]}
    own = staffed.post(both, f"{case(site)}/review", **seen)
    assert (own.status_code, "另一人办理" in own.text) == (403, True)
    other = staff(site, "fu", "reviewer")
    assert staffed.post(other, f"{case(site)}/review", **seen | {f"seen.{key}": "0"}).status_code == 422
    assert press(other, case(site), "pass").status_code == 303
    assert "复核通过" in main(other.get(case(site)))
    with site.db() as db:
        assert [row["accepted"] for row in intake.claims(db, ids(site)[0])] == [1, 0]


def test_a_review_sends_back_with_a_reason(site):
    one, other = staff(site, "jing"), staff(site, "fu", "reviewer")
    passed(site, one)
    refused = press(other, case(site), "back")
    assert (refused.status_code, "没有写明退回经办的理由" in refused.text) == (422, True)
    assert press(other, case(site), "back", reason="审计报告缺页").status_code == 303
    assert "复核退回：审计报告缺页" in main(one.get(case(site)))
    assert "没有待复核的事项" in main(other.get(case(site)))
    assert staffed.post(other, f"{case(site)}/review").status_code == 422
    assert staffed.post(other, f"{case(site)}/review", claim="999").status_code == 404


def test_a_finding_is_made_within_the_law_and_taken_back(site):
    who = staff(site, "jing")
    reason = "发证机构书面确认，三级为该标准的第三级"
    path, level = claim(site, 2), {"outcome": "granted", "amount": "100,000", "reason": reason}
    assert "至多100,000元（10万元）" in main(who.get(path))
    action, fields = kept(who.get(path), "//section[@id='finding']//form", **level)
    for wrong, told in (
        ({"amount": "一大笔"}, "核定金额"),
        ({"amount": "100001"}, "至多"),
        ({"reason": "可以"}, "不少于 10 个字"),
        ({"outcome": ""}, "核定结果"),
    ):
        answer = send(who, action, fields | wrong)
        assert (answer.status_code, told in answer.text) == (422, True)
        assert page(answer).xpath("//textarea[@id='reason']")[0].text == (fields | wrong)["reason"]
    assert send(who, action, fields).status_code == 303
    text = main(who.get(path))
    assert "予以支持，100,000元（10万元）示例经办jing" in text
    assert reason.replace(" ", "") in text
    assert "人工核定：给予100,000元（10万元）" in main(who.get(case(site)))
    assert f"人工核定：给予100,000元（10万元），{reason}" in main(who.get(f"{case(site)}/decision"))
    assert send(who, action, fields | {"take_back": "1", "reason": "证书撤销"}).status_code == 303
    assert "撤销人工核定" in main(who.get(path))


def test_what_the_rules_decide_can_only_be_refused_by_a_person(site):
    who = staff(site, "jing")
    action, fields = kept(
        who.get(claim(site)), "//section[@id='finding']//form", reason="审计报告经核实系伪造，不予认可"
    )
    assert "amount" not in fields
    forced = send(who, action, fields | {"outcome": "granted", "amount": "5"})
    assert (forced.status_code, "由规则核算" in forced.text) == (422, True)
    assert send(who, action, fields).status_code == 303
    assert "人工核定：不予支持" in main(who.get(case(site)))


def test_what_is_decided_is_only_read(site, law):
    who = staff(site, "jing")
    action, fields = kept(who.get(claim(site)), button="save", **{"result.evidence.audit": "pass"})
    with site.db() as db:
        applicant.vouch(db, law, A, YEAR)
        decide(db, law)
    assert not page(who.get(claim(site))).xpath("//main//form")
    refused = send(who, action, fields)
    assert (refused.status_code, "已审定，不能再改动" in refused.text) == (422, True)


def test_the_receipt_is_the_firms_own_file(site):
    firm, who = site.firm(A), staff(site, "shen", "auditor")
    own = firm.get(f"/year/{YEAR}/sent/1.pdf")
    answer = who.get(f"{case(site)}/sent/1.pdf")
    assert (answer.status_code, answer.data == own.data) == (200, True)


def test_assignments_stand_in_the_store(site):
    with site.db() as db:
        assert cases.assignees(db, [ids(site)[0], 99]) == {ids(site)[0]: ""}
