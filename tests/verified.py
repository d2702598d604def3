"""Letters of every kind, and what verification says of a file that bears the seal of their office."""

from functools import cache

from subsidy import policy
from subsidy.letters import verify
from tests import sealed

LAW = policy.load(sealed.POLICY)
KNOWN = {LAW.digest: LAW}
PRODUCTS = [{"item": "first_version_product", "product": f"示例平台V{n}.0", "grade": "national"} for n in range(1, 15)]
LETTERS = {
    "grant": sealed.letter(),
    "reserve": sealed.letter("reserve", number="示例经信软〔2022〕2号"),
    "refusal": sealed.letter("refusal", [sealed.SLOW], number="示例经信软〔2022〕3号"),
    "reversal": sealed.letter(
        "reversal", number="示例经信软〔2022〕4号", decision={"reason": "收入数据有误", "paid": True}
    ),
    "other": sealed.letter(uscc=sealed.SECOND, number="示例经信软〔2022〕5号"),
    "long": sealed.letter(claims=PRODUCTS, number="示例经信软〔2022〕6号"),
    "draft": sealed.letter(number=""),
}


@cache
def printed(name):
    """A letter as it is printed and sealed."""
    return sealed.sealed(LETTERS[name])


def look(data, key=None, known=KNOWN):
    return verify.examine(data, (key or sealed.key()).public_key(), known.get, "x.pdf")


def places(report):
    return {found.place for found in report.findings if found.grave}


def unsealed(data):
    """The same file, no longer as it was sealed."""
    return data + b"\n"
