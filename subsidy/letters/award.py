"""What travels inside a letter: award.json, the decision with the facts it rests on, and its 查验码."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import lxml.html  # type: ignore[import-untyped]

from subsidy import config
from subsidy.codes import ALPHABET, shown, spelt, typed
from subsidy.codes import LENGTH as CODE_LENGTH

from . import paper, wording
from .wording import Letter

__all__ = ["ALPHABET", "CODE_LENGTH", "NAME", "award", "canonical", "code", "code_of", "shown", "text", "typed"]

NAME = "award.json"

DECISION = ("case", "policy", "policy_digest", "year", "to_check", "total")
LINE = ("claim", "item", "clause", "outcome", "amount", "reasons", "workings", "readings", "title", "basis")
BLOCKS = frozenset((
    "article", "body", "div", "footer", "h1", "h2", "h3", "header", "li", "main", "ol", "p", "section", "ul",
    "caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
))  # fmt: skip
UNSEEN = frozenset(("head", "script", "style", "template"))


def code(letter: Letter) -> str:
    """The letter's 查验码: twelve characters, from what the letter says and not from how it is set."""
    return _code(_carried(letter))


def award(letter: Letter, page: str | None = None) -> bytes:
    """award.json of a letter: canonical UTF-8 JSON; `page` is the letter's HTML where it has been made already."""
    carried = _carried(letter)
    carried["letter"]["code"] = _code(carried)
    if page is None or letter.mark:
        page = paper.html([letter._replace(mark="")])
    return canonical({**carried, "text": text(page)})


def canonical(data: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces: the same data are the same bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def code_of(data: Mapping[str, Any]) -> str:
    """The 查验码 that an award.json must have, whatever it says it is."""
    said = {key: value for key, value in data["letter"].items() if key != "code"}
    return _code({**{key: value for key, value in data.items() if key != "text"}, "letter": said})


def text(page: str) -> list[str]:
    """Every piece of text that an HTML page shows, one a block, in reading order."""
    pieces = _pieces(lxml.html.document_fromstring(page).find("body"))
    return [piece for piece in (" ".join(found.split()) for found in pieces) if piece]


def _code(carried: Mapping[str, Any]) -> str:
    return spelt(int.from_bytes(hashlib.sha256(canonical(carried)).digest()) >> (256 - 5 * CODE_LENGTH))


def _carried(letter: Letter) -> dict[str, Any]:
    """All of award.json but for code and text; only what is named here leaves the office."""
    decision = letter.decision
    return {
        **{key: decision[key] for key in DECISION if key in decision},
        "firm": {key: decision["firm"][key] for key in ("uscc", "name")},
        "lines": [{key: line[key] for key in LINE if key in line} for line in decision["lines"]],
        "facts": _without_ids(decision.get("facts") or []),
        "letter": _letter(letter),
    }


def _letter(letter: Letter) -> dict[str, Any]:
    # a letter carries what it states of the office, and stays the same when the desk gets further settings
    known = wording.office().keys() - config.DESK
    office = {key: str(value) for key, value in wording.office(**letter.office).items() if key in known}
    said: dict[str, Any] = {
        "kind": letter.kind,
        "number": letter.number,
        "date": letter.date.isoformat(),
        "run": letter.run,
        "district": letter.district or "",
        "rank": letter.rank,
        "account": _account(letter.account),
        "office": office,
        "policy": {key: letter.policy[key] for key in ("number", "title", "section")},
    }
    known_of = ("reason", "paid", "original", "replaces")
    told = {"contact": letter.contact, **{key: letter.decision.get(key) for key in known_of}}
    return said | {key: value for key, value in told.items() if value not in ("", None)}


def _account(account: Mapping[str, str] | None) -> dict[str, str]:
    if not account or not account.get("number"):
        return {}
    tail = "".join(account["number"].split())[-4:]
    return {"name": account.get("name") or "", "bank": account.get("bank") or "", "tail": tail}


def _without_ids(value: Any) -> Any:
    # They are stripped where facts are kept; a letter passes through many hands, so once more.
    if isinstance(value, Mapping):
        return {key: _without_ids(part) for key, part in value.items() if key != "id_number"}
    return [_without_ids(part) for part in value] if isinstance(value, list | tuple) else value


def _pieces(block: Any) -> Iterator[str]:
    """The texts of a block and of the blocks within it."""
    found = [""]

    def walk(element: Any) -> None:
        for part in element.iterchildren():
            if isinstance(part.tag, str) and part.tag not in UNSEEN:
                apart = part.tag in BLOCKS
                if apart:
                    found.append("")
                found[-1] += part.text or ""
                walk(part)
                if apart:
                    found.append("")
            found[-1] += part.tail or ""

    found[-1] += block.text or ""
    walk(block)
    yield from found
