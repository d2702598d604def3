"""A bureau's year in the browser, from the queue to what is paid and taken back; each step by whom it belongs to."""

import datetime
import re
from typing import NamedTuple

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from subsidy import desk
from subsidy.money import fen
from tests import applicant
from tests.browser.conftest import served
from tests.browser.firm import PASSWORD, YEAR
from tests.browser.visit import Site, lines, seen
from tests.build import codes, noticed
from tests.web.staffed import person

TIER, CERTIFICATE, PROJECT = "软件业务收入达标奖励", "能力资质认证奖励", "软件领域重大项目补助"
ROLES = {"jing": "handler", "fu": "reviewer", "qian": "approver", "cai": "finance", "shen": "auditor", "guan": "admin"}
A, B, C = codes(3)


@pytest.fixture(scope="module")
def site(tmp_path_factory, law):
    """A bureau with a person for each role, three applications, and too little money for all of them."""
    with served(tmp_path_factory.mktemp("bureau"), law, 1_300_000) as found, found.desk() as db:
        for login, role in ROLES.items():
            person(db, login, role)
        claims = {
            A: {"tier": applicant.TIER},
            B: {"certificates": applicant.certificate("3级")},
            C: {"projects": applicant.project("50")},
        }
        for uscc, claimed in claims.items():
            applicant.applied(db, found.files, law, uscc, token=uscc, **claimed)
        yield found


class Staff(NamedTuple):
    """Somebody of the staff at a browser of their own."""

    page: Page
    site: Site

    def opens(self, path: str) -> Page:
        """A page, looked at."""
        self.page.goto(path)
        return seen(self.page)

    def clicks(self, name: str, role: str = "button") -> Page:
        """A button or a link; the page after it, looked at."""
        self.page.get_by_role(role, name=name).first.click()
        self.page.wait_for_load_state()
        return seen(self.page)


@pytest.fixture
def staff(browse, site):
    """staff("jing"): logged in, on the first page of the desk."""

    def enter(login: str, **asked) -> Staff:
        page = browse(**asked)
        page.goto("/login")
        page.locator("#login").fill(login)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1, name="工作台")).to_be_visible()
        return Staff(seen(page), site)

    return enter


def name(uscc: str) -> str:
    """As the firm calls itself."""
    return f"示例{uscc[-4:]}软件有限公司"


def checks(who: Staff, uscc: str, title: str) -> None:
    """From the queue to the claim: everything looked at and found well; then it waits for the second person."""
    who.opens("/office/queue")
    who.page.get_by_label("企业名称、信用代码或文号").fill(uscc)
    who.clicks("筛选")
    who.clicks(name(uscc), "link")
    for label in ("是否软件企业", "注册地是否在本市"):
        who.page.get_by_role("group", name=label).get_by_label("是", exact=True).check()
    who.page.get_by_role("group", name="是否严重失信主体").get_by_label("否", exact=True).check()
    who.page.get_by_label("核实依据").fill("市场监管平台 3 月 10 日查询，均符合")
    who.clicks("登记条件")
    who.clicks(title, "link")
    who.clicks("保存并提交复核")
    expect(who.page.get_by_role("alert")).to_be_visible()
    for answer in who.page.get_by_label("通过", exact=True).all():
        answer.check()
    who.clicks("保存并提交复核")
    expect(who.page.get_by_role("alert")).to_contain_text("应写明理由")
    for title in ("收款账户户名", "证明材料是否他用"):
        who.page.get_by_label(f"说明：{title}").fill("企业来函说明，已与原件核对")
    who.clicks("保存并提交复核")
    expect(who.page.get_by_text("待复核").first).to_be_visible()


def reviews(who: Staff, uscc: str) -> None:
    """The second person, over what the first one said."""
    who.opens("/office/queue?stage=to_review")
    who.clicks(name(uscc), "link")
    who.clicks("复核通过")


def starts(who: Staff, site: Site, law) -> str:
    """A preview that is no longer true starts nothing; a good one goes on in its own process; the run."""
    who.opens(f"/office/runs/new?year={YEAR}")
    expect(who.page.get_by_role("button", name="按此清单启动批次（兑现 2 家 120 万元）")).to_be_visible()
    with site.desk() as db:
        desk.set_budget(db, law, YEAR, fen(1_250_000))
    who.page.get_by_role("button", name="按此清单启动批次").click()
    expect(who.page.get_by_role("heading", name="没有办成")).to_be_visible()
    assert "预算由1,300,000元改为1,250,000元" in lines(seen(who.page))
    who.clicks("重新预览", "link")
    with who.page.expect_response(lambda answer: answer.request.method == "POST"):  # and the browser is gone at once
        who.page.get_by_role("button", name="按此清单启动批次").click(no_wait_after=True)
    who.page.goto("about:blank")
    return f"{YEAR}-001"


def publishes(who: Staff, browse, run: str) -> None:
    """The notice hangs for everybody, without an account; nobody's account or contact is on it."""
    who.opens(f"/office/runs/{run}")
    who.clicks("公示", "link")
    who.clicks("发布公示")
    stranger = browse()
    stranger.goto("/notices")
    seen(stranger).get_by_role("link", name="拟兑现名单").first.click()
    told = lines(seen(stranger))
    assert name(A) in told
    assert "示例银行" not in told
    assert "示例联系人" not in told


def objects(who: Staff, run: str) -> None:
    """Somebody wrote in about B."""
    who.opens(f"/office/runs/{run}/objections")
    who.page.get_by_label("对哪家企业有异议").fill(B)
    who.page.get_by_label("提出异议的单位或个人").fill("示例丁软件有限公司")
    who.page.get_by_label("联系方式").fill("0573-00000000")
    who.page.get_by_label("异议内容").fill("该企业的证书已过有效期。")
    who.page.get_by_label("收到日期").fill(datetime.date.today().isoformat())
    who.page.get_by_role("button", name="登记", exact=True).click()
    expect(who.page.get_by_text("待答复").first).to_be_visible()


def approves(who: Staff, run: str, button: str, letters: int) -> None:
    """Signed; the letters have their numbers."""
    who.opens(f"/office/runs/{run}/approve")
    who.page.get_by_role("button", name=button).click()
    who.page.get_by_role("link", name=f"查看批次 {run}").or_(
        who.page.get_by_role("heading", level=1, name=re.compile(f"^批次 {run}"))
    ).first.wait_for()
    seen(who.page)
    with who.site.desk() as db:
        assert db["letters"].count == letters


def answers(who: Staff, run: str) -> None:
    """The objection does not hold, says another than recorded it."""
    who.opens(f"/office/runs/{run}/objections")
    who.page.get_by_label("不成立").check()
    who.page.get_by_label("答复", exact=True).fill("经查，证书在有效期内。")
    who.page.get_by_role("button", name="答复").click()
    expect(who.page.get_by_text("待答复", exact=True)).to_have_count(0)
    seen(who.page)


def fills_in(path, **wrong):
    """What the finance office writes into the list; `wrong`: the amount of one firm."""
    book = openpyxl.load_workbook(path)
    sheet = book["拨付清单"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "统一社会信用代码" for cell in row))
    at = {str(cell.value): cell.column for cell in head}
    for row in sheet.iter_rows(min_row=head[0].row + 1):
        uscc = row[at["统一社会信用代码"] - 1].value
        if uscc in (A, B, C):
            today = datetime.date.today().isoformat()
            for title, value in (("拨付日期", today), ("支付凭证号", f"示例-{uscc[-4:]}"), ("结果", "已拨付")):
                sheet.cell(row[0].row, at[title], value)
            if uscc in wrong:
                sheet.cell(row[0].row, at["金额(元)"], wrong[uscc])
    book.save(path)


def pays(who: Staff, run: str, folder) -> None:
    """The list out, back with a wrong row, of which nothing is taken, and back as it should be."""
    page = who.opens(f"/office/runs/{run}/payments")
    with page.expect_download() as loading:
        page.get_by_role("link", name="下载拨付清单").click()
    path = folder / "拨付清单.xlsx"
    loading.value.save_as(path)
    fills_in(path, **{B: 200_000.01})
    page.get_by_label("填好结果的拨付清单").set_input_files(path)
    who.clicks("上传并登记")
    expect(page.get_by_role("heading", name="清单有 1 处不符，一笔也没有登记")).to_be_visible()
    assert "200,000.01" in lines(page)
    with who.site.desk() as db:
        assert db["payments"].count == 0
    fills_in(path, **{B: 200_000})
    page.get_by_label("填好结果的拨付清单").set_input_files(path)
    who.clicks("上传并登记")
    with who.site.desk() as db:
        assert db["payments"].count == 2


def raises(admin: Staff, other: Staff) -> None:
    """More money, with a reason, by one; agreed to by another."""
    admin.opens("/office/appropriations")
    admin.page.get_by_label("年度").fill(str(YEAR))
    admin.page.get_by_label("改为（万元）").fill("200")
    admin.page.get_by_label("理由").fill("市财政追加，嘉财预〔2022〕示例号")
    admin.clicks("提请")
    other.opens("/office/appropriations")
    other.page.locator("input[value=approved]").check()
    other.page.get_by_label("意见").fill("与追加文件一致")
    other.clicks("答复")
    with other.site.desk() as db:
        assert db.execute("SELECT amount FROM budgets ORDER BY id DESC").fetchone()[0] == fen(2_000_000)


def takes_back(who: Staff, other: Staff, finance: Staff, run: str) -> None:
    """A's award, for a reason; then what was paid is due back, and comes back."""
    who.opens(f"/office/runs/{run}/reverse?uscc={A}")
    who.page.get_by_label("理由").fill("查明上年软件业务收入申报有误，增速未达到要求")
    who.clicks("提请")
    other.opens("/office/reversals")
    other.page.locator("input[value=approved]").check()
    other.page.get_by_label("意见").fill("情况属实，同意撤销")
    other.clicks("答复")
    page = finance.opens(f"/office/runs/{run}/payments")
    expect(page.get_by_role("heading", name="待追回 1,000,000 元")).to_be_visible()
    page.get_by_label("退款金额（元）").fill("1000000")
    page.get_by_label("收款日期").fill(datetime.date.today().isoformat())
    page.get_by_label("收款凭证号").fill("示例-9")
    finance.clicks("登记退款")
    expect(page.get_by_role("heading", name="待追回 1,000,000 元")).to_have_count(0)


def test_a_year_from_the_queue_to_what_is_taken_back(staff, browse, site, law, tmp_path):
    checker, reviewer = staff("jing"), staff("fu")
    for uscc, title in ((A, TIER), (B, CERTIFICATE), (C, PROJECT)):
        checks(checker, uscc, title)
        reviews(reviewer, uscc)
    run = starts(checker, site, law)
    checker = staff("jing")
    checker.page.goto("/office/jobs/2")  # which goes on by itself, so that nobody looks at it
    checker.page.get_by_role("link", name=f"查看批次 {run}").or_(
        checker.page.get_by_role("heading", level=1, name=re.compile(f"^批次 {run}"))
    ).first.wait_for()
    publishes(checker, browse, run)
    objects(checker, run)
    approver = staff("qian")
    assert "现在不能签批" in lines(approver.opens(f"/office/runs/{run}/approve"))
    with site.desk() as db:
        noticed(db, run, (datetime.date.today() - datetime.timedelta(days=1)).isoformat())
    approves(approver, run, "签批 2 家（兑现 100 万元）", 2)
    answers(reviewer, run)
    approves(approver, run, "签批 1 家（兑现 20 万元）", 3)
    finance = staff("cai")
    pays(finance, run, tmp_path)
    raises(staff("guan"), approver)
    with site.desk() as db:
        _, made = desk.run(db, law, YEAR, "jing")
        assert [(one.uscc, one.amount) for one in made.entries] == [(C, fen(500_000))]
    takes_back(checker, approver, finance, run)
    with site.desk() as db:
        assert desk.budget(db, law, YEAR) == (fen(2_000_000), fen(700_000))
        assert desk.check(db) == []
    told = lines(staff("shen").opens("/office/trail"))
    assert "示例财务cai" in told
    assert "2022-001" in told
