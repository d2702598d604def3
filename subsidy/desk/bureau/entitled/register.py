"""Whose a row of a published list is: by the code, else by a name that only one firm of the register has or had."""

from subsidy.intake import Refusal
from subsidy.model import identity
from subsidy.store import Database, offers
from subsidy.workbook.listed import Listed


class Register:
    """The firms of the register by every name that they have or had, read once for a list."""

    def __init__(self, db: Database) -> None:
        self.names: dict[str, set[str]] = {}
        self.called: dict[str, set[str]] = {}
        for uscc, name in offers.names(db):
            self.names.setdefault(identity(name), set()).add(uscc)
            self.called.setdefault(uscc, set()).add(name)

    def code(self, row: Listed) -> str | Refusal:
        """The code of the firm that a row is about; why nobody can say."""
        if row.uscc:
            return self._by_code(row)
        found = self.names.get(identity(row.name), set())
        if len(found) == 1:
            return next(iter(found))
        if not found:
            told = f"“{row.name}”不在企业登记中（现名、曾用名都没有），应先登记这家企业，或在名单中补上统一社会信用代码"
            return Refusal(row.place, told)
        codes = "、".join(sorted(found))
        return Refusal(row.place, f"“{row.name}”有 {len(found)} 家同名企业（{codes}），应在名单中补上统一社会信用代码")

    def _by_code(self, row: Listed) -> str | Refusal:
        called = self.called.get(row.uscc)
        if called is None:
            return Refusal(row.place, f"{row.uscc} 不在企业登记中，应先登记这家企业，或改正代码")
        if row.name and identity(row.name) not in map(identity, called):
            told = f"代码 {row.uscc} 登记的是“{'”“'.join(sorted(called))}”，名单写的是“{row.name}”，应核对后改正其一"
            return Refusal(row.place, told)
        return row.uscc
