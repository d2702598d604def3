"""Letters as they leave the office, sealed, with facts that their awards can be recomputed from."""

import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schemas.cases import load_case
from schemas.decisions import dump_decision
from subsidy import policy
from subsidy.assessment import assess
from subsidy.letters import Letter
from subsidy.letters.press import Press
from subsidy.policy import Policy

POLICY = "jiaxing-2022-10"
GOOD = {"software_firm": True, "registered_in_city": True, "serious_dishonesty": False}
FIRMS = {"91330402MA2AB123XK": "示例甲软件有限公司", "91330411MA2AB123XL": "示例乙软件有限公司"}
FIRST, SECOND = FIRMS
REACHED = {"item": "revenue_tier", "revenue": "52000000.00", "previous_revenue": "40000000.00"}
SLOW = {"item": "revenue_tier", "revenue": "42680000.00", "previous_revenue": "40000000.00"}
CERTIFIED = {"item": "security_certificate", "scheme": "ISO27001"}
TRAINED = {
    "item": "training_refund",
    "trainees": [
        {"name": "示例学员", "certificate": "PX-1", "employed_in_city": True, "passed": True,
         "provider_qualified": True, "fee": "333.35"},
    ],
}  # fmt: skip
ACCOUNT = {"name": FIRMS[FIRST], "bank": "示例银行嘉兴分行", "number": "1204060009020012345"}
OFFICE = {"issuer": "示例市经济和信息化局", "contact": "示例经办", "phone": "0573-00000000"}


def key(seed: int = 1) -> Ed25519PrivateKey:
    """An office's key, always the same."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def decision(claims, uscc=FIRST, history=(), law: Policy | None = None, only=None):
    """A decision as letters carry it: with titles, facts, and what each line rests on."""
    law = law or policy.load(POLICY)
    firm = {"uscc": uscc, "name": FIRMS[uscc]}
    said = {"case": "2022-001", "policy": law.id, "year": 2022}
    case = load_case(law, {**said, "firm": {**firm, "conditions": GOOD}, "claims": claims, "history": list(history)})
    found = dump_decision(assess(law, case))
    lines = [
        {**line, "title": law.items[line["item"]].title, "basis": {"facts": 0, "claim": line["claim"]}, "subject": 7}
        for line in found["lines"]
        if only is None or line["outcome"] == only
    ]
    facts = {"policy_digest": law.digest, "conditions": GOOD, "claims": claims, "history": list(history)}
    return {**found, "lines": lines, "facts": [facts]}


def letter(kind="grant", claims=(REACHED, CERTIFIED, TRAINED), uscc=FIRST, **more) -> Letter:
    """A letter of an office, numbered."""
    law = policy.load(POLICY)
    told = decision(list(claims), uscc, only="granted" if kind in ("grant", "reserve") else None)
    told |= more.pop("decision", {})
    known = {"district": "南湖区", "account": {**ACCOUNT, "name": FIRMS[uscc]}, "office": OFFICE, "run": "2022-001"}
    known |= {"number": "示例经信软〔2022〕1号", "rank": 3 if kind == "reserve" else None}
    known |= {"date": datetime.date(2022, 3, 10), **more}
    return Letter(kind, told, law.source, **known)


def sealed(of: Letter, with_key: Ed25519PrivateKey | None = None) -> bytes:
    """The letter's PDF, sealed."""
    return Press(with_key or key()).single(of)
