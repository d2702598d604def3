"""The pages where a firm fills in its application: the list, the forms, what they earn, what is locked."""

import pytest

from subsidy import desk
from subsidy.desk.firm import submit
from subsidy.money import fen
from tests import applicant
from tests.applicant import TIER
from tests.build import hand_in, revenue
from tests.web import sending
from tests.web.filling import YEAR_PATH, bare, draft, fields, path, press, send, sound
from tests.web.sending import YEAR, A, B, main, page
from tests.web.visitor import told

EVIL = '"><script>alert(1)</script>{{7*7}}　'
CERTIFICATES = path("certificates")


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    return sending.site(tmp_path, monkeypatch, law)


@pytest.fixture
def who(site):
    return site.firm(A)


# what is typed into a section, whether its files are there, and the status in the list
STATUSES = [
    ({}, True, "未开始"),
    ({"revenue": "5200"}, True, "填写中"),
    (TIER, False, "填写中"),
    (TIER, True, "已填好"),
    ({"revenue": "很多", "previous_revenue": "4000"}, True, "有待改正"),
]


@pytest.mark.parametrize(("typed", "bring", "status"), STATUSES)
def test_the_list_says_how_far_a_section_is(site, who, typed, bring, status):
    site.type_in(A, bring=bring, tier=typed)
    assert page(who.get(YEAR_PATH)).get_element_by_id("task-revenue_tier-status").text_content().strip() == status


def test_the_list_says_what_there_is_what_it_earns_and_what_is_missing(site, who):
    site.type_in(
        A, bring=False, firm={}, tier=TIER, orders=applicant.orders(applicant.order("1"), applicant.order("2"))
    )
    answer = who.get(YEAR_PATH)
    text = main(answer)
    assert "试算合计106万元" in text
    assert "2条，试算6万元，还缺3份证明材料" in text
    assert "现在还不能提交：还没有填企业信息；还缺4份证明材料。" in text
    clauses = [heading.text_content() for heading in page(answer).xpath("//main//h3")]
    assert clauses == [f"条款 {clause}" for clause in dict.fromkeys(item.clause for item in site.law.items.values())]
    assert len(page(answer).xpath("//li[@class='task']")) == 1 + len(site.law.items)


def test_years_to_choose_from_are_those_with_money_and_those_of_the_firm(site, who):
    with site.db() as db:
        desk.set_budget(db, site.law, 2023, fen(1_000_000))
        applicant.save(db, site.law, A, 2024, tier=TIER)
    found = page(who.get("/year/2023")).xpath("//nav[@class='years']//a/@href")
    assert {"/year/2023", "/year/2024"} <= set(found)
    assert "/year/2022" not in found


@pytest.mark.parametrize("where", ["/year/1999", "/year/3000", "/year/2022/nothing", "/year/2022/revenue_tier/sheet"])
def test_what_there_is_not_is_no_page(who, where):
    assert who.get(where).status_code == 404


def test_a_form_keeps_everything_as_it_was_typed(site, who):
    typed = {
        "claims.0.scheme": "CMMI",
        "claims.0.level": EVIL,
        "claims.0.best_earlier_level": " 四 级 ",
    }
    answer = press(who, CERTIFICATES, "next", typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{CERTIFICATES}?check=1")
    shown = who.get(answer.headers["Location"])
    assert {name: fields(shown)[name] for name in typed} == typed
    assert not sound(shown).xpath("//script[contains(text(), 'alert')]")
    assert page(shown).findtext(".//title").startswith("错误：")
    wrong = told(shown)
    assert set(wrong) == {"claims-0-level", "evidence-certificate"}
    assert EVIL.strip() in wrong["claims-0-level"]
    assert page(shown).xpath("//input[@id='claims-0-level']/@aria-invalid") == ["true"]


# button, where it leads once the values are saved
BUTTONS = [
    ("save", YEAR_PATH),
    ("next", path("national_list")),
    ("try", path("tier", "#estimate")),
    ("upload", path("tier", "#evidence")),
    ("clear", path("tier", "/clear")),
    ("drop:7", path("tier", "/evidence/7/remove")),
]


@pytest.mark.parametrize(("button", "leads"), BUTTONS)
def test_every_button_saves_first(site, who, button, leads):
    answer = press(who, path("tier"), button, {"claims.0.revenue": "5200", "claims.0.previous_revenue": "4000"})
    assert (answer.status_code, answer.headers["Location"]) == (303, leads)
    (claim,) = draft(site, "tier").values["claims"]
    assert (claim["revenue"], claim["previous_revenue"]) == ("5200", "4000")


@pytest.mark.parametrize(
    ("button", "leads"), [("save", "/check"), ("next", "/check"), ("try", "/revenue_tier?back=check#estimate")]
)
def test_who_came_from_the_check_goes_back_there(site, who, button, leads):
    site.type_in(tier=TIER)
    answer = press(who, path("tier", "?back=check"), button)
    assert answer.headers["Location"] == f"{YEAR_PATH}{leads}"


def test_a_section_left_empty_is_passed_over_and_the_last_leads_back_to_the_list(who, site):
    assert press(who, path("projects"), "next").headers["Location"] == path("trainees")
    assert press(who, path("loan"), "next").headers["Location"] == YEAR_PATH


def test_rows_come_and_go_and_what_was_typed_stays(site, who):
    typed = {"claims.0.orders.0.contract": "甲", "claims.0.orders.0.executed": "一百"}
    answer = press(who, path("orders"), "add:claims.0.orders", typed)
    first = "claims-0-orders-1-contract"
    assert answer.headers["Location"] == path("orders", f"?focus={first}#{first}")
    shown = who.get(answer.headers["Location"])
    assert page(shown).xpath("//*[@autofocus]/@id") == [first]
    assert fields(shown)["claims.0.orders.0.executed"] == "一百"
    press(who, path("orders"), "remove:claims.0.orders.0", {"claims.0.orders.1.contract": "乙"})
    assert [order["contract"] for order in draft(site, "orders").values["claims"][0]["orders"]] == ["乙"]


def test_a_firm_finds_its_name_and_fills_in_the_rest(site, who):
    assert fields(who.get(path("firm")))["firm.name"] == "示例软件有限公司"
    typed = {f"firm.{name}": value for name, value in applicant.DETAILS.items() if name != "account"}
    shown = who.get(press(who, path("firm"), "next", typed).headers["Location"])
    assert set(told(shown)) == {"firm-account"}
    assert press(who, path("firm"), "next", {"firm.account": "0001"}).headers["Location"] == path("projects")


def test_what_was_typed_earns_as_it_is_typed_and_nothing_is_kept(site, who):
    site.type_in(A, bring=False, projects=[applicant.project("600")])
    data = fields(who.get(path("tier")))
    data["claims.0.revenue"], data["claims.0.previous_revenue"] = "5200", "5000"
    answer = send(who, path("tier", "/estimate"), data)
    text = "".join(answer.text.split())
    assert '全部事项合计<strongclass="money">600万元' in text
    for said in ("未达到条件", "增速4%", "还差收入3,000,000元", "怎样算的", "以审核为准"):
        assert said in text
    assert "<html" not in text
    data["claims.0.previous_revenue"] = "4000"
    assert '合计<strongclass="money">700万元' in "".join(send(who, path("tier", "/estimate"), data).text.split())
    assert draft(site, "tier").version == 0


def test_two_readings_are_told_as_a_range_and_what_is_missing_leads_to_its_field(site, who):
    site.type_in(A, bring=False, certificates=[applicant.certificate("5"), {"scheme": "ITSS", "level": ""}])
    beside = page(who.get(CERTIFICATES)).xpath("//aside")[0]
    assert "本项20至60万元" in "".join(beside.text_content().split())
    assert beside.xpath(".//details[@data-key!='roads']//a/@href") == ["#claims-1-level"]
    assert page(who.get(CERTIFICATES)).xpath("//*[@id='claims-1-level']")


def test_what_would_bring_more_stands_beside_its_section_and_all_of_it_by_gain(site, who):
    site.type_in(A, bring=False, certificates=[applicant.certificate("3")])
    shown = page(who.get(CERTIFICATES))
    here, every = shown.xpath("//ul[@class='roads next']/li"), shown.xpath("//ol[@class='roads']/li")
    assert "多得20万元CMMI由三级升至四级，增加20万元" in "".join(here[0].text_content().split())
    assert all("CMMI" not in one.text_content() for one in here[1:])
    assert "多得0至20万元" in "".join(here[1].text_content().split()), "readings differ"
    tasks = page(who.get(YEAR_PATH)).xpath("//ol[@class='roads']/li")
    assert [one.text_content() for one in tasks] == [one.text_content() for one in every]
    assert every[0].xpath(".//a/@href") == [path("national_list")]
    assert "首次列入" in every[0].text_content()


def test_last_year_is_offered_while_nothing_is_typed(site, who):
    with site.db() as db:
        hand_in(db, site.law, {A: [revenue(20_000_000, 10_000_000)]}, year=YEAR - 1)
    shown = who.get(path("tier"))
    assert "可以从2021年的申报开始填" in main(shown)
    assert press(who, path("tier"), "last_year").headers["Location"] == path("tier")
    assert fields(who.get(path("tier")))["claims.0.previous_revenue"] == "2,000"
    assert "可以从2021年" not in main(who.get(path("tier")))
    press(who, path("tier"), "last_year", {"claims.0.previous_revenue": "1"})
    assert fields(who.get(path("tier")))["claims.0.previous_revenue"] == "1"


def test_a_section_is_emptied_after_a_question(site, who):
    site.type_in(A, bring=False, tier=TIER)
    asked = who.get(path("tier", "/clear"))
    assert draft(site, "tier").values["claims"] == [TIER]
    answer = send(who, path("tier", "/clear"), fields(asked, form=""))
    assert (answer.status_code, draft(site, "tier").values) == (303, {"claims": []})
    assert "已清空" in main(who.get(YEAR_PATH))


@pytest.fixture
def returned(site, who):
    """A firm that sent two sections and got one back; a window from before."""
    site.type_in(tier=TIER, certificates=[applicant.certificate("5级")])
    old = {name: fields(who.get(path(name))) for name in ("tier", "certificates")}
    sending.sent(who)
    before = {name: who.get(path(name)) for name in ("tier", "certificates", "loan", "firm")}
    with site.db() as db:
        submit.send_back(db, site.law, YEAR, A, {"revenue_tier": "上年收入与审计报告不符"}, "office")
    return old, before


def test_what_was_sent_is_shown_as_answers_and_is_not_changed(site, who, returned):
    old, before = returned
    for answer in before.values():
        assert not sound(answer).xpath("//main//form | //aside//button")
        assert "申报已提交，这一部分不能修改" in main(answer)
    assert "本年软件业务收入5,200万元" in main(before["tier"])
    old["certificates"]["claims.0.level"] = "4级"
    late = send(who, path("certificates"), old["certificates"])
    assert late.status_code == 423
    assert "没有保存：这一部分刚才已锁定" in main(late)
    assert "4级" in main(late)
    assert draft(site, "certificates").values["claims"][0]["level"] == "5级"
    assert send(who, path("certificates", "/clear"), bare(who)).status_code == 423
    assert who.get(path("certificates", "/sheet")).status_code == 423


def test_what_was_returned_says_what_to_mend_and_the_rest_stays_locked(site, who, returned):
    listed = page(who.get(YEAR_PATH))
    tags = {i: listed.get_element_by_id(f"task-{i}-status").text_content().strip() for i in ("firm", *site.law.items)}
    assert tags.pop("revenue_tier") == "需补正"
    assert set(tags.values()) == {"已锁定"}
    assert "要补正：上年收入与审计报告不符" in main(who.get(YEAR_PATH))
    assert "上年收入与审计报告不符" in main(who.get(path("tier")))
    assert press(who, path("tier"), "next", {"claims.0.previous_revenue": "4100"}).headers["Location"] == YEAR_PATH
    assert draft(site, "tier").values["claims"][0]["previous_revenue"] == "4100"
    assert "已锁定，不用重填" in main(who.get(path("certificates")))


def test_a_firm_sees_nothing_that_another_typed(site, who):
    site.type_in(A, tier=TIER)
    other = site.firm(B, "示例乙软件有限公司")
    for where in (YEAR_PATH, path("tier"), path("firm")):
        text = other.get(where).text
        assert "5200" not in text
        assert applicant.DETAILS["bank"] not in text
    press(other, path("tier"), "save", {"claims.0.revenue": "1"})
    assert draft(site, "tier").values["claims"] == [TIER]
    assert draft(site, "tier", B).values["claims"][0]["revenue"] == "1"


PAGES = [
    "",
    "/firm",
    "/firm?check=1",
    "/revenue_tier",
    "/revenue_tier?check=1&back=check",
    "/outsourcing_bonus?check=1",
    "/outsourcing_bonus/sheet",
    "/capability_certificate",
    "/revenue_tier/clear",
]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_sound_in_both_languages(site, who, language):
    wrong = applicant.orders(applicant.order("", "x"), applicant.order("2"))
    site.type_in(A, firm={"name": ""}, tier=TIER, orders=wrong, certificates=[applicant.certificate("?")] * 2)
    if language == "en":
        who.post("/language", page="/password", to="en")
    for rest in PAGES:
        answer = who.get(YEAR_PATH + rest)
        assert answer.status_code == 200
        assert sound(answer).get("lang").startswith(language)


def test_every_item_has_a_sound_form(site, who):
    for item in site.law.items.values():
        found = sound(who.get(path(item.id)))
        assert item.text in found.text_content()
        wanted = {f"evidence-{requirement.id}" for requirement in site.law.evidence[item.id]}
        assert wanted <= set(found.xpath("//*[@class='piece']/@id"))
