"""Check and submit: everything is shown, every problem at once, and it is sent once however it is sent."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from subsidy.desk.firm import submit
from tests import applicant
from tests.web import sending
from tests.web.sending import CHECK, CLAIMS, YEAR, A, B, form, main, page, posted

SENT = f"/year/{YEAR}/sent/"
TIER = f"/year/{YEAR}/revenue_tier"


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    return sending.site(tmp_path, monkeypatch, law)


@pytest.fixture
def ready(site):
    """The site with one firm that could send."""
    site.type_in(**CLAIMS)
    return site


def links(answer, path=".//main//a"):
    return {link.text_content(): link.get("href") for link in page(answer).findall(path)}


def problems(answer):
    found = page(answer).xpath("//*[contains(@class, 'problems')]//a")
    return [(link.text_content(), link.get("href")) for link in found]


def at_once(jobs):
    """Runs them in threads that begin together."""
    barrier = Barrier(len(jobs))

    def run(job):
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_everything_that_would_be_sent_is_shown_with_what_it_earns(ready):
    who = ready.firm(A)
    answer = who.get(CHECK)
    text = main(answer)
    for told in ("示例软件有限公司", "示例银行嘉兴分行", "本年软件业务收入5,200万元", "CMMI", "5级"):
        assert told in text
    with ready.db() as db:
        seen = submit.preview(db, ready.law, YEAR, A)
    assert seen.estimate.low < seen.estimate.high
    assert "试算合计120至160万元" in text
    assert seen.estimate.range.replace(" ", "") in text
    for sentence in seen.declaration:
        assert sentence in text
    found = links(answer)
    evidence = {name: where for name, where in found.items() if name.endswith(".pdf")}
    assert set(evidence) == {"本年和上年的审计报告.pdf", "资质证书.pdf"}
    for where in evidence.values():
        assert who.get(where).data == applicant.PDF
    changes = {where for name, where in found.items() if name.startswith("更改")}
    assert changes == {f"/year/{YEAR}/{name}?back=check" for name in ("firm", "revenue_tier", "capability_certificate")}
    assert page(answer).xpath("//form[@class='sending']//button/text()") == ["确认并提交申报"]


def test_every_problem_is_told_at_once_and_leads_to_its_field(site):
    firm = {**applicant.DETAILS, "account": ""}
    orders = applicant.orders(applicant.order("HT-1"), applicant.order("HT-2", "很多"))
    site.type_in(A, bring=False, firm=firm, tier={"revenue": "", "previous_revenue": "x"}, orders=orders)
    who = site.firm(A)
    answer = who.get(CHECK)
    found = problems(answer)
    with site.db() as db:
        seen = submit.preview(db, site.law, YEAR, A)
    assert len(found) == len(seen.problems) == 8
    assert page(answer).findtext(".//title").startswith("错误：")
    assert not page(answer).xpath("//form[@class='sending']")
    for _, where in found:
        there = who.get(where)
        assert there.status_code == 200
        anchor = where.partition("#")[2]
        assert anchor
        assert len(page(there).xpath(f"//*[@id='{anchor}']")) == 1, where
    first = [name.split("：")[0] for name, _ in found][:3]
    assert first == ["银行账号", "“本年软件业务收入”", "“上年软件业务收入”"]


def test_who_claims_nothing_has_nothing_to_send(site):
    who = site.firm(A)
    answer = who.get(CHECK)
    assert ("还没有申报任何事项，至少要申报一项", f"/year/{YEAR}") in problems(answer)
    assert posted(who, {"declared": "1", "token": "t", "csrf_token": who.token(CHECK)}).status_code == 422
    assert site.submissions() == []


def test_it_is_sent_and_the_page_after_says_under_which_number(ready):
    who = ready.firm(A)
    answer = sending.sent(who)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SENT}1")
    (row,) = ready.submissions()
    assert (row["number"], row["actor"]) == (1, A)
    with ready.db() as db:
        kept = applicant.kept(db, ready.law, A, YEAR)
    assert sorted(claim[0] for claim in kept) == ["capability_certificate", "revenue_tier"]
    assert f"{YEAR}-{A}-1" in main(who.get(f"{SENT}1"))


def test_a_double_click_sends_once(ready):
    fields = form(ready.firm(A).get(CHECK))
    people = [ready.firm(A) for _ in range(2)]
    tokens = [who.token("/password") for who in people]
    jobs = [lambda w=w, t=t: posted(w, {**fields, "csrf_token": t}) for w, t in zip(people, tokens, strict=True)]
    answers = at_once(jobs)
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(303, f"{SENT}1")}
    assert len(ready.submissions()) == 1


def test_two_windows_that_send_at_once_send_once(ready):
    people = [ready.firm(A) for _ in range(2)]
    forms = [form(who.get(CHECK)) for who in people]
    assert forms[0]["token"] != forms[1]["token"]
    answers = at_once([lambda w=w, f=f: posted(w, f) for w, f in zip(people, forms, strict=True)])
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(303, f"{SENT}1")}
    assert len(ready.submissions()) == 1


def test_refresh_and_back_lead_to_what_was_sent(ready):
    who = ready.firm(A)
    fields = form(who.get(CHECK))
    for _ in range(3):
        assert posted(who, fields).headers["Location"] == f"{SENT}1"
        assert who.client.get(CHECK).headers["Location"] == f"{SENT}1"
    assert posted(who, {**fields, "declared": ""}).headers["Location"] == f"{SENT}1"
    assert len(ready.submissions()) == 1


def test_an_old_page_sent_again_after_a_change_does_not_pass_for_sending_the_change(ready):
    who = ready.firm(A)
    old = form(who.get(CHECK))
    posted(who, old)
    with ready.db() as db:
        submit.send_back(db, ready.law, YEAR, A, {"revenue_tier": "收入与报告不符"}, "office")
        applicant.save(db, ready.law, A, YEAR, tier={**applicant.TIER, "revenue": "5300"})
    again = posted(who, old)
    assert (again.status_code, again.headers["Location"]) == (303, CHECK)
    shown = who.get(CHECK)
    assert "此前已经提交过（第1次），此后的改动还没有提交" in main(shown)
    assert len(ready.submissions()) == 1
    assert "5,300万元" in main(shown)
    assert page(shown).xpath("//form[@class='sending']//button/text()") == ["再次提交申报"]
    assert posted(who, form(shown)).headers["Location"] == f"{SENT}2"
    assert posted(who, old).headers["Location"] == f"{SENT}1"
    assert "以第2次为准" in main(who.get(f"{SENT}1"))


def changed(site):
    site.type_in(A, tier={**applicant.TIER, "revenue": "9999"})


def added(site):
    site.type_in(A, projects=applicant.project("50"))


@pytest.mark.parametrize(
    ("meanwhile", "spoil"),
    [
        (changed, {}),
        (added, {}),
        (None, {"version.revenue_tier": "7"}),
        (None, {"version.revenue_tier": "x"}),
        (None, {"version.revenue_tier": "9" * 40}),
        (None, {"version.nothing": "1"}),
        (None, {"token": ""}),
    ],
)
def test_what_was_not_seen_is_not_sent(ready, meanwhile, spoil):
    who = ready.firm(A)
    fields = form(who.get(CHECK)) | spoil
    if meanwhile:
        meanwhile(ready)
    answer = posted(who, fields)
    assert answer.status_code == 409
    assert "核对以后内容又有改动" in problems(answer)[0][0]
    assert ready.submissions() == []
    assert posted(who, form(answer)).headers["Location"] == f"{SENT}1"


def test_evidence_taken_away_meanwhile_is_told(ready):
    who = ready.firm(A)
    fields = form(who.get(CHECK))
    with ready.db() as db:
        db.execute("UPDATE evidence SET removed = at WHERE section = 'revenue_tier'")
    answer = posted(who, fields)
    assert answer.status_code == 422
    assert [told for told, _ in problems(answer)] == ["本年和上年的审计报告：没有上传，此项必须上传"]
    assert ready.submissions() == []


def test_without_the_declaration_nothing_is_sent(ready):
    who = ready.firm(A)
    answer = posted(who, form(who.get(CHECK), ticked=False))
    assert answer.status_code == 422
    assert problems(answer) == [("请阅读承诺，并在前面打勾", "#declared")]
    (box,) = page(answer).xpath("//input[@id='declared']")
    assert box.get("aria-invalid") == "true"
    assert page(answer).xpath(f"//*[@id='{box.get('aria-describedby')}']")
    assert ready.submissions() == []


def test_another_firms_token_sends_nothing_and_shows_nothing(ready):
    ready.type_in(B, **CLAIMS, firm={**applicant.DETAILS, "name": "示例乙软件有限公司"})
    one, other = ready.firm(A), ready.firm(B)
    fields = form(one.get(CHECK))
    posted(one, fields)
    stolen = form(other.get(CHECK)) | {"token": fields["token"]}
    answer = posted(other, stolen)
    assert answer.status_code == 409
    assert A not in answer.text
    assert ready.submissions(B) == []


def test_what_was_not_returned_cannot_be_changed(ready):
    who = ready.firm(A)
    sending.sent(who)
    with ready.db() as db:
        submit.send_back(db, ready.law, YEAR, A, {"revenue_tier": "收入与<b>报告</b>不符"}, "office")
    answer = who.get(CHECK)
    assert [where for name, where in links(answer).items() if name.startswith("更改")] == [f"{TIER}?back=check"]
    assert "退回意见：收入与<b>报告</b>不符" in main(answer)
    assert main(answer).count("不用改，已锁定") == 2


@pytest.mark.parametrize("year", ["1999", "2999", "9" * 30])
def test_years_without_applications_are_no_pages(site, year):
    assert site.firm(A).get(f"/year/{year}/check").status_code == 404


def test_nobody_sends_without_logging_in_or_without_the_forms_own_token(ready):
    who = ready.firm(A)
    fields = form(who.get(CHECK))
    assert posted(who, {**fields, "csrf_token": "x"}).status_code == 400
    client = ready.app.test_client()
    assert re.search("/login", client.get(CHECK).headers["Location"])
    assert client.post(CHECK, data=fields).status_code == 401
    assert ready.submissions() == []
