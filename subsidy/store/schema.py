"""The tables, and the triggers by which the database itself refuses what must never happen."""

import datetime
from collections.abc import Iterable, Mapping

from sqlite_utils import Database, Migrations

from subsidy.store import chain, sealed
from subsidy.store.schema_bureau import (
    BUREAU,
    BUREAU_APPEND_ONLY,
    BUREAU_BEFORE,
    BUREAU_INDEXES,
    BUREAU_RULES,
    BUREAU_VIEWS,
)
from subsidy.store.schema_decisions import (
    DECIDING,
    DECIDING_APPEND_ONLY,
    DECIDING_INDEXES,
    DECIDING_RULES,
    LETTER_INDEXES,
    LETTERS,
)
from subsidy.store.schema_firms import APPLYING, APPLYING_APPEND_ONLY, APPLYING_INDEXES, APPLYING_RULES
from subsidy.store.schema_offers import OFFERS, OFFERS_APPEND_ONLY, OFFERS_INDEXES, OFFERS_RULES
from subsidy.store.schema_policies import POLICIES, POLICIES_APPEND_ONLY, POLICIES_RULES

MIGRATION_SET = "subsidy"
migrations = Migrations(MIGRATION_SET)

CHAIN = {
    "chain": """
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, columns TEXT NOT NULL, first INTEGER NOT NULL,
        last INTEGER NOT NULL CHECK (last >= first), own INTEGER NOT NULL CHECK (own IN (0, 1)), content TEXT NOT NULL,
        marks BLOB NOT NULL, head TEXT NOT NULL UNIQUE""",
}

DOORS = {
    "tokens": """
        id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts, name TEXT NOT NULL,
        digest TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL, expires TEXT NOT NULL, revoked TEXT, used TEXT,
        at TEXT NOT NULL, actor TEXT NOT NULL""",
    "answers": """
        id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts, key TEXT NOT NULL, asked TEXT NOT NULL,
        status INTEGER NOT NULL, headers TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (account, key)""",
}

SESSIONS = {"ended_sessions": "digest TEXT PRIMARY KEY, at INTEGER NOT NULL"}

TABLES = {**DECIDING, **LETTERS, **APPLYING, **BUREAU, **CHAIN, **DOORS, **SESSIONS, **POLICIES, **OFFERS}

# what only grows, and the columns by which INSERT OR REPLACE could otherwise push a row out
APPEND_ONLY = {
    "chain": (("id",), ("head",)),
    **DECIDING_APPEND_ONLY,
    **APPLYING_APPEND_ONLY,
    **BUREAU_APPEND_ONLY,
    **POLICIES_APPEND_ONLY,
    **OFFERS_APPEND_ONLY,
}

RULES = {
    "chain_in_order": """
        AFTER INSERT ON chain
        WHEN NEW.id <> (SELECT max(id) FROM chain)
        BEGIN SELECT RAISE(ABORT, 'chain: a link comes after all others'); END""",
    "tokens_revoked_only": """
        BEFORE UPDATE ON tokens
        WHEN (NEW.id, NEW.account, NEW.name, NEW.digest, NEW.scopes, NEW.expires, NEW.at, NEW.actor)
             IS NOT (OLD.id, OLD.account, OLD.name, OLD.digest, OLD.scopes, OLD.expires, OLD.at, OLD.actor)
             OR (OLD.revoked IS NOT NULL AND NEW.revoked IS NOT OLD.revoked)
        BEGIN SELECT RAISE(ABORT, 'tokens: revoked and used, otherwise never changed'); END""",
    "tokens_no_delete": """
        BEFORE DELETE ON tokens
        BEGIN SELECT RAISE(ABORT, 'tokens: rows are never removed'); END""",
    "tokens_no_replace": """
        BEFORE INSERT ON tokens
        WHEN EXISTS (SELECT 1 FROM tokens WHERE id = NEW.id OR digest = NEW.digest)
        BEGIN SELECT RAISE(ABORT, 'tokens: there is one already'); END""",
    "answers_kept": """
        BEFORE UPDATE ON answers
        BEGIN SELECT RAISE(ABORT, 'answers: an answer that was given stays as it was'); END""",
    **DECIDING_RULES,
    **APPLYING_RULES,
    **BUREAU_RULES,
    **POLICIES_RULES,
    **OFFERS_RULES,
}


@migrations()
def tables(db: Database) -> None:
    """The first schema: from claims to money."""
    _create(db, DECIDING, DECIDING_INDEXES)


@migrations()
def letters(db: Database) -> None:
    """Letters with their numbers, what they speak of, and when they were printed."""
    _create(db, LETTERS, LETTER_INDEXES)


@migrations()
def applying(db: Database) -> None:
    """The firms' side: accounts, drafts, evidence, submissions, and what became of them."""
    _create(db, APPLYING, APPLYING_INDEXES)


@migrations()
def bureau(db: Database) -> None:
    """The bureau's side: staff, checks, publication, approval, payment; and from where each act of the trail came."""
    _create(db, BUREAU, BUREAU_INDEXES)
    for statement in BUREAU_BEFORE:
        db.execute(statement)


@migrations()
def chained(db: Database) -> None:
    """The chain of all that was ever added; what is there already is its first links."""
    _create(db, CHAIN, ("CREATE INDEX chain_name ON chain (name, id)",))
    chain.extend(db, datetime.datetime.now().astimezone().isoformat(timespec="seconds"), known=chain.FIRST)


@migrations()
def doors(db: Database) -> None:
    """The doors for programs: tokens, and the answers that are given again to who asks the same again."""
    _create(db, DOORS, ("CREATE INDEX tokens_account ON tokens (account)", "CREATE INDEX answers_at ON answers (at)"))


@migrations()
def sealing(db: Database) -> None:
    """Identity numbers no longer lie open."""
    unguarded(db, sealed.COLUMNS)
    sealed.again(db)


@migrations()
def rules(db: Database) -> None:
    """No table is new, but more is refused: whatever migration is pending, views and triggers are laid anew."""


@migrations()
def sessions(db: Database) -> None:
    """Sessions that somebody ended: their cookies open nothing any more."""
    _create(db, SESSIONS, ("CREATE INDEX ended_sessions_at ON ended_sessions (at)",))


@migrations()
def quicker(db: Database) -> None:
    """What is asked of one firm, and what waits for money, is found without going through what all have."""
    db.execute("CREATE INDEX applications_firm ON applications (uscc, policy)")
    db.execute("CREATE INDEX decisions_waiting ON decisions (id) WHERE unfunded <> '[]'")


@migrations()
def versions(db: Database) -> None:
    """Policies that somebody proposed and another approved."""
    _create(db, POLICIES, ())


@migrations()
def offers(db: Database) -> None:
    """What the office offers to firms before they ask, and what they answer."""
    _create(db, OFFERS, OFFERS_INDEXES)


def _create(db: Database, made: Mapping[str, str], indexes: Iterable[str]) -> None:
    for name, columns in made.items():
        db.execute(f"CREATE TABLE {name} ({columns}) STRICT")
    for index in indexes:
        db.execute(index)


def views() -> dict[str, str]:
    """Every view by name, as SQL: triggers rest on them."""
    return {name: f"CREATE VIEW {name} AS {' '.join(select.split())}" for name, select in BUREAU_VIEWS.items()}


def triggers() -> dict[str, str]:
    """Every trigger by name, as SQL."""
    found = {name: f"CREATE TRIGGER {name} {' '.join(body.split())}" for name, body in RULES.items()}
    for table, unique in APPEND_ONLY.items():
        for act in ("UPDATE", "DELETE"):
            name = f"{table}_no_{act.lower()}"
            found[name] = (
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: rows are added, never changed or removed'); END"
            )
        for columns in unique:
            name = f"{table}_no_replace_{'_'.join(columns)}"
            same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
            found[name] = (
                f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
                f"BEGIN SELECT RAISE(ABORT, '{table}: {', '.join(columns)} is there already'); END"
            )
    return found


def unguarded(db: Database, tables: Iterable[str]) -> None:
    """Lifts the triggers of tables, within the write transaction that lays them again."""
    wanted = set(tables)
    for name, table in db.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if table in wanted:
            db.execute(f"DROP TRIGGER {name}")


def seal_again(db: Database) -> int:
    """Seals every identity number with the key of now, within a write transaction; how many texts changed."""
    unguarded(db, sealed.COLUMNS)
    count = sealed.again(db)
    lay_rules(db)
    return count


def lay_rules(db: Database) -> None:
    """Lays every view and trigger anew: a transformed table has silently lost its own."""
    for kind, laid in (("VIEW", views()), ("TRIGGER", triggers())):
        for name, sql in laid.items():
            db.execute(f"DROP {kind} IF EXISTS {name}")
            db.execute(sql)
