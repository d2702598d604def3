"""The chain: what every write transaction added, table by table, each link resting on the one before.

A link holds the SHA-256 of the rows that were added, eight bytes of each row's own (to name one that was touched), and
its head: the SHA-256 of the head before and of all that the link says. Whoever changes, removes, slips in or reorders
a row behind the program's back must make every later head anew; the heads that were printed since tell.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlite_utils import Database

from subsidy.store.sealed import opened

# the tables whose rows are only ever added, as they were when the chain began
FIRST = (
    "firm_names",
    "budgets",
    "runs",
    "decisions",
    "lines",
    "awards",
    "award_keys",
    "ledger",
    "audit",
    "letters",
    "letter_claims",
    "prints",
    "files",
    "submissions",
    "submission_evidence",
    "events",
    "staff_roles",
    "assignments",
    "comments",
    "checks",
    "findings",
    "vouchings",
    "exclusions",
    "publications",
    "objections",
    "objection_answers",
    "approvals",
    "approved_decisions",
    "payments",
    "proposals",
    "proposal_answers",
)
# and those that came later; what is typed and not sent yet, and jobs, are nobody's proof
CHAINED = (*FIRST, "policy_versions", "offers", "offer_answers")
MARK = 8  # bytes of a row's digest that are kept to name it
AT_ONCE = 2_000  # rows read at a time


def _ends(known: Sequence[str]) -> str:
    """Asks for the last row of each table, and the last that the chain knows."""
    return " UNION ALL ".join(
        f"SELECT '{name}', coalesce((SELECT max(rowid) FROM {name}), 0), "
        f"coalesce((SELECT last FROM chain WHERE name = '{name}' ORDER BY id DESC LIMIT 1), 0)"
        for name in known
    )


_ENDS = _ends(CHAINED)


class Link(NamedTuple):
    """Rows `first` to `last` of a table, with the `columns` it had then, added at once; `own`: by this program."""

    id: int
    at: str
    name: str
    columns: str
    first: int
    last: int
    own: int
    content: str
    marks: bytes
    head: str


def extend(db: Database, at: str, own: bool = True, known: Sequence[str] = CHAINED) -> None:
    """Links for every row that the chain does not know yet; within the write transaction that added them."""
    before = head(db)
    for name, last, linked in db.execute(_ENDS if known is CHAINED else _ends(known)).fetchall():
        if last > linked:
            columns = ",".join(_columns(db, name))
            content, marks = _content(db, name, columns, linked + 1, last)
            told = (at, name, columns, linked + 1, last, int(own), content)
            before = _head(before, told, marks)
            sql = f"INSERT INTO chain ({', '.join(Link._fields[1:])}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            db.conn.execute(sql, (*told, marks, before))


def head(db: Database) -> str:
    """The head of the last link; '' where there is none."""
    found = db.execute("SELECT head FROM chain ORDER BY id DESC LIMIT 1").fetchone()
    return str(found[0]) if found else ""


def head_of_run(db: Database, run: str) -> str:
    """The head when a run was made, '' where the run is older than the chain: the link of its entry in the trail."""
    sql = """
        SELECT c.head FROM audit AS a JOIN chain AS c ON c.name = 'audit' AND a.id BETWEEN c.first AND c.last
        WHERE a.act = 'run' AND a.subject = ?
    """
    found = db.execute(sql, [run]).fetchone()
    return str(found[0]) if found else ""


def moment(db: Database, known: str) -> str | None:
    """When the chain had this head; None where it never had."""
    found = db.execute("SELECT at FROM chain WHERE head = ?", [known]).fetchone()
    return str(found[0]) if found else None


def verify(db: Database) -> list[str]:
    """Everything that was touched behind the program's back, each row named; empty when all is well."""
    before, ends, found = "", dict.fromkeys(CHAINED, 0), []
    for number, row in enumerate(db.execute("SELECT * FROM chain ORDER BY id"), 1):
        link = Link(*row)
        told = (link.at, link.name, link.columns, link.first, link.last, link.own, link.content)
        follows = link.id == number and link.first == ends.get(link.name, -1) + 1
        if not follows or link.head != _head(before, told, link.marks):
            found.append(f"链：第 {number} 环（{link.name} 第 {link.first} 至 {link.last} 行）被改动、增删或调换")
        if not link.own:
            found.append(f"链：{link.name} 第 {link.first} 至 {link.last} 行不是本程序写入的")
        found += _touched(db, link)
        before, ends[link.name] = link.head, link.last
    for name, last, _ in db.execute(_ENDS).fetchall():
        found += [f"链：{name} 第 {row} 行不是本程序写入的" for row in _below(db, name)]
        if last > ends[name]:
            found.append(f"链：{name} 第 {ends[name] + 1} 至 {last} 行不是本程序写入的")
    return found


def _below(db: Database, name: str) -> list[int]:
    """Rows numbered where this program numbers none, and no link looks."""
    return [row for (row,) in db.execute(f"SELECT rowid FROM {name} WHERE rowid < 1 ORDER BY rowid LIMIT {AT_ONCE}")]


def _touched(db: Database, link: Link) -> Iterator[str]:
    """The rows of a link that are not what they were."""
    place = (link.name, link.columns, link.first, link.last)
    if link.name not in CHAINED:
        return
    if strange := set(link.columns.split(",")) - set(_columns(db, link.name)):
        yield f"链：{link.name} 第 {link.first} 至 {link.last} 行核对不了，表中没有列 {'、'.join(sorted(strange))}"
        return
    if _content(db, *place) == (link.content, link.marks):
        return
    rows = dict(_rows(db, *place))
    named = False
    known = min(link.last - link.first + 1, len(link.marks) // MARK)  # a link that was touched may claim any number
    for nth, number in enumerate(range(link.first, link.first + known)):
        mark = link.marks[nth * MARK : (nth + 1) * MARK]
        if number not in rows:
            named = True
            yield f"链：{link.name} 第 {number} 行被删除"
        elif _digest(rows[number]).digest()[:MARK] != mark:
            named = True
            yield f"链：{link.name} 第 {number} 行被改动"
    if not named:
        yield f"链：{link.name} 第 {link.first} 至 {link.last} 行与写入时不符"


def _columns(db: Database, name: str) -> list[str]:
    return [column for (column,) in db.execute("SELECT name FROM pragma_table_info(?)", [name])]


def _content(db: Database, name: str, columns: str, first: int, last: int) -> tuple[str, bytes]:
    whole, marks = hashlib.sha256(), bytearray()
    for number, text in _rows(db, name, columns, first, last):
        one = _digest(text).digest()
        whole.update(number.to_bytes(8, "big", signed=True) + one)
        marks += one[:MARK]
    return whole.hexdigest(), bytes(marks)


def _rows(db: Database, name: str, columns: str, first: int, last: int) -> Iterator[tuple[int, str]]:
    """Each row by its number, as JSON that no two different rows share; what is sealed in it opened."""
    sql = f"SELECT rowid, json_array({columns}) FROM {name} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
    cursor = db.conn.execute(sql, (first, last))
    while found := cursor.fetchmany(AT_ONCE):
        yield from ((number, opened(db, text)) for number, text in found)


def _digest(text: str) -> Any:
    return hashlib.sha256(text.encode())


def _head(before: str, told: tuple[Any, ...], marks: bytes) -> str:
    text = "\n".join([before, *map(str, told), hashlib.sha256(marks).hexdigest()])
    return hashlib.sha256(text.encode()).hexdigest()
