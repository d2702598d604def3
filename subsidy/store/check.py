"""Whether the database, the ledger and the audit trail hold together."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlite_utils import Database

from subsidy.money import cents, of_yuan, yuan
from subsidy.store import chain, guards, sealed
from subsidy.store.intake import LIVE, rows


def _before_approval(table: str) -> str:
    """That a row v of a table was there before an approval a, by the chain: times are the same within a second."""
    link = "(SELECT min(id) FROM chain WHERE name = '{}' AND last >= {}.id)"
    return f"{link.format(table, 'v')} < {link.format('approvals', 'a')}"


LAST_ACT = "coalesce((SELECT act FROM vouchings WHERE claim = c.id ORDER BY id DESC LIMIT 1), '')"
SUMS = {
    "决定的合计与各项奖励不符": """
        SELECT d.id AS id, d.run || ' ' || d.uscc AS what FROM decisions AS d
        LEFT JOIN lines AS l ON l.decision = d.id LEFT JOIN awards AS w ON w.line = l.id
        GROUP BY d.id HAVING coalesce(sum(w.amount), 0) <> coalesce(sum(l.amount), 0)""",
    "已兑现的决定缺少资金记录": """
        SELECT w.id AS id, d.run || ' ' || d.uscc AS what FROM decisions AS d
        JOIN lines AS l ON l.decision = d.id JOIN awards AS w ON w.line = l.id
        WHERE NOT EXISTS (SELECT 1 FROM json_each(d.unfunded) WHERE value = l.position)
              AND NOT EXISTS (SELECT 1 FROM ledger WHERE award = w.id AND kind = 'grant')""",
    "资金记录的累计数不连续": """
        SELECT id, policy || ' ' || year AS what FROM (
            SELECT id, policy, year, spent,
                   sum(CASE kind WHEN 'grant' THEN amount ELSE -amount END)
                   OVER (PARTITION BY policy, year ORDER BY id) AS total
            FROM ledger) WHERE spent <> total""",
    "资金记录的金额与奖励不符": """
        SELECT l.id AS id, w.uscc AS what FROM ledger AS l JOIN awards AS w ON w.id = l.award
        WHERE l.kind = 'grant' AND l.amount <> w.amount""",
    "同一奖励依据被重复使用": f"""
        SELECT min(k.award) AS id, k.uscc || ' ' || k.item || ' ' || k.key AS what FROM award_keys AS k
        JOIN awards AS w ON w.id = k.award
        WHERE {LIVE}
        GROUP BY k.policy, k.uscc, k.item, k.key HAVING count(*) > 1""",
    "操作记录的编号不连续": """
        SELECT id, at AS what FROM (SELECT id, at, id - row_number() OVER (ORDER BY id) AS gap FROM audit)
        WHERE gap <> 0 LIMIT 1""",
    "批次没有操作记录": """
        SELECT number AS id, id AS what FROM runs
        WHERE NOT EXISTS (SELECT 1 FROM audit WHERE act = 'run' AND subject = runs.id)""",
    "告知书的文号不连续": """
        SELECT min(id) AS id, year || ' 年' AS what FROM letters
        GROUP BY year HAVING min(number) <> 1 OR max(number) <> count(*)""",
    "告知书的正文与登记不符": """
        SELECT id, run || ' ' || uscc AS what FROM letters
        WHERE json_extract(body, '$.number') NOT LIKE '%〔' || year || '〕' || number || '号'
              OR json_extract(body, '$.decision.firm.uscc') <> uscc OR json_extract(body, '$.kind') <> kind
              OR json_extract(body, '$.run') <> run""",
    "告知书没有签批": """
        SELECT id, run || ' ' || uscc AS what FROM letters
        WHERE NOT EXISTS (SELECT 1 FROM approved_decisions AS a WHERE a.decision = letters.decision)""",
    "签批人办过签批以前的环节": f"""
        SELECT a.id AS id, a.run || ' ' || a.actor AS what FROM approvals AS a JOIN runs AS r ON r.id = a.run
        WHERE a.digest <> '' AND (a.actor = r.actor
              OR EXISTS (SELECT 1 FROM publications AS v WHERE v.run = a.run AND v.actor = a.actor
                         AND {_before_approval("publications")})
              OR EXISTS (SELECT 1 FROM approved_decisions AS d JOIN decision_claims AS l ON l.decision = d.decision
                         JOIN vouchings AS v ON v.claim = l.claim WHERE d.approval = a.id AND v.actor = a.actor
                         AND {_before_approval("vouchings")}))""",
    "移出批次的奖励没有撤销": """
        SELECT x.decision AS id, d.run || ' ' || d.uscc AS what FROM exclusions AS x
        JOIN decisions AS d ON d.id = x.decision JOIN lines AS l ON l.decision = d.id JOIN awards AS w ON w.line = l.id
        WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE award = w.id AND kind = 'reversal')""",
    "拨付的金额多于决定的金额": """
        SELECT p.id AS id, d.run || ' ' || d.uscc AS what FROM payments AS p JOIN decisions AS d ON d.id = p.decision
        WHERE p.kind = 'paid' AND p.amount > d.total""",
    "奖励的撤销没有经提请和同意": """
        SELECT v.id AS id, v.run || ' ' || w.uscc AS what FROM ledger AS v JOIN awards AS w ON w.id = v.award
        WHERE v.kind = 'reversal'
              AND julianday(v.at, '+1 second') >
                  (SELECT julianday(applied_at) FROM _sqlite_migrations WHERE name = 'bureau')
              AND NOT EXISTS (SELECT 1 FROM exclusions AS x JOIN decisions AS d ON d.id = x.decision
                              WHERE d.run = v.run AND d.uscc = w.uscc)
              AND NOT EXISTS (SELECT 1 FROM proposals AS q JOIN proposal_answers AS n ON n.proposal = q.id,
                              json_each(q.body, '$.awards') AS taken
                              WHERE q.kind = 'reversal' AND n.outcome = 'approved'
                              AND json_extract(taken.value, '$.id') = v.award)""",
    "同一项申报的两个版本都有奖励": f"""
        SELECT max(w.id) AS id, w.uscc || ' ' || c.item || ' ' || c.key AS what FROM awards AS w
        JOIN lines AS l ON l.id = w.line JOIN claims AS c ON c.id = l.claim WHERE {LIVE}
        GROUP BY c.application, c.item, c.key HAVING count(DISTINCT c.id) > 1""",
    "同一决定拨付了两次": """
        SELECT max(p.id) AS id, d.run || ' ' || d.uscc AS what
        FROM payments AS p JOIN decisions AS d ON d.id = p.decision WHERE p.kind = 'paid'
        GROUP BY p.decision HAVING count(*) > 1""",
    "追回的金额多于拨付的金额": """
        SELECT max(p.id) AS id, d.run || ' ' || d.uscc AS what
        FROM payments AS p JOIN decisions AS d ON d.id = p.decision GROUP BY p.decision
        HAVING sum(CASE p.kind WHEN 'recovered' THEN p.amount ELSE 0 END)
               > sum(CASE p.kind WHEN 'paid' THEN p.amount ELSE 0 END)""",
    "申报提交的编号不连续": """
        SELECT min(id) AS id, uscc || ' ' || year AS what FROM submissions
        GROUP BY policy, year, uscc HAVING min(number) <> 1 OR max(number) <> count(*)""",
    "申报项没有人认可而可以核算": f"""
        SELECT c.id AS id, a.uscc || ' ' || c.item AS what
        FROM claims AS c JOIN applications AS a ON a.id = c.application
        WHERE c.accepted = 1 AND {LAST_ACT} NOT IN ('imported', 'reviewed')
              AND ({LAST_ACT} <> '' OR julianday(a.received) >
                   (SELECT julianday(applied_at) FROM _sqlite_migrations WHERE name = 'bureau'))""",
    "已撤回的申报被决定": """
        SELECT l.id AS id, 'claim ' || l.claim AS what FROM lines AS l
        JOIN claim_withdrawals AS w ON w.claim = l.claim WHERE l.final IS NOT NULL""",
}

# what was begun and is not wrong, but waits for somebody
UNFINISHED = {
    "奖励已撤销，告知书还没有代之以更正（追回）决定书": """
        SELECT t.id AS id, t.run || ' ' || t.uscc AS what FROM letters AS t JOIN letter_claims AS c ON c.letter = t.id
        JOIN lines AS l ON l.claim = c.claim JOIN awards AS w ON w.line = l.id
        JOIN ledger AS v ON v.award = w.id AND v.kind = 'reversal'
        WHERE t.kind <> 'reversal' AND NOT EXISTS (
            SELECT 1 FROM letter_claims AS b JOIN letters AS r ON r.id = b.letter
            WHERE b.claim = c.claim AND r.kind = 'reversal')
        GROUP BY t.id""",
}


def unfinished(db: Database) -> list[str]:
    """What is sound but waits to be finished, each in one line with its place."""
    return [f"待办：{what}：{row['what']}（{row['id']}）" for what, sql in UNFINISHED.items() for row in rows(db, sql)]


def check(db: Database) -> list[str]:
    """Everything that does not hold, each in one line with its place; empty when all is well."""
    found = [f"数据库：{row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"外键：{row[0]} 第 {row[1]} 行指向的 {row[2]} 不存在" for row in db.execute("PRAGMA foreign_key_check")]
    found += guards.differences(db)
    if any(text.startswith("表：") for text in found):
        return found
    for what, sql in SUMS.items():
        found += _told(what, partial(_sums, what=what, sql=sql), db)
    found += [f"密钥：身份证号是用密钥 {name} 加密的，{sealed.ring(db).path} 中没有" for name in sealed.strange(db)]
    found += chain.verify(db)
    for what, ask in ASKED.items():
        found += _told(what, ask, db)
    return found


def _told(what: str, ask: Callable[[Database], list[str]], db: Database) -> list[str]:
    """What a question finds; that it cannot be asked, where somebody put there what cannot be read."""
    try:
        return ask(db)
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, AttributeError) as error:
        return [f"账目：无法核对“{what}”，有内容读不出（{error}）"]


def _sums(db: Database, what: str, sql: str) -> list[str]:
    return [f"账目：{what}：{row['what']}（{row['id']}）" for row in rows(db, sql)]


def _appropriations(db: Database) -> list[str]:
    sql = """
        SELECT l.policy, l.year, l.spent, (SELECT amount FROM budgets AS b WHERE b.policy = l.policy AND b.year = l.year
                                           ORDER BY id DESC LIMIT 1) AS amount
        FROM ledger AS l WHERE id IN (SELECT max(id) FROM ledger GROUP BY policy, year)
    """
    return [
        f"预算：{row['policy']} {row['year']} 年已兑现 {cents(row['spent'])} 元，"
        f"超过预算 {cents(row['amount'] or 0)} 元"
        for row in rows(db, sql)
        if row["spent"] > (row["amount"] or 0)
    ]


def _bodies(db: Database) -> list[str]:
    """Decisions whose text differs from the lines and awards that were booked."""
    lines: dict[int, dict[int, tuple[str, int]]] = {}
    for decision, position, outcome, amount in db.execute("SELECT decision, position, outcome, amount FROM lines"):
        lines.setdefault(decision, {})[position] = (outcome, amount)
    found = []
    for decision_id, run, uscc, total, body in db.execute("SELECT id, run, uscc, total, body FROM decisions"):
        try:
            sound = _agrees(json.loads(body), uscc, total, lines.get(decision_id, {}))
        except (ValueError, TypeError, KeyError, AttributeError):
            sound = False
        if not sound:
            found.append(f"决定：{run} {uscc}（{decision_id}）的正文与账目不符")
    return found


def _agrees(told: Any, uscc: str, total: int, lines: dict[int, tuple[str, int]]) -> bool:
    """Whether the text of a decision says what was booked."""
    amounts = [of_yuan(line["amount"]) for line in told["lines"]]
    sound = told["total"] == yuan(total) and sum(amounts) == total and told["firm"]["uscc"] == uscc
    for position, booked in lines.items():
        there = position in range(len(amounts))
        sound = sound and there and booked == (told["lines"][position]["outcome"], amounts[position])
    return bool(sound)


def _sent(db: Database) -> list[str]:
    """Submissions whose text is not the one that was sent."""
    return [
        f"申报：{uscc} {year} 年第 {number} 次提交的内容与提交时不符"
        for uscc, year, number, digest, body in db.execute("SELECT uscc, year, number, digest, body FROM submissions")
        if hashlib.sha256(sealed.opened(db, body).encode()).hexdigest() != digest
    ]


def _budgets(db: Database) -> list[str]:
    """Appropriations that the audit trail does not know, or knows otherwise."""
    sql = """
        SELECT subject, json_extract(detail, '$.after') AS amount FROM audit WHERE act = 'set_budget' ORDER BY id
    """
    told = [(row["subject"], row["amount"]) for row in rows(db, sql)]
    booked = [
        (f"{row['policy']}/{row['year']}", row["amount"])
        for row in rows(db, "SELECT policy, year, amount FROM budgets ORDER BY id")
    ]
    return [] if told == booked else ["账目：预算与操作记录不符"]


def _claims(db: Database) -> list[str]:
    """Claims that say something else than what somebody vouched for."""
    sql = """
        SELECT c.id, c.item, c.facts, v.facts FROM claims AS c
        JOIN vouchings AS v ON v.id = (SELECT max(id) FROM vouchings WHERE claim = c.id)
        WHERE v.act <> 'voided' ORDER BY c.id
    """
    return [
        f"申报：第 {number} 项（{item}）的内容与认可时不符"
        for number, item, facts, vouched in db.execute(sql)
        if hashlib.sha256(sealed.opened(db, facts).encode()).hexdigest() != vouched
    ]


def _firms(db: Database) -> list[str]:
    """Firms whose record is not what the trail says that it became: where their money goes, above all."""
    known: dict[str, dict[str, Any]] = {}
    for row in rows(db, "SELECT subject, detail FROM audit WHERE act IN ('add_firm', 'change_firm', 'conditions')"):
        known.setdefault(row["subject"], {}).update(json.loads(row["detail"])["after"])
    found = []
    for row in rows(db, "SELECT * FROM firms"):
        now = {**row, "conditions": json.loads(row["conditions"])}
        for name, value in known.get(row["uscc"], {}).items():
            if now[name] != value:
                found.append(f"企业：{row['uscc']} 的 {name} 与操作记录不符")
    return found


ASKED: dict[str, Callable[[Database], list[str]]] = {
    "预算的支出": _appropriations,
    "预算与操作记录": _budgets,
    "决定的正文": _bodies,
    "提交的内容": _sent,
    "申报项的内容": _claims,
    "企业的登记": _firms,
}
