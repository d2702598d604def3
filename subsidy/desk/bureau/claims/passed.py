"""What staff found on a claim that an import vouches for all the same: it stays on record, and the importer is told."""

from subsidy.desk import vouching
from subsidy.desk.bureau.claims import checks
from subsidy.desk.bureau.claims.findings import OUTCOMES
from subsidy.policy import Policy
from subsidy.store import Database, intake
from subsidy.store import checks as table
from subsidy.store.intake import Row


def over(db: Database, policy: Policy, claim: int, actor: str, at: str) -> str:
    """Takes back, within the write transaction, what staff said of a claim that an import vouches for now.

    What that was, in Chinese; '' where nobody said anything that counts.
    """
    row = table.claim(db, claim)
    if row is None or not (row["act"] or table.results(db, claim) or table.finding(db, claim)):
        return ""
    told = "；".join(_said(db, policy, row))
    if told:
        reason = f"按导入认可，此前所记不再作数：{told}"
        table.add_vouchings(db, [(claim, table.VOIDED, reason, vouching.digest(row["facts"]), at, actor)])
        detail = {"claim": claim, "before": row["act"] or "", "after": table.VOIDED, "reason": reason}
        intake.note(db, at, actor, "void", checks.subject_of(row), detail)
    return told


def _said(db: Database, policy: Policy, row: Row) -> list[str]:
    failed = [check for check in checks.checklist(db, policy, row["id"]) if check.failed]
    said = [f"“{check.title}”不通过" + (f"（{check.note}）" if check.note else "") for check in failed]
    if found := checks.finding(db, row):
        said.append(f"核定{OUTCOMES[found['outcome']]}（{found['reason']}）")
    if row["act"] == table.VOIDED and (last := table.vouchings(db, row["id"])[-1])["reason"]:
        said.append(str(last["reason"]))
    if row["act"] == table.CHECKED:
        said.append("已核查，等待复核")
    return [*said, *checks.returned(db, policy, row)]
