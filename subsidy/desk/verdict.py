"""Whether a letter is genuine, all told: what its file shows, and what the register knows of it."""

from typing import NamedTuple

from subsidy.desk.standing import ISSUED, Standing, standing, standing_of_draft
from subsidy.letters import verify
from subsidy.letters.verify import Finding, Report
from subsidy.store import Database

GOOD = (verify.GENUINE, verify.DRAFT)  # as far as the file shows
DIFFERENT = "不是印发时存档的那个文件，请索取原件"


class Verdict(NamedTuple):
    """The answer for one file: `status` in one word, what the file shows, what became of the letter.

    `status`: genuine, draft, altered, replaced, reversed or unknown. `standing` is None where the register was not
    asked: offline, and for a file that is not genuine.
    """

    status: str
    report: Report
    standing: Standing | None = None


def verdict(report: Report, digest: str, db: Database | None = None) -> Verdict:
    """The answer for a file by its report and SHA-256; without a database what the file alone shows."""
    found = _registered(report, db) if db is not None and report.verdict in GOOD else None
    if found and not report.draft and found.digest not in ("", digest):
        finding = Finding("file", DIFFERENT, digest, found.digest)
        report = report._replace(verdict=verify.ALTERED, findings=(*report.findings, finding))
    if report.verdict != verify.GENUINE or found is None or found.status == ISSUED:
        return Verdict(report.verdict, report, found)
    return Verdict(found.status, report, found)


def _registered(report: Report, db: Database) -> Standing:
    """What the register knows of a letter, or of the one issued in place of a 送签稿."""
    if report.draft:
        return standing_of_draft(db, report.run, report.uscc, report.kind)
    return standing(db, report.code)
