"""The checklist of a claim at the site: saved, sent to its review, reviewed by another; what a person finds."""

import pytest

from subsidy.store import intake
from tests import applicant, checking
from tests.applicant import decide
from tests.web import staffed
from tests.web.casework import A, case, claim, ids, kept, passed, press, send, site_of, staff
from tests.web.sending import YEAR, main, page


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    return site_of(tmp_path, monkeypatch, law)


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
