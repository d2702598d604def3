"""What a letter says: a decision in the contract's JSON becomes the strings that the templates set."""

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from subsidy import config, money

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "letters"
KINDS = ("grant", "refusal", "reserve", "reversal")
BUDGET_RULES = {"budget_number": "嘉政发〔2022〕5号", "reserve_clause": "四(四)3"}  # unless the policy says otherwise

# what an office may strike out; else what it leaves empty is the default
EMPTIABLE = frozenset(("seal_hint", "publication_days"))
NAMED = 4  # parts of a reckoning that are printed; award.json carries them all
NUMERALS = "零一二三四五六七八九十"

# What stays on one line: a clause, an amount with its unit, a text's last characters with what closes it.
WHOLE = re.compile(
    r"[一二三四五六七八九十]+\([一二三四五六七八九十]+\)\d*"
    r"|(?<![\d,.])\d[\d,.]* ?(?:[万亿]?元档?|[年月日级人份项次位])"
    r"|\S{2}[）”。：]*$"
)

Decision = Mapping[str, Any]


class Letter(NamedTuple):
    """One letter to one firm; `decision` is the contract's JSON with each item's Chinese `title` in its line.

    Without a `number` (the whole 文号, such as 嘉经信软〔2022〕1号) it is a 送签稿. `contact` is whom it is sent to,
    `mark` what a reprint says of itself (补打（第2次）), `run` the id of the run that decided.
    """

    kind: str
    decision: Decision
    policy: Mapping[str, Any]
    date: datetime.date
    district: str | None = None
    account: Mapping[str, str] | None = None
    rank: int | None = None
    office: Mapping[str, Any] = {}
    number: str = ""
    run: str = ""
    contact: str = ""
    mark: str = ""


def office(**known: Any) -> dict[str, Any]:
    """The issuing office: what is known of it over the defaults of office.toml."""
    given = {key: value for key, value in known.items() if value or (value in ("", 0) and key in EMPTIABLE)}
    return {**config.office_defaults(), **given}


def context(letter: Letter) -> dict[str, Any]:
    """Everything that a letter prints, as strings; ValueError where amounts do not add up or the kind is unknown."""
    if letter.kind not in KINDS:
        raise ValueError(f"没有“{letter.kind}”这种告知书，可用：{'、'.join(KINDS)}")
    rows, others = _divide(letter)
    total = _total(letter, rows)
    said = _plain(
        {
            "firm": letter.decision["firm"],
            "year": str(letter.decision["year"]),
            "place": place(str(office(**letter.office)["region"]), letter.district),
            "policy": _policy(letter.policy),
            "office": {key: str(value) for key, value in office(**letter.office).items()},
            "rows": [_row(line) for line in rows],
            "pending": [_row(line) for line in others if line["outcome"] == "referred"],
            "noted": [_row(line) for line in others if line["outcome"] == "noted"],
            "total": money.cents(total),
            "words": money.words(total),
            "account": _account(letter.account),
            "rank": str(letter.rank or ""),
            "reason": str(letter.decision.get("reason") or "").strip().rstrip("。；，"),
            "date": f"{letter.date.year}年{letter.date.month}月{letter.date.day}日",
            "number": letter.number,
            "contact": letter.contact,
            "mark": letter.mark,
            "original": str(letter.decision.get("original") or ""),
            "replaces": str(letter.decision.get("replaces") or ""),
            "code": _code(letter),
        }
    )
    outcomes = {line["outcome"] for line in letter.decision["lines"]}
    return {
        **said,
        "kind": letter.kind,
        "whole": whole,
        "paid": letter.decision.get("paid") is not False,
        "granted_too": "granted" in outcomes,
        "refused_too": "refused" in outcomes,
        "only_news": letter.kind == "refusal" and "refused" not in outcomes,
    }


def whole(text: str) -> Markup:
    """The text as HTML, what stays on one line marked so."""
    parts, end = [], 0
    for found in WHOLE.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<span class="whole">{}</span>').format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def strings(value: object) -> Iterator[str]:
    """Every string within a context."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def _divide(letter: Letter) -> tuple[list[Decision], list[Decision]]:
    """The lines of the letter's table, and the others that it mentions."""
    lines = sorted(letter.decision["lines"], key=_clause_order)
    others = [line for line in lines if line["outcome"] in ("referred", "noted")]
    if letter.kind == "reversal":
        return [line for line in lines if money.fen(line["amount"])], []
    if letter.kind != "refusal":
        return [line for line in lines if line["outcome"] == "granted"], others
    refused = [line for line in lines if line["outcome"] == "refused"]
    if not refused:
        return others, []
    return refused, [] if len(refused) + len(others) < len(lines) else others


def _clause_order(line: Decision) -> list[int]:
    return [NUMERALS.find(character) for character in line["clause"]]


def _total(letter: Letter, rows: list[Decision]) -> int:
    """The decision's total in fen, having seen that it is the sum of what the letter will print."""
    total = money.fen(letter.decision["total"])
    whole = sum(money.fen(line["amount"]) for line in letter.decision["lines"])
    printed = whole if letter.kind == "refusal" else sum(money.fen(line["amount"]) for line in rows)
    if not total == whole == printed:
        firm = letter.decision["firm"]
        raise ValueError(
            f"{firm['name']}（{firm['uscc']}）：各项金额之和 {money.cents(printed)} 元"
            f"与合计 {money.cents(total)} 元不符，不能印发"
        )
    if letter.kind != "refusal" and not rows:
        raise ValueError(f"{letter.decision['firm']['name']}：没有可列入“{letter.kind}”告知书的事项")
    return total


def _policy(policy: Mapping[str, Any]) -> dict[str, str]:
    """What a letter quotes of the policy and of the budget rules that it names."""
    budget = policy.get("appropriation") or {}
    rules = {"budget_number": budget.get("number"), "reserve_clause": budget.get("reserve_clause")}
    known = {key: policy[key] for key in ("number", "title", "section")}
    return {**known, **{key: rules[key] or text for key, text in BUDGET_RULES.items()}}


def place(region: str, district: str | None) -> str:
    """Where a firm is, as far as it is known: region and district, said once where the district names both."""
    district = "".join((district or "").split())
    if not district:
        return ""
    cut = next(i for i in range(len(region) + 1) if district.startswith(region[i:]))
    return region[:cut] + district


def _code(letter: Letter) -> str:
    if not letter.number:
        return ""
    from . import award  # it reads wording itself

    return award.shown(award.code(letter))


def _row(line: Decision) -> dict[str, Any]:
    reasons = [reason["text"].rstrip("。；") for reason in line["reasons"]]
    workings = line.get("workings") or []  # first what was found, then the reckoning
    return {
        "title": line.get("title") or line["item"],
        "clause": line["clause"],
        "basis": "；".join(reasons) or "——",
        "reasons": reasons or ["——"],
        "found": "；".join(map(_short, workings)),
        "reckoned": "；".join(map(_short, workings[1:] or workings)),
        "outcome": {"referred": "转人工核定", "noted": "已予登记"}.get(line["outcome"], ""),
        "amount": money.cents(money.fen(line["amount"])),
    }


def _short(text: str) -> str:
    """A working without the middle of a long list."""
    parts = text.split("；")
    left = len(parts) - NAMED - 1
    return text if left < 2 else "；".join([*parts[:NAMED], f"其余 {left} 项从略", parts[-1]])


def _account(account: Mapping[str, str] | None) -> dict[str, str]:
    """Only the last four digits of the number: a letter passes through many hands."""
    if not account or not account.get("number"):
        return {}
    return {
        "name": account.get("name") or "",
        "bank": account.get("bank") or "",
        "tail": "".join(account["number"].split())[-4:],
    }


def _plain(value: Any) -> Any:
    # The open 仿宋 draws a dollar sign for the full-width ￥.
    if isinstance(value, str):
        return value.replace("\uffe5", "¥")
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
