"""A year's run over invented firms, by the real road: applications, a run that lacks money for all, its letters."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.rules.ours import POLICY, YEAR
from bench.run.build import build
from subsidy import desk, policy, store
from subsidy.desk import papers
from subsidy.letters import Letter

SEED = 2022_0310
LETTERS_A_FIRM = 1.4  # a run gives some 1.6, a few of them of two pages
DISTRICTS = ("南湖区", "秀洲区", "海宁市", "桐乡市", "平湖市", "嘉善县", "海盐县", "经开区")
COMMON = (
    "云海智创科软信达联合天元华新光宏远大中正方圆星辰恒泰嘉禾青山秀水明德博雅思源启航万象数字金桥银河东方南北通力安易"
)
RARE = "䶮喆堃赟翀祎玥芃"
TRADES = ("软件", "信息技术", "数据科技", "集成电路设计", "工业互联网", "人工智能科技", "网络安全技术", "数字文化")
OFFICE: dict[str, Any] = {"contact": "示例联系人", "phone": "0573-00000000"}
FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "有限公司嘉兴分公司", "（浙江）有限公司")
RARE_PART = 0.03  # of the firms, as in a register of names
LONG_PART = 0.05
ACCOUNT_PART = 0.9


def decide(path: Path, count: int) -> str:
    """A database with a decided run of at least `count` letters; the run's id."""
    build(path, max(12, int(count / LETTERS_A_FIRM) + 8))
    rng = random.Random(SEED)
    with store.connect(path) as db:
        codes = [row["uscc"] for row in db.query("SELECT uscc FROM firms ORDER BY uscc")]
        with store.write(db):
            for code in codes:
                known = _firm(rng)
                changes = ", ".join(f"{key} = ?" for key in known)
                db.execute(f"UPDATE firms SET {changes} WHERE uscc = ?", [*known.values(), code])
        return desk.run(db, policy.load(POLICY), YEAR, "bench")[0]


def letters(path: Path, run: str) -> Iterator[Letter]:
    """The letters of the run, numbered as if issued; read as they are asked for."""
    with store.connect(path) as db:
        for number, letter in enumerate(papers.letters(db, run, OFFICE), 1):
            yield letter._replace(number=f"嘉经信软〔{YEAR}〕{number}号", run=run)


def _firm(rng: random.Random) -> dict[str, str]:
    """Name, district and account; everything invented, and said to be."""
    stem = "".join(rng.choices(COMMON, k=rng.choice((2, 2, 3, 4))))
    if rng.random() < RARE_PART:
        stem += rng.choice(RARE)
    trades = rng.sample(TRADES, 4) if rng.random() < LONG_PART else [rng.choice(TRADES)]
    name = f"嘉兴示例{stem}{'与'.join(trades)}{rng.choice(FORMS)}"
    known = {"name": name, "district": rng.choice(DISTRICTS)}
    if rng.random() < ACCOUNT_PART:
        known |= {"account_name": name, "bank": f"示例银行嘉兴{known['district'][:2]}支行"}
        known["account"] = f"{rng.randrange(10**16):019d}"
    return known
