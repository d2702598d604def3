"""What the entries of the trail are about, in words: an application, a run, a firm, a person, a year's money."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from subsidy.desk.bureau.cases import clauses
from subsidy.policy import Policy
from subsidy.store import Database
from subsidy.store import trail as table
from subsidy.store.intake import Row

CASE, RUN, PERSON, JOB, BUDGET, OTHER = "case", "run", "person", "job", "budget", ""
_RUN = re.compile(r"\d{4}-\d{3,}")
_CODE = re.compile(r"[0-9A-Z]{18}")
_BY_ID = re.compile(r"(application|award):(\d+)")
_OF_YEAR = re.compile(r"application:([^/]+)/(\d{4})/([0-9A-Z]{18})")
_BUDGET = re.compile(r"[^/:]+/(\d{4})")
_JOB = "job"


class Subject(NamedTuple):
    """What an entry is about: the words, and what they lead to: `kind` is one of those above, `ref` its id."""

    text: str
    kind: str = OTHER
    ref: str = ""


class Subjects:
    """Knows what the entries of a page are about; the register is asked once for all of them."""

    def __init__(self, db: Database, policy: Policy, entries: Iterable[Row], people: Mapping[str, str]) -> None:
        self.policy, self.people = policy, people
        found = list(entries)
        texts = {row["subject"] for row in found}
        by_id = [match.groups() for text in texts if (match := _BY_ID.fullmatch(text))]
        self.awards = {row["id"]: row for row in table.awards(db, [int(i) for kind, i in by_id if kind == "award"])}
        of_year = [match[3] for text in texts if (match := _OF_YEAR.fullmatch(text))]
        ids = [int(i) for kind, i in by_id if kind == "application"]
        self.applications = {row["id"]: row for row in table.applications(db, ids, of_year)}
        codes = {code for text in (*texts, *(row["actor"] for row in found)) for code in _CODE.findall(text)}
        codes |= {row["uscc"] for row in (*self.applications.values(), *self.awards.values())}
        self.firms = table.firms(db, sorted(codes))

    def of(self, row: Row) -> Subject:
        """What an entry is about."""
        text = row["subject"]
        if found := _BY_ID.fullmatch(text):
            return self._award(int(found[2])) if found[1] == "award" else self._application(int(found[2]))
        if found := _OF_YEAR.fullmatch(text):
            return self._year(found[1], int(found[2]), found[3])
        if row["act"] == _JOB:
            return Subject(f"第 {text} 号后台办理", JOB, text)
        head, _, rest = text.partition("/")
        if _RUN.fullmatch(head):
            return Subject(f"批次 {head}{f'，{self.firm(rest)}' if rest else ''}", RUN, head)
        if found := _BUDGET.fullmatch(text):
            return Subject(f"{found[1]} 年度预算", BUDGET, found[1])
        if text in self.people:
            return Subject(f"{self.people[text]}（{text}）", PERSON, text)
        if text == self.policy.id:
            return Subject(self.policy.number)
        code = _CODE.search(text)
        return Subject(self.firm(code[0]) if code else text or "未记录")

    def who(self, login: str) -> tuple[str, str]:
        """The name of who acted, and the login; the name is the login's own where nobody else is known by it."""
        return self.people.get(login) or self.firms.get(login) or login, login

    def firm(self, code: str) -> str:
        """A firm by its code."""
        return f"{self.firms[code]}（{code}）" if code in self.firms else code

    def _application(self, number: int) -> Subject:
        row = self.applications.get(number)
        if row is None:
            return Subject(f"第 {number} 号申报")
        return Subject(f"{self.firm(row['uscc'])} {row['year']} 年度申报", CASE, str(number))

    def _year(self, policy: str, year: int, code: str) -> Subject:
        found = [row["id"] for row in self.applications.values() if (row["uscc"], row["year"]) == (code, year)]
        made = [one for one in found if self.applications[one]["policy"] == policy]
        text = f"{self.firm(code)} {year} 年度申报"
        return Subject(text, CASE, str(made[0])) if made else Subject(text)

    def _award(self, number: int) -> Subject:
        row = self.awards.get(number)
        if row is None:
            return Subject(f"第 {number} 号奖励")
        text = f"{self.firm(row['uscc'])} {clauses.title(self.policy, row['item'])}（{row['year']} 年）"
        return Subject(text, CASE, str(row["application"])) if row["application"] else Subject(text)
