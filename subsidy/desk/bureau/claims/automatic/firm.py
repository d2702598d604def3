"""Checks of the firm itself: its code, its name, the account to which it is paid."""

from stdnum.cn import uscc

from subsidy.desk.bureau.claims.automatic.subject import PASS, Found, Subject, hint, wrong
from subsidy.model import identity
from subsidy.store import checks


def code(subject: Subject) -> Found:
    """Whether the code is one, and the name is this firm's alone."""
    firm, own = subject.firm, subject.row["uscc"]
    if not uscc.is_valid(own):
        return wrong(f"统一社会信用代码 {own} 的校验码不符（GB 32100），应与营业执照核对")
    others = checks.namesakes(subject.db, own, firm["name"])
    if others:
        return hint(f"企业名称“{firm['name']}”另有 {'、'.join(others)} 也在使用，应核对营业执照")
    former = checks.former_names(subject.db, own, firm["name"])
    had = f"；曾用名：{'、'.join(former)}，历年奖励随代码保留" if former else ""
    return Found(PASS, f"{own} 校验码相符；登记名称“{firm['name']}”没有其他企业使用{had}")


def account(subject: Subject) -> Found:
    """Whether the account is the firm's own."""
    firm = subject.firm
    given, name = firm["account_name"] or "", firm["name"]
    if not (firm["account"] or "").strip():
        return hint("没有登记收款账号，兑现前应补齐") if not given else hint(f"户名“{given}”，没有登记账号")
    if not given:
        return hint(f"没有登记户名，应为“{name}”")
    if identity(given) == identity(name):
        return Found(PASS, f"户名与企业名称一致：“{given}”")
    if identity(given) in map(identity, checks.former_names(subject.db, subject.row["uscc"], name)):
        return hint(f"户名“{given}”是曾用名，现名“{name}”，应核对账户是否已变更")
    return wrong(f"户名“{given}”，企业名称“{name}”，两者不一致")
