"""What would help a firm, case by case: what it claims and had, how the law is read, the roads in words."""

JIAXING = "jiaxing-2022-10"
TRAINEE = {"name": "甲", "employed_in_city": True, "passed": True, "provider_qualified": True, "fee": "1000"}
TIER, STEP = "revenue_tier", "capability_certificate"


FURTHER = (
    "再有符合条件（在嘉兴软件领域就业、培训合格、机构符合条件）的人员，按培训费的 30% 补助，每 1,000 元补助 300 元"
)


def tier(now, before="10000000", **more):
    return {"item": TIER, "revenue": now, "previous_revenue": before, **more}


def order(executed, region="310000"):
    return {"contract": f"HT-{executed}", "buyer": "甲", "buyer_region": region, "executed": executed}


def rate(*orders):
    return {"item": "outsourcing_bonus", "orders": list(orders)}


def ladder(level, scheme="CMMI", **more):
    return {"item": STEP, "scheme": scheme, "level": level, **more}


def product(grade):
    return {"item": "first_version_product", "product": "示例产品", "grade": grade}


def listed(name):
    return {"item": "national_list", "list": name}


def past(item, amount, **facts):
    return {"item": item, "year": 2021, "amount": amount, **facts}


def trainee(certificate, **more):
    return {**TRAINEE, "certificate": certificate, **more}


# claims, history, readings; of which item; what is said of its roads, all of them
KEY, IC, TOP = "国家鼓励的重点软件企业", "国家鼓励的重点集成电路设计企业", "中国软件业务收入前百强企业"
SAID = {
    "below the lowest tier": (
        [tier("19000000")],
        [],
        [],
        TIER,
        ["软件业务收入再增加 1,000,000 元即达 2,000 万元档，奖励 20 万元"],
    ),
    "the words of the issue": (
        [tier("28680000", "20000000")],
        [],
        [],
        TIER,
        ["软件业务收入再增加 1,320,000 元即达 3,000 万元档，奖励 50 万元"],
    ),
    "growth short": (
        [tier("42680000", "40000000")],
        [],
        [],
        TIER,
        ["软件业务收入再增加 7,320,000 元即达 5,000 万元档，奖励 100 万元"],
    ),
    "growth short of a tier reached": (
        [tier("20000000", "19000000")],
        [],
        [],
        TIER,
        ["软件业务收入再增加 900,000 元（达到 2,090 万元）即达 2,000 万元档的增速要求 10%，奖励 20 万元"],
    ),
    "a tier paid": (
        [tier("35000000")],
        [],
        [],
        TIER,
        ["软件业务收入再增加 15,000,000 元即达 5,000 万元档，奖励由 50 万元增至 100 万元"],
    ),
    "tiers added up": (
        [tier("35000000")],
        [],
        [f"{TIER}.jump=sum"],
        TIER,
        ["软件业务收入再增加 15,000,000 元即达 5,000 万元档，奖励由 70 万元增至 170 万元"],
    ),
    "a tier skipped that was paid before": (
        [tier("35000000", "31000000")],
        [past(TIER, "1000000", tier="50000000")],
        [],
        TIER,
        [],
    ),
    "the top tier": ([tier("50000000")], [], [], TIER, []),
    "no previous revenue": (
        [tier("19000000", None)],
        [],
        [],
        TIER,
        ["软件业务收入再增加 1,000,000 元即达 2,000 万元档；上年没有软件业务收入，届时转人工核定"],
    ),
    "no previous revenue, with a person already": ([tier("21000000", None)], [], [], TIER, []),
    "no revenue claimed": (
        [],
        [],
        [],
        TIER,
        ["软件业务收入新达到 2,000 万元且增速在 10% 以上（上年不超过 18,181,818.18 元），奖励 20 万元"],
    ),
    "no revenue claimed, a tier had": (
        [],
        [past(TIER, "500000", tier="30000000")],
        [],
        TIER,
        ["软件业务收入新达到 5,000 万元且增速在 10% 以上（上年不超过 45,454,545.45 元），奖励 100 万元"],
    ),
    "no revenue claimed, every tier had": ([], [past(TIER, "1000000", tier="50000000")], [], TIER, []),
    "room to the cap": (
        [rate(order("10000000"), order("99", "330402"))],
        [],
        [],
        "outsourcing_bonus",
        [
            "市外订单再执行 23,333,333.17 元（按 3%，每 1,000 元奖励 30 元）即达每年最高限额 100 万元，增加 70 万元",
        ],
    ),
    "the cap used up this year": (
        [rate(order("100"))],
        [{**past("outsourcing_bonus", "999997"), "year": 2022}],
        [],
        "outsourcing_bonus",
        [],
    ),
    "no order at all": (
        [],
        [],
        [],
        "outsourcing_bonus",
        [
            "市外订单再执行 33,333,333.17 元（按 3%，每 1,000 元奖励 30 元）即达每年最高限额 100 万元，奖励 100 万元",
        ],
    ),
    "lists not had": (
        [listed("key_software_firm")],
        [past("national_list", "1500000", list="top100_software_revenue")],
        [],
        "national_list",
        [f"首次列入{IC}，增加 150 万元"],
    ),
    "lists, one of them a year": (
        [listed("key_software_firm")],
        [],
        ["national_list.same_year=highest"],
        "national_list",
        [],
    ),
    "one certificate by two names": (
        [],
        [],
        [],
        "security_certificate",
        ["首次通过 ISO27001 或 BS7799，奖励 10 万元"],
    ),
    "one certificate by two names, claimed": (
        [{"item": "security_certificate", "scheme": "BS7799", "held_before": True}],
        [],
        [],
        "security_certificate",
        [],
    ),
    "one certificate by two names, had": (
        [],
        [past("security_certificate", "100000", scheme="ISO27001")],
        [],
        "security_certificate",
        [],
    ),
    "a product of no paid grade": (
        [product("municipal")],
        [],
        [],
        "first_version_product",
        [
            "“示例产品”由市级升为省级首版次软件产品，奖励 50 万元",
            "有新的产品被评定为省级首版次软件产品，奖励 50 万元",
        ],
    ),
    "a product that may rise": (
        [product("provincial")],
        [],
        [],
        "first_version_product",
        [
            "“示例产品”由省级升为国家级首版次软件产品，奖励由 50 万元增至 150 万元",
            "有新的产品被评定为省级首版次软件产品，奖励 50 万元",
        ],
    ),
    "a product of an earlier year, the difference only": (
        [],
        [past("first_version_product", "500000", product="示例产品", grade="provincial")],
        ["first_version_product.move_up=difference"],
        "first_version_product",
        [
            "“示例产品”由省级升为国家级首版次软件产品，奖励 100 万元",
            "有新的产品被评定为省级首版次软件产品，奖励 50 万元",
        ],
    ),
    "trainees who fall short": (
        [
            {
                "item": "training_refund",
                "trainees": [
                    trainee("1", passed=False),
                    trainee("2", passed=False, employed_in_city=False),
                    trainee("3"),
                ],
            }
        ],
        [],
        [],
        "training_refund",
        [
            "未达到条件的 2 人都达到条件，共增加补助 600 元",
            "甲（1）达到“培训合格”，增加补助 300 元",
            "甲（2）达到“在嘉兴软件领域就业”“培训合格”，增加补助 300 元",
            FURTHER,
        ],
    ),
    "a trainee short whose certificate counted before": (
        [{"item": "training_refund", "trainees": [trainee("1", passed=False)]}],
        [past("training_refund", "1", certificates=["1"])],
        [],
        "training_refund",
        [FURTHER],
    ),
    "room of a project": (
        [{"item": "core_technology", "project": "示例", "approved": "300000"}],
        [past("core_technology", "500000", project="示例"), past("core_technology", "7", project="又一")],
        [],
        "core_technology",
        [
            "“示例”的核定金额再增加 200,000 元即达一个项目历年最高 100 万元，增加补助 20 万元",
            "有新的项目经核定的，按核定金额每 1,000 元补助 1,000 元，一个项目最高 100 万元",
        ],
    ),
    "no room": (
        [{"item": "core_technology", "project": "示例", "approved": "3000000"}],
        [],
        [],
        "core_technology",
        ["有新的项目经核定的，按核定金额每 1,000 元补助 1,000 元，一个项目最高 100 万元"],
    ),
    "a lower ratio": (
        [{"item": "rd_match", "project": "示例", "level": "national", "grant": "10000000", "ratio": "0.4"}],
        [],
        [],
        "rd_match",
        [
            "“示例”的配套比例由 1:0.4 提高到最高 1:1，增加补助 600 万元",
            "有新的项目列入国家、省重点研发专项，上级资助每 1,000 元最高配套 1,000 元（最高 1:1）",
        ],
    ),
    "the highest ratio": (
        [{"item": "rd_match", "project": "示例", "level": "national", "grant": "1000"}],
        [],
        [],
        "rd_match",
        ["有新的项目列入国家、省重点研发专项，上级资助每 1,000 元最高配套 1,000 元（最高 1:1）"],
    ),
    "nothing is paid": ([{"item": "financing", "stage": "startup"}], [], [], "financing", []),
}


# claims, history, readings, what is said of the certificates of that scheme
UNPAID = f"{STEP}.step=above_three"
LEVELS = {
    "the words of the issue": ([ladder("3级")], [], [], "CMMI 由三级升至四级，增加 20 万元"),
    "each passing one step": ([ladder("3级")], [], [f"{STEP}.step=per_event"], "CMMI 由三级升至四级，增加 20 万元"),
    "the first paid level": ([ladder("1级")], [], [], "CMMI 由一级升至三级，增加 20 万元"),
    "the first paid level, unpaid": ([ladder("1级")], [], [UNPAID], "CMMI 由一级升至四级，增加 20 万元"),
    "the top level": ([ladder("5级")], [], [], ""),
    "two claimed": ([ladder("4级"), ladder("3级")], [], [], "CMMI 由四级升至五级，增加 20 万元"),
    "held earlier": ([ladder("3级", best_earlier_level="四级")], [], [], "CMMI 由四级升至五级，增加 20 万元"),
    "held by an award": ([], [past(STEP, "1", scheme="CMMI", level="三级")], [], "CMMI 由三级升至四级，增加 20 万元"),
    "none held": ([], [], [], "首次通过 CMMI 三级，奖励 20 万元"),
    "a ladder nobody knows": ([ladder("三级", "T/SIA010.11-2021.1")], [], [], "首次通过 CMMI 三级，奖励 20 万元"),
}  # fmt: skip
