"""拨付 at the site: the list down and up again, errors by row, refunds; nobody else's hand reaches it."""

import io

import lxml.html
import openpyxl
import pytest

from subsidy import store
from subsidy.desk.bureau.money import payments, proposals
from subsidy.desk.bureau.people import ACTS, ROLES
from subsidy.web.office.payments import MOST_REFUSALS
from subsidy.workbook import payments as sheet
from tests import payer
from tests.payer import DAY, HANDLER, SIGNER, A, B, back, filled, paid
from tests.web import staffed
from tests.web.visitor import page, site, told

MONEY = "SELECT kind, amount, day, voucher, note, actor FROM payments ORDER BY id"


class Bureau:
    """A run with its letters, and people of every role at the site."""

    def __init__(self, folder, app, law):
        self.folder, self.app, self.known = folder, app, {}
        with self.db() as db:
            self.run = payer.made(db, law)

    def db(self):
        return store.connect(self.folder / "subsidy.db")

    def who(self, login, *roles):
        if login not in self.known:
            self.known[login] = staffed.staff(self.folder, login, *roles, app=self.app)
        return self.known[login]

    @property
    def address(self):
        return f"/office/runs/{self.run}/payments"

    def rows(self, sql=MONEY):
        with self.db() as db:
            return db.execute(sql).fetchall()

    def list(self, **known):
        """The list as the finance office fills it in."""
        answer = self.who("cai", "finance").client.get(f"{self.address}.xlsx")
        path = self.folder / "清单.xlsx"
        path.write_bytes(answer.data)
        return filled(path, **known).read_bytes()

    def upload(self, data, who=None, name="回执.xlsx"):
        who = who or self.who("cai", "finance")
        return staffed.post(who, self.address, file=(io.BytesIO(data), name))


@pytest.fixture
def bureau(tmp_path, monkeypatch, law):
    return Bureau(tmp_path, site(tmp_path, monkeypatch), law)


def words(answer):
    return "".join(page(answer).find(".//main").text_content().split())


def test_the_list_comes_down_is_filled_in_and_confirmed(bureau):
    shown = bureau.who("cai", "finance").get(bureau.address)
    assert "待拨付2家201,100元（20.11万元）" in words(shown)
    answer = bureau.upload(bureau.list(**{A: paid(), B: back()}))
    assert (answer.status_code, answer.headers["Location"]) == (303, bureau.address)
    assert bureau.rows() == [
        ("paid", 20_060_000, DAY, "ZF-1", "", "cai"),
        ("failed", 50_000, DAY, "", "账户已注销", "cai"),
    ]
    said = words(bureau.who("cai").get(bureau.address))
    assert "已登记：拨付1家200,600.00元，退回1家；未确认0家" in said
    assert "退回待重拨1家500元" in said
    assert bureau.rows("SELECT source FROM payments LIMIT 1") == [("回执.xlsx，工作表 拨付清单，第 4 行",)]
    assert bureau.rows("SELECT DISTINCT source FROM audit WHERE act = 'pay'") == [("127.0.0.1",)]


def test_a_wrong_row_is_told_by_row_and_column_and_nothing_is_written(bureau):
    answer = bureau.upload(bureau.list(**{A: paid(**{"金额(元)": 1}), B: paid(voucher=None)}))
    assert (answer.status_code, page(answer).findtext(".//title")[:3]) == (400, "错误：")
    rows = page(answer).xpath("//section[contains(@class, 'problems')]//tbody/tr")
    assert [[cell.text_content() for cell in row] for row in rows] == [
        ["工作表 拨付清单，第 5 行，列 支付凭证号", "没有填，此项必填"],
        ["工作表 拨付清单，第 4 行，列 金额(元)", "填的是 1.00 元，应拨付 200,600.00 元"],
    ]
    assert bureau.rows() == []


def test_at_most_fifty_errors_are_shown_with_how_many_there_are(bureau):
    book = openpyxl.Workbook()
    book.active.append([column.title for column in sheet.SHEET.columns])
    for _ in range(60):
        book.active.append([B, "", "", "", "500", DAY, "ZF-1", "待定", ""])
    out = io.BytesIO()
    book.save(out)
    answer = bureau.upload(out.getvalue())
    assert len(page(answer).xpath("//section[contains(@class, 'problems')]//tbody/tr")) == MOST_REFUSALS
    assert "清单有60处不符，一笔也没有登记" in words(answer)
    assert "另有10处" in words(answer)


@pytest.mark.parametrize(
    "data", [b"", b"x", b"PK\x03\x04", b"<script>alert(1)</script>", b"PK" + bytes(6 * 1024 * 1024)], ids=range(5)
)
def test_what_is_no_list_is_told_at_its_field(bureau, data):
    answer = bureau.upload(data)
    assert (answer.status_code, list(told(answer))) == (400, ["file"])
    nothing = staffed.post(bureau.who("cai"), bureau.address)
    assert (nothing.status_code, list(told(nothing))) == (400, ["file"])


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ACTS["pay"]])
def test_no_other_role_confirms_by_a_direct_request(bureau, role):
    data, who = bureau.list(**{A: paid()}), bureau.who("mou", role)
    recovered = staffed.post(who, f"{bureau.address}/1/recovered", amount="1", day=DAY, voucher="SK-1")
    assert (bureau.upload(data, who).status_code, recovered.status_code) == (403, 403)
    seen = who.client.get(bureau.address).status_code
    assert seen == (200 if role in ACTS["read_runs"] else 403)
    assert bureau.rows() == []


def test_a_handler_who_is_finance_too_does_not_pay_what_they_prepared(bureau):
    both = bureau.who("liang", "handler", "finance")
    with bureau.db() as db:
        claim = db.execute("SELECT claim FROM lines ORDER BY id").fetchone()[0]
        row = {"claim": claim, "name": "a", "result": "pass", "note": "", "facts": "", "at": DAY, "actor": "liang"}
        db.table("checks").insert(row)
    assert "须由另一名财务人员办理" in words(both.get(bureau.address))
    assert not page(both.get(bureau.address)).xpath("//input[@type='file']")
    answer = bureau.upload(bureau.list(**{A: paid()}), both)
    assert (answer.status_code, "须由另一人办理" in answer.text) == (403, True)
    assert bureau.rows() == []
    assert bureau.upload(bureau.list(**{A: paid()})).status_code == 303


@pytest.fixture
def owing(bureau):
    """A was paid, and all of it was taken back; the address of its refunds."""
    bureau.upload(bureau.list(**{A: paid()}))
    with bureau.db() as db:
        made = proposals.propose_reversal(db, bureau.run, A, None, "复核发现申报材料不实", HANDLER)
        proposals.answer(db, made, True, "同意", SIGNER)
        return f"{bureau.address}/{payments.due_back(db, bureau.run)[0].decision}/recovered"


def test_a_refund_is_recorded_in_parts_and_never_more_than_is_due(bureau, owing):
    who = bureau.who("cai")
    assert "待追回200,600元" in words(who.get(bureau.address))
    part = staffed.post(who, owing, amount="200,000", day=DAY, voucher="SK-1")
    assert part.status_code == 303
    assert "尚余600元" in words(who.get(bureau.address))
    wrong = {"amount": "601", "day": DAY, "voucher": "SK-2"}
    for field, value in (("amount", "601"), ("amount", "很多"), ("day", "昨天"), ("voucher", " ")):
        answer = staffed.post(who, owing, **{**wrong, "amount": "600", field: value})
        number = owing.split("/")[-2]
        assert answer.status_code == 400
        assert list(told(answer)) in ([f"{field}-{number}"], [f"amount-{number}"])
        assert page(answer).get_element_by_id(f"{field}-{number}").get("value") == value
    assert staffed.post(who, owing, amount="600", day=DAY, voucher="SK-2").status_code == 303
    assert [row[:2] for row in bureau.rows()[1:]] == [("recovered", 20_000_000), ("recovered", 60_000)]
    assert "已全部收回" in words(who.get(bureau.address))


def test_a_refund_of_another_run_or_of_none_has_no_page(bureau, owing):
    who = bureau.who("cai")
    for address in (owing.replace(bureau.run, "2022-009"), f"{bureau.address}/99999/recovered"):
        assert staffed.post(who, address, amount="1", day=DAY, voucher="SK-1").status_code == 404
    assert who.client.get("/office/runs/2022-009/payments").status_code == 404
    assert who.client.get("/office/runs/2022-009/payments.xlsx").status_code == 404


def test_where_nothing_is_open_there_is_no_list(bureau):
    bureau.upload(bureau.list(**{A: paid(), B: paid(voucher="ZF-2")}))
    who = bureau.who("cai")
    assert not page(who.get(bureau.address)).xpath("//a[contains(@href, '.xlsx')]")
    answer = who.client.get(f"{bureau.address}.xlsx")
    assert (answer.status_code, answer.headers["Location"]) == (303, bureau.address)
    assert "没有待拨付的资金" in words(who.get(bureau.address))


def test_firms_are_filtered_by_state(bureau):
    bureau.upload(bureau.list(**{A: paid()}))
    for state, firms in (("", [A, B]), ("paid", [A]), ("open", [B]), ("due", []), ("nothing", [])):
        shown = page(bureau.who("cai").get(f"{bureau.address}?state={state}"))
        assert [cell.text_content() for cell in shown.xpath("//tbody//th//span[@class='code']")] == firms


def test_what_a_firm_is_called_is_text(bureau):
    with bureau.db() as db:
        db.execute("UPDATE firms SET bank = '<script>', account = '9' WHERE uscc = ?", [A])
    answer = bureau.who("cai", "finance").get(bureau.address)
    assert "<script>" not in lxml.html.tostring(page(answer).find(".//main"), encoding="unicode")
