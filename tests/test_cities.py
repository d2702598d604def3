"""Policies of other cities: beside the desk's own, and only as far as their text is known."""

import re

import pytest

from schemas.cases import load_case
from schemas.policies import NO_NUMBER
from subsidy import author, create_app, desk, workbook
from subsidy import policy as policies
from subsidy.assessment import assess
from subsidy.author.common import as_case
from subsidy.desk import papers
from subsidy.desk.bureau.policies import text as policy_text
from subsidy.letters.paper import html
from subsidy.money import fen
from subsidy.population import amounts
from subsidy.workbook.template import template
from tests.test_assessment import JIAXING


def test_other_cities_stand_beside_the_one_that_the_desk_works_with(law):
    """Policies of other cities come with the program, and promise nothing on the desk's first page."""
    assert policies.known() == [law.id, "hangzhou-2022", "shengzhou-2022", "wenzhou-2022"]
    page = create_app().test_client().get("/").text
    assert law.items["revenue_tier"].text in page
    for name in policies.known()[1:]:
        other = policies.load(name)
        assert (other.number == NO_NUMBER) or other.number.endswith("号")
        assert other.city != law.city
        assert not any(item.text in page for item in other.items.values())


CITIES = [name for name in policies.known() if name != JIAXING]
FIRM = {"统一社会信用代码": "91330402MA2AB123XK", "企业名称": "示例软件有限公司"}
ROWS = {
    "hangzhou-2022": {
        "企业信息": [{**FIRM, "是否符合工信部等公告2021年第10号的软件企业": "是"}],
        "营收达标": [{"年度": "2022", "本年营业收入(万元)": "100000", "上年营业收入(万元)": "60000"}],
        "重点软件企业": [{"年度": "2022", "名单": "国家鼓励的重点软件企业"}],
        "历年奖励": [{"年度": "2021", "事项": "营收达标", "等级或档次": "50000万元档", "金额(元)": "500000"}],
    },
    "shengzhou-2022": {
        "企业信息": [{**FIRM, "是否通过软件企业评估": "是", "是否纳入浙江省经济和信息化数据服务平台": "√"}],
        "销售收入": [{"年度": "2022", "本年销售收入(万元)": "2000.000001", "上年销售收入(万元)": "1000"}],
        "首版次软件": [{"年度": "2022", "产品名称": "示例平台", "级别": "省级"}],
    },
    "wenzhou-2022": {
        "企业信息": [FIRM],
        "能力认证费用": [{"年度": "2022", "资质": "CMMI", "等级": "ML5", "实际认证费用(元)": "800,000"}],
        "安全认证费用": [{"年度": "2022", "资质": "ISO27001", "实际认证费用(元)": "299999.99"}],
        "历年奖励": [
            {"年度": "2021", "事项": "能力认证费用", "名称": "CMMI", "等级或档次": "三级", "金额(元)": "100000"},
            {"年度": "2021", "事项": "安全认证费用", "名称": "BS7799", "金额(元)": "5000"},
        ],
    },
}
GRANTED = {"hangzhou-2022": [500_000, 2_000_000], "shengzhou-2022": [200_000, 500_000], "wenzhou-2022": [400_000, 0]}


@pytest.mark.parametrize("name", CITIES)
def test_a_city_walks_from_its_workbook_to_its_letters(name, db, tmp_path):
    law, path = policies.load(name), tmp_path / "in.xlsx"
    code = {"统一社会信用代码": FIRM["统一社会信用代码"]}
    rows = {sheet: [code | row for row in found] for sheet, found in ROWS[name].items()}
    template(path, law, rows)
    found = workbook.read(path, law)
    assert [str(refusal) for refusal in found.refusals] == []
    desk.take_in(db, law, found, accepted=True)
    desk.set_budget(db, law, 2022, fen(10_000_000))
    run, _ = desk.run(db, law, 2022)
    (decision,) = desk.decisions(db, run)
    assert [line["amount"] for line in decision["lines"]] == [f"{amount}.00" for amount in GRANTED[name]]
    assert desk.run(db, law, 2022)[0] != run
    assert desk.check(db) == []
    (letter, *_) = papers.letters(db, run, {}, draft=True)
    told = "".join(re.sub("<[^>]*>", "", html([letter])).split())
    for item, amount in zip(law.items.values(), GRANTED[name], strict=True):
        assert (item.title in told) is (amount > 0)


@pytest.mark.parametrize("name", CITIES)
def test_columns_and_pages_know_what_other_cities_pay(name):
    law = policies.load(name)
    cases = [load_case(law, as_case(law, edge.item, {"claims": edge.claims, "history": edge.history}))
             for edge in author.edges(law, 2022)]  # fmt: skip
    wanted = [[line.amount for line in assess(law, case).lines] for case in cases]
    assert amounts(law, cases) == wanted
    assert sum(map(sum, wanted))
    shown = " ".join(
        f"{line.label} {line.text}" for clause in policy_text(law.source).clauses for line in clause.figures
    )
    assert ("最高" in shown) is any(item.kind == "cost" for item in law.items.values())
