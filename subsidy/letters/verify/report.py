"""What verification says of one file: a verdict, and every place where something differs."""

from collections.abc import Sequence
from typing import Any, NamedTuple

GENUINE, DRAFT, ALTERED, UNKNOWN = "genuine", "draft", "altered", "unknown"

PLACES = {
    "file": "文件",
    "signature": "签名",
    "attachment": "附件",
    "amount": "金额",
    "name": "名称",
    "number": "文号",
    "text": "文字",
    "pages": "页面",
    "metadata": "文件属性",
    "policy": "政策",
    "recomputed": "复算",
}
KINDS = {
    "grant": "奖励告知书",
    "refusal": "不予兑现告知书",
    "reserve": "列入储备告知书",
    "reversal": "更正（追回）决定书",
}


class Finding(NamedTuple):
    """One thing found: where, what, and against which it stands. What is not `grave` leaves the verdict as it is."""

    place: str
    text: str
    found: str = ""
    wanted: str = ""
    page: int | None = None
    line: int | None = None
    grave: bool = True

    def __str__(self) -> str:
        where = f"第 {self.page} 页" if self.page else ""
        where += f"第 {self.line} 行" if self.line else ""
        said = f"{PLACES[self.place]}：{where + '，' if where else ''}{self.text}"
        told = [f"{word}“{value}”" for word, value in (("查得", self.found), ("应为", self.wanted)) if value]
        return said + ("：" + "，".join(told) if told else "")


class Report(NamedTuple):
    """The answer for one file; `verdict` is DRAFT for a 送签稿 that is genuine.

    `lines` of the award were carried, `recomputed` of them came out the same.
    """

    name: str
    verdict: str
    findings: tuple[Finding, ...] = ()
    number: str = ""
    code: str = ""
    kind: str = ""
    firm: str = ""
    uscc: str = ""
    date: str = ""
    total: str = ""
    run: str = ""
    lines: int = 0
    recomputed: int = 0

    @property
    def draft(self) -> bool:
        """Whether it is, or says it is, a 送签稿: not issued, and no proof of anything."""
        return self.verdict != UNKNOWN and not self.number

    def json(self) -> dict[str, Any]:
        """The report as JSON carries it."""
        findings = [{**found._asdict(), "says": str(found)} for found in self.findings]
        return {**self._asdict(), "draft": self.draft, "findings": findings}


def cleaned(report: Report) -> Report:
    """The report with nothing in it that is no text: a file may hold what would steer a terminal."""
    findings = tuple(Finding(*map(_clean, found)) for found in report.findings)
    return Report(*map(_clean, report))._replace(findings=findings)


def _clean(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in value)


def grave(findings: Sequence[Finding]) -> bool:
    """Whether anything was found that a genuine letter does not have."""
    return any(found.grave for found in findings)
