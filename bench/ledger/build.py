"""A desk with a ledger of so many awards: decided by real runs, over ten years or all in the year that is looked at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.rules.firms import make
from bench.rules.ours import POLICY, YEAR, case
from schemas.cases import load_case
from schemas.claims import claim_schema
from schemas.frozen import freeze
from subsidy import desk, policy, store
from subsidy.desk import vouching
from subsidy.kinds import Item
from subsidy.policy import Policy
from subsidy.store import awards, checks, intake

AT = "2022-12-01T09:00:00+08:00"
SPREAD, SAME = "spread", "same"  # over the ten years before, or in the same year as the applications
YEARS = 10
AT_ONCE = 5_000  # firms of a run
MONEY = 10**15  # fen of an appropriation: more than anybody asks for
TABLES = {
    "firms": ("uscc", "name", "conditions"),
    "firm_names": ("uscc", "name", "since"),
    "applications": ("id", "policy", "year", "uscc", "case_id", "received"),
    "claims": ("id", "application", "item", "key", "version", "facts", "place", "accepted"),
}
KNOWN = '{"registered_in_city": true, "serious_dishonesty": false, "software_firm": true}'


def build(path: Path, wanted: int, where: str) -> int:
    """The database; how many awards stand in its ledger. An appropriation for the year is there."""
    decides = policy.load(POLICY)
    store.create(path)
    with store.connect(path) as db:
        written = Written(db, decides)
        years = [YEAR] if where == SAME else list(range(YEAR - YEARS, YEAR))
        for year in {*years, YEAR}:
            desk.set_budget(db, decides, year, MONEY)
        count, turn = 0, 0
        while count < wanted:
            year, missing = years[turn % len(years)], wanted - count
            least = max(1, min(AT_ONCE, wanted // (4 * len(years)), missing // 3))
            written.firms(year, least)
            desk.run(db, decides, year, "bench")
            count = _count(db)
            turn += 1
    return count


def _count(db: store.Database) -> int:
    return int(db.execute("SELECT count(*) FROM ledger").fetchone()[0])


class Written:
    """Firms and their accepted applications, written by the store's bulk insert."""

    def __init__(self, db: store.Database, decides: Policy) -> None:
        self.db, self.decides = db, decides
        self.schemas = {name: claim_schema(item) for name, item in decides.items.items()}
        self.number = self.claims = 0

    def firms(self, year: int, count: int) -> None:
        """So many more firms with an application for a year, accepted."""
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
        words, first = [], self.claims + 1
        for found in self._cases(count):
            self.number += 1
            code, name = found.firm.uscc, found.firm.name
            rows["firms"].append((code, name, KNOWN))
            rows["firm_names"].append((code, name, AT))
            rows["applications"].append((self.number, POLICY, year, code, found.id, AT))
            for index, claim in enumerate(found.claims):
                self.claims += 1
                facts = freeze(self.schemas[claim.item], claim.facts)
                key = _key(self.decides.items[claim.item], claim.facts, index)
                rows["claims"].append((self.claims, self.number, claim.item, key, 1, facts, "bench", 0))
                words.append(vouching.imported(self.claims, facts, "bench", "bench", AT))
        with store.write(self.db):
            for table, columns in TABLES.items():
                awards.append(self.db, table, columns, rows[table])
            checks.add_vouchings(self.db, words)
            checks.set_accepted(self.db, range(first, self.claims + 1), True)
            intake.note(self.db, AT, "bench", "build", str(count), {})

    def _cases(self, count: int) -> Iterator[Any]:
        for number, firm in enumerate(make(count, seed=self.number), self.number + 1):
            yield load_case(self.decides, case(firm, number))


def _key(item: Item, facts: Any, index: int) -> str:
    return f"#{index}" if item.parts else item.claim_key(facts)
