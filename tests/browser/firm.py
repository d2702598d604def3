"""A firm at a browser: what its people do there, by what they see on the page."""

import datetime

from playwright.sync_api import Locator, Page, expect

from subsidy.desk.firm import accounts
from subsidy.store import applying
from tests import applicant
from tests.applicant import DETAILS, PDF
from tests.browser.visit import Site, seen

PASSWORD = "一句好记的话，够长了"
YEAR = 2022
FIRM, TIER, ORDERS = "企业信息", "软件业务收入达标奖励", "市外软件外包订单奖励"
OFFICE = {"issuer": "示例市经济和信息化局", "number_prefix": "示例信"}
DAY = datetime.date(2022, 3, 10)
AUDIT = "本年和上年的审计报告"
LABELS = {
    "name": "企业名称",
    "district": "所属区县",
    "contact": "联系人",
    "phone": "联系电话",
    "account_name": "开户名",
    "bank": "开户银行",
    "account": "银行账号",
}


class Firm:
    """Somebody of a firm, at a browser."""

    def __init__(self, page: Page, site: Site, law, uscc: str, scripts: bool = True) -> None:
        self.page, self.site, self.law, self.uscc, self.scripts = page, site, law, uscc, scripts
        self.name = f"示例{uscc[-6:]}软件有限公司"

    def looks(self) -> Page:
        """At the page; axe is a script, too."""
        return seen(self.page) if self.scripts else self.page

    # ---- accounts

    def registers(self) -> None:
        """By the pages."""
        page = self.page
        page.goto("/")
        self.looks().get_by_role("link", name="注册企业账户").click()
        self.looks().get_by_label("统一社会信用代码").fill(self.uscc.lower())
        page.get_by_label("企业名称").fill(self.name)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="注册").click()
        expect(page.get_by_text("账户已建立。")).to_be_visible()

    def known(self) -> "Firm":
        """With an account, made at the desk."""
        with self.site.desk() as db:
            accounts.register(db, self.uscc, self.name, PASSWORD)
        return self

    def enters(self, page: Page | None = None) -> "Firm":
        """By the login page."""
        page = page or self.page
        page.goto("/login")
        page.get_by_label("统一社会信用代码").fill(self.uscc)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url("**/year/*")
        return self

    # ---- the application

    def opens(self, title: str = "", page: Page | None = None, year: int = YEAR) -> Page:
        """The task list, or a section from there."""
        page = page or self.page
        page.goto(f"/year/{year}")
        if title:
            page.get_by_role("link", name=title).click()
            expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        return page

    def types(self, values: dict[str, str], page: Page | None = None) -> None:
        """Into fields, by their labels."""
        for label, value in values.items():
            (page or self.page).get_by_label(label).first.fill(value)

    def tells_of_itself(self) -> None:
        """The firm's details."""
        page = self.opens(FIRM)
        self.types({label: (self.name if key.endswith("name") else DETAILS[key]) for key, label in LABELS.items()})
        self.looks().get_by_role("button", name="保存并继续").click()
        page.wait_for_url("**/major_project")

    def brings(self, title: str = AUDIT, name: str = "审计报告.pdf", data: bytes = PDF) -> None:
        """A file, on the page of its section."""
        file = {"name": name, "mimeType": "application/pdf", "buffer": data}
        self.page.get_by_label(f"选择文件：{title}").set_input_files(file)
        self.page.get_by_role("button", name=f"上传 {title}").click()

    # ---- done at the desk, for tests that begin later

    def saved(self, **claims) -> "Firm":
        """With drafts, over its own details."""
        with self.site.desk() as db:
            details = {**DETAILS, "name": self.name, "account_name": self.name}
            applicant.save(db, self.law, self.uscc, YEAR, firm=details, **claims)
            applicant.bring(db, self.site.files, self.law, self.uscc, YEAR)
        return self

    def sent(self, **claims) -> "Firm":
        """With an application that was sent."""
        self.saved(**claims)
        with self.site.desk() as db:
            applicant.send(db, self.law, self.uscc, token=f"sent-{self.uscc}")
        return self

    @property
    def submissions(self) -> int:
        """How often it sent anything."""
        with self.site.desk() as db:
            return len(applying.submissions(db, self.law.id, YEAR, self.uscc))


def estimate(page: Page) -> Locator:
    """What stands beside the form."""
    return page.get_by_role("region", name="试算")
