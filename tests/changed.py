"""A register of some years in which much happened, and policies that differ from the law in force."""

import copy
import random
from itertools import product

from subsidy import desk, policy
from subsidy.money import fen
from tests.build import GOOD, codes, hand_in

BAD = {**GOOD, "serious_dishonesty": True}
DISTRICTS = ("南湖区", "桐乡市", None)


def law_of(law, edit=None, readings=(), **rest):
    """The law with other data: `edit` changes a copy of its source."""
    data = copy.deepcopy(dict(law.source))
    if edit:
        edit({row["id"]: row for row in data["items"]}, data)
    made = policy.build(data | rest, "改动")
    return policy.with_readings(made, readings) if readings else made


def dearer(items, data):
    """Higher tiers and rates, a dearer list, a lower cap: some gain, some lose."""
    items["revenue_tier"]["tiers"][1]["award"] = "600000"
    items["revenue_tier"]["growth"] = "0.12"
    items["outsourcing_bonus"]["rate"] = "0.05"
    items["outsourcing_bonus"]["cap"] = "700000"
    items["national_list"]["entries"]["key_software_firm"]["award"] = "1000000"
    items["training_refund"]["rate"] = "0.4"


def claims(dice, law, year):
    """What a firm may claim: any of most kinds, near the edges too."""
    tiers = [fen(n) for n in (20_000_000, 30_000_000, 50_000_000)]
    now = dice.choice(tiers) + dice.choice((-1, 0, 1, fen(1_234_567)))
    before = dice.choice((None, now * 10 // 11, now * 100 // 112, now // 2))
    region = dice.choice(("330100", "330400", "JP"))
    order = {"contract": f"HT-{dice.random()}", "buyer": "示例发包方", "buyer_region": region}
    trainee = {"name": "示例甲某", "certificate": f"PX-{dice.random()}", "fee": fen(dice.randint(1, 9000))}
    needs = dict.fromkeys(law.items["training_refund"].needs, dice.random() < 0.9)
    found = [
        ("revenue_tier", {"revenue": now, "previous_revenue": before}),
        ("outsourcing_bonus", {"orders": [{**order, "executed": fen(dice.randint(1, 30_000_000))}]}),
        ("training_refund", {"trainees": [{**trainee, **needs}]}),
        ("national_list", {"list": dice.choice(("key_software_firm", "top100_software_revenue"))}),
        ("major_project", {"project": f"示例{year}", "approved": fen(dice.randint(1, 900_000))}),
        ("capability_certificate", {"scheme": "CMMI", "level": dice.choice(("三级", "四级", "五级"))}),
    ]
    return dice.sample(found, dice.randint(1, 4))


def register(db, law, years=(2021, 2022), count=24, seed=7):
    """Some years of applications: decided, waiting for money, taken back, open, not vouched for; the firms' codes."""
    dice, firms = random.Random(seed), codes(count)
    for year in years:
        desk.set_budget(db, law, year, fen(9_000_000))
        for half in (firms[: count // 2], firms[count // 2 :]):
            for district, known, vouched in product(DISTRICTS, (GOOD, BAD), (True, False)):
                of = (district, known is BAD, vouched)
                handed = {code: claims(dice, law, year) for code in half if _kind(firms.index(code)) == of}
                more = {"details": {"district": district}, "conditions": known}
                hand_in(db, law, handed, year=year, accepted=vouched, **more)
            if half[0] == firms[0]:
                desk.run(db, law, year)
    return firms


def _kind(place):
    """Of which district a firm is, whether it is barred, whether the office vouches for it."""
    return DISTRICTS[place % 3], place == 5, place % 8 != 7
