"""Whether a letter is genuine, and where it is not: offline, with nothing but the office's public key and the policy.

The seal covers every byte of the file, so it alone says genuine or not; everything after it says where. Under a seal
that holds only an award that contradicts itself, or pages without its amounts, are more than a remark.
"""

import pypdfium2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from subsidy import money
from subsidy.letters import keys, seal

from . import carried as carrying
from .carried import Carried, CarriedError
from .compare import compare, remarks
from .opening import Opened, OpeningError, look
from .recompute import Policies, recompute
from .report import ALTERED, DRAFT, GENUINE, KINDS, PLACES, UNKNOWN, Finding, Report, cleaned, grave
from .sight import see

ORIGINAL = "请向企业或本机关索取原件"
NOWHERE = "文件被另存或改动，未能指出改在何处，不要采信，请索取原件"


def examine(data: bytes, public_key: Ed25519PublicKey, policies: Policies, name: str = "") -> Report:
    """The answer for one file; never an exception, whatever the file is. `policies` finds a policy by its digest."""
    return cleaned(_examine(data, public_key, policies, name))


def _examine(data: bytes, public_key: Ed25519PublicKey, policies: Policies, name: str) -> Report:
    mark = keys.fingerprint(public_key)
    whole = seal.file_holds(data, public_key)
    ours = ALTERED if any(made.key == mark for made in seal.find(data)) else UNKNOWN
    try:
        opened = look(data, trusted=whole)
    except OpeningError as error:
        told = f"{error}；其中有本机关的签名，文件应是被截断或损坏，{ORIGINAL}" if ours == ALTERED else str(error)
        return Report(name, ours, (Finding("file", told),))
    if opened.award is None or opened.seal is None:
        told = "没有附带决定和签名：不是本系统印发的告知书，或附件已被删去"
        return Report(name, ours, (Finding("attachment", told),))
    made = seal.parse(opened.seal)
    if made is None:
        return Report(name, ours, (Finding("signature", "签名附件无法识别"),))
    if made.key != mark:
        told = "签名出自另一把钥匙，不是本机关的"
        return Report(name, ours, (Finding("signature", told, made.key, mark),))
    holds = seal.award_holds(opened.award, made, public_key)
    return _parts(data, opened, holds, whole, policies, name)


def _parts(data: bytes, opened: Opened, holds: bool, whole: bool, policies: Policies, name: str) -> Report:
    """The report on a file that bears the office's seal: every part looked at for what differs."""
    findings = list(opened.findings)
    if not holds:
        findings.append(Finding("signature", "附件 award.json 与签名不符：附件或签名被改动"))
    try:
        carried = carrying.read(opened.award or b"")
    except CarriedError as error:
        return Report(name, ALTERED, (*findings, Finding("attachment", str(error))))
    findings += carrying.agreement(carried, opened.award or b"")
    seen = _described(opened, carried)
    try:
        sights = see(data)
        seen += compare(carried, sights, holds)
        findings += remarks(seen, carried, sights) if whole else seen
    except (pypdfium2.PdfiumError, ValueError) as error:
        findings += [*seen, Finding("pages", f"页面无法读取（{error}）", grave=not whole)]
    same, different = recompute(carried, policies)
    findings += different
    if not whole and not grave(findings):
        findings.append(Finding("file", NOWHERE))
    return _report(name, carried, findings, same)


def _report(name: str, carried: Carried, findings: list[Finding], same: int) -> Report:
    return Report(
        name,
        ALTERED if grave(findings) else GENUINE if carried.number else DRAFT,
        tuple(findings),
        carried.number,
        carried.code,
        carried.kind,
        carried.name,
        carried.uscc,
        carried.date.isoformat(),
        money.yuan(carried.total),
        carried.run,
        len(carried.amounts),
        same,
    )


def _described(opened: Opened, carried: Carried) -> list[Finding]:
    """What the file says of itself against whose letter it is."""
    findings = []
    titles = set(opened.titles)
    if len(titles) != 1 or carried.name not in min(titles):
        findings.append(Finding("metadata", "标题被改动", " / ".join(sorted(titles)), carried.name))
    for author in sorted(set(opened.authors) - {carried.issuer}):
        findings.append(Finding("metadata", "作者被改动", author, carried.issuer))
    return findings


__all__ = [
    "ALTERED",
    "DRAFT",
    "GENUINE",
    "KINDS",
    "PLACES",
    "UNKNOWN",
    "Finding",
    "OpeningError",
    "Policies",
    "Report",
    "examine",
]
