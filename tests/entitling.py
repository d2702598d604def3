"""A register of four firms, two of one name, and rows of a published list about them."""

from subsidy.desk.bureau.people import Person
from subsidy.desk.firm import accounts
from subsidy.workbook.listed import Listed
from subsidy.workbook.recognised import Recognised
from tests import build
from tests.build import FIRMS, PASSWORD

A, B, C, D = FIRMS
SAME = "同名软件有限公司"
NAMES = {A: "示例甲软件有限公司", B: "示例乙软件有限公司", C: SAME, D: SAME}
JING = Person("jing", "示例经办", frozenset({"handler"}))
YEAR = 2022
CMMI = {"scheme": "CMMI", "level": "五级"}
ISO = {"scheme": "ISO27001"}


def fill(db, law):
    """The firms; A has an account."""
    build.hand_in(db, law, {}, firms=FIRMS, names=NAMES, details={"bank": "示例银行", "account": "0001"})
    accounts.register(db, A, NAMES[A], PASSWORD, accounts.hand_out(db, A, "activate", "office"))


def row(item, facts, uscc=A, name="", place="第 1 行", day=""):
    """A row of a list that speaks of one claim."""
    return Listed(place, uscc, name, "", day, (Recognised(item, facts),), f"《示例名单》，{place}")


def certificate(facts=CMMI, **more):
    """A row of a list of certificates."""
    return row("capability_certificate", facts, **more)
