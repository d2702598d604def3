"""Letters as chance makes them: every kind, number or none, names and texts of all sorts; a seed always gives one."""

import datetime
import random

from subsidy.letters import KINDS, Letter
from subsidy.money import cents, fen
from tests import samples

HAN = "示例软件信息科技数字云智能系统工程网络安全工业互联平台技术服务有限责任股份公司嘉兴南湖秀洲"
RARE = "䶮喆堃𬭚㛃𫖯㼆𠅤赟芃翀玥"
LATIN = "Demo Platform Co., Ltd. R&D <b>V3.0</b> =SUM(A1) 50% C++ e-mail@x #1 A/B x_y"
WIDE = "ＡＢＣ１２３（）〔〕《》“”‘’、；：—…·．－～℃№①②"
OTHER = "éüΩЖ・•⋯⽂⼈㈱℡❶〜한글カナかな"
LONG_WORD = "Pneumonoultramicroscopic" * 5
OFFICES = (
    {},
    {"contact": "示例经办", "phone": "0573-00000000", "address": "嘉兴市南湖区示例路1号示例大厦A座1201室"},
    {"seal_hint": "", "verify_url": "https://award.example.gov.cn/verify"},
    {"issuer": "示例市经济和信息化局、示例市大数据发展管理局", "court": "示例市南湖区人民法院"},
)


def words(chance: random.Random, most: int) -> str:
    """A name or a text of 2 to `most` characters, half of them Chinese alone, half of mixed sorts."""
    length = chance.randint(2, most)
    weights = chance.choice(((1, 0, 0, 0, 0), (12, 1, 2, 2, 1)))
    said = ""
    while len(said) < length:
        sort = chance.choices((HAN, RARE, LATIN, WIDE, OTHER), weights)[0]
        if sort is LATIN:
            at = chance.randrange(len(LATIN))
            said += LATIN[at : at + chance.randint(1, 14)]
        else:
            said += "".join(chance.choices(sort, k=chance.randint(1, 6)))
    return " ".join(said[:length].split()) or "示例"


def line(chance: random.Random, outcome: str) -> dict:
    """A line of a decision."""
    amount = chance.choice((100, 5_000_000, 100_000_000, chance.randrange(1, 10 ** chance.randint(3, 10))))
    text = chance.choice((samples.SHORTFALL, "首次列入或取得：ISO27001", words(chance, 90)))
    title = chance.choice((*(award[0] for award in samples.AWARDS), words(chance, 24)))
    clause = chance.choice(("四(一)", "四(二)", "四(三)", "四(四)", "四(四)3"))
    paid = outcome in ("granted", "reversed")
    made = samples.line_of(title, clause, cents(amount if paid else 0).replace(",", ""), text, outcome)
    return {**made, "workings": [words(chance, 60) for _ in range(chance.randrange(4))]}


def letter(seed: int) -> Letter:
    """The letter of a seed."""
    chance = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    own = {"refusal": "refused", "reversal": "reversed"}.get(kind, "granted")
    count = chance.choice((1, 1, 1, 2, 2, 3, 4, 12, chance.randint(1, 30)))
    lines = [line(chance, own) for _ in range(count)]
    if kind != "reversal":
        lines += [line(chance, chance.choice(("referred", "noted"))) for _ in range(chance.choice((0, 0, 1, 3)))]
    if kind == "refusal" and chance.random() < 0.2:
        lines = [line(chance, chance.choice(("referred", "noted"))) for _ in range(3)]
    total = sum(fen(each["amount"]) for each in lines)
    name = words(chance, chance.choice((12, 20, 40, 60)))
    decision = {
        "case": "A-001", "policy": "x", "year": 2022, "firm": {"uscc": samples.USCC, "name": name},
        "lines": lines, "total": f"{total // 100}.{total % 100:02d}",
    }  # fmt: skip
    if kind == "reversal":
        decision |= {"reason": words(chance, 80), "paid": chance.random() < 0.7, "original": "嘉经信软〔2022〕7号"}
    return Letter(
        kind, decision, samples.POLICY, datetime.date(2022, chance.randint(1, 12), 10), **_known(chance, name)
    )


def _known(chance: random.Random, name: str) -> dict:
    number = chance.choice(("", f"嘉经信软〔2022〕{chance.randint(1, 99999)}号"))
    account = {
        "name": chance.choice((name, words(chance, 20))),
        "bank": words(chance, 16),
        "number": "6222 0000 0000 1234",
    }
    return {
        "district": chance.choice((None, "南湖区", "嘉兴市秀洲区", "海宁市")),
        "account": chance.choice((None, account)),
        "rank": chance.choice((None, 3, 12345)),
        "office": chance.choice(OFFICES),
        "number": number,
        "run": "2022-001",
        "contact": chance.choice(("", "示例经办人", words(chance, 12))),
        "mark": chance.choice(("", "补打（第1次）")) if number else "",
    }
