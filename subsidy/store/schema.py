"""The tables, and the triggers by which the database itself refuses what must never happen."""

import datetime
from collections.abc import Iterable, Mapping

from sqlite_utils import Database, Migrations

from subsidy.store import chain
from subsidy.store.schema_bureau import (
    BUREAU,
    BUREAU_APPEND_ONLY,
    BUREAU_BEFORE,
    BUREAU_INDEXES,
    BUREAU_RULES,
    BUREAU_VIEWS,
)
from subsidy.store.schema_firms import APPLYING, APPLYING_APPEND_ONLY, APPLYING_INDEXES, APPLYING_RULES

MIGRATION_SET = "subsidy"
migrations = Migrations(MIGRATION_SET)

DECIDING = {
    "firms": """
        uscc TEXT PRIMARY KEY, name TEXT NOT NULL, district TEXT, legal_representative TEXT, contact TEXT, phone TEXT,
        account_name TEXT, bank TEXT, bank_code TEXT, account TEXT, conditions TEXT NOT NULL""",
    "firm_names": "uscc TEXT NOT NULL REFERENCES firms, name TEXT NOT NULL, since TEXT NOT NULL, UNIQUE (uscc, name)",
    "applications": """
        id INTEGER PRIMARY KEY, policy TEXT NOT NULL, year INTEGER NOT NULL, uscc TEXT NOT NULL REFERENCES firms,
        case_id TEXT NOT NULL, received TEXT NOT NULL,
        UNIQUE (policy, year, uscc)""",
    "claims": """
        id INTEGER PRIMARY KEY, application INTEGER NOT NULL REFERENCES applications, item TEXT NOT NULL,
        key TEXT NOT NULL, version INTEGER NOT NULL, facts TEXT NOT NULL, place TEXT NOT NULL,
        accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
        UNIQUE (application, item, key, version)""",
    "budgets": """
        id INTEGER PRIMARY KEY, policy TEXT NOT NULL, year INTEGER NOT NULL,
        amount INTEGER NOT NULL CHECK (amount >= 0), at TEXT NOT NULL, actor TEXT NOT NULL""",
    "runs": """
        id TEXT PRIMARY KEY, policy TEXT NOT NULL, year INTEGER NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,
        actor TEXT NOT NULL, policy_digest TEXT NOT NULL, policy_source TEXT NOT NULL, appropriation INTEGER NOT NULL,
        spent_before INTEGER NOT NULL, UNIQUE (year, number)""",
    "decisions": """
        id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs, application INTEGER NOT NULL REFERENCES applications,
        uscc TEXT NOT NULL, total INTEGER NOT NULL, unfunded TEXT NOT NULL, rank INTEGER, body TEXT NOT NULL,
        UNIQUE (run, application)""",
    "lines": """
        id INTEGER PRIMARY KEY, decision INTEGER NOT NULL REFERENCES decisions,
        claim INTEGER NOT NULL REFERENCES claims, position INTEGER NOT NULL, outcome TEXT NOT NULL,
        amount INTEGER NOT NULL, final INTEGER UNIQUE REFERENCES claims""",
    "awards": """
        id INTEGER PRIMARY KEY, line INTEGER UNIQUE REFERENCES lines, source TEXT UNIQUE, policy TEXT NOT NULL,
        uscc TEXT NOT NULL, item TEXT NOT NULL, year INTEGER NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0),
        facts TEXT NOT NULL, application INTEGER REFERENCES applications, at TEXT NOT NULL,
        CHECK ((line IS NULL) <> (source IS NULL))""",
    "award_keys": """
        policy TEXT NOT NULL, uscc TEXT NOT NULL, item TEXT NOT NULL, key TEXT NOT NULL, generation INTEGER NOT NULL,
        award INTEGER NOT NULL REFERENCES awards, UNIQUE (policy, uscc, item, key, generation)""",
    "ledger": """
        id INTEGER PRIMARY KEY, policy TEXT NOT NULL, year INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('grant', 'reversal')), award INTEGER NOT NULL REFERENCES awards,
        amount INTEGER NOT NULL CHECK (amount >= 0), spent INTEGER NOT NULL CHECK (spent >= 0),
        run TEXT REFERENCES runs, reason TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (award, kind)""",
    "audit": """
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL,
        detail TEXT NOT NULL""",
}

LETTERS = {
    "letters": """
        id INTEGER PRIMARY KEY, year INTEGER NOT NULL, number INTEGER NOT NULL, run TEXT NOT NULL REFERENCES runs,
        decision INTEGER NOT NULL REFERENCES decisions,
        kind TEXT NOT NULL CHECK (kind IN ('grant', 'reserve', 'refusal', 'reversal')), uscc TEXT NOT NULL,
        code TEXT NOT NULL UNIQUE, body TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, UNIQUE (year, number)""",
    "letter_claims": """
        letter INTEGER NOT NULL REFERENCES letters, claim INTEGER NOT NULL REFERENCES claims,
        UNIQUE (letter, claim)""",
    "prints": """
        id INTEGER PRIMARY KEY, letter INTEGER NOT NULL REFERENCES letters, at TEXT NOT NULL, actor TEXT NOT NULL,
        copy INTEGER NOT NULL, digest TEXT NOT NULL""",
}

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

TABLES = {**DECIDING, **LETTERS, **APPLYING, **BUREAU, **CHAIN, **DOORS}

INDEXES = (
    "CREATE INDEX decisions_application ON decisions (application)",
    "CREATE INDEX lines_decision ON lines (decision)",
    "CREATE INDEX awards_firm ON awards (uscc, policy)",
    "CREATE INDEX award_keys_award ON award_keys (award)",
    "CREATE INDEX ledger_year ON ledger (policy, year, id)",
    "CREATE INDEX budgets_year ON budgets (policy, year, id)",
)

LETTER_INDEXES = (
    "CREATE INDEX letters_decision ON letters (decision, kind)",
    "CREATE INDEX letters_firm ON letters (uscc, run)",
    "CREATE INDEX letter_claims_claim ON letter_claims (claim)",
    "CREATE INDEX prints_letter ON prints (letter)",
)

# what only grows, and the columns by which INSERT OR REPLACE could otherwise push a row out
APPEND_ONLY = {
    "firm_names": (("uscc", "name"),),
    "budgets": (("id",),),
    "runs": (("id",), ("year", "number")),
    "decisions": (("id",), ("run", "application")),
    "lines": (("id",), ("final",)),
    "awards": (("id",), ("line",), ("source",)),
    "award_keys": (("policy", "uscc", "item", "key", "generation"),),
    "ledger": (("id",), ("award", "kind")),
    "audit": (("id",),),
    "letters": (("id",), ("year", "number"), ("code",)),
    "letter_claims": (("letter", "claim"),),
    "prints": (("id",),),
    "chain": (("id",), ("head",)),
    **APPLYING_APPEND_ONLY,
    **BUREAU_APPEND_ONLY,
}

RULES = {
    "ledger_running_total": """
        BEFORE INSERT ON ledger
        WHEN NEW.spent <> coalesce((SELECT spent FROM ledger WHERE policy = NEW.policy AND year = NEW.year
                                    ORDER BY id DESC LIMIT 1), 0)
             + CASE NEW.kind WHEN 'grant' THEN NEW.amount ELSE -NEW.amount END
        BEGIN SELECT RAISE(ABORT, 'ledger: the running total does not follow from the entry before'); END""",
    "ledger_within_appropriation": """
        BEFORE INSERT ON ledger
        WHEN NEW.kind = 'grant' AND NEW.spent > coalesce((SELECT amount FROM budgets WHERE policy = NEW.policy
                                                          AND year = NEW.year ORDER BY id DESC LIMIT 1), 0)
        BEGIN SELECT RAISE(ABORT, 'ledger: a grant beyond the appropriation'); END""",
    "ledger_in_order": """
        AFTER INSERT ON ledger
        WHEN NEW.id <> (SELECT max(id) FROM ledger)
        BEGIN SELECT RAISE(ABORT, 'ledger: an entry comes after all others'); END""",
    "chain_in_order": """
        AFTER INSERT ON chain
        WHEN NEW.id <> (SELECT max(id) FROM chain)
        BEGIN SELECT RAISE(ABORT, 'chain: a link comes after all others'); END""",
    "budgets_in_order": """
        AFTER INSERT ON budgets
        WHEN NEW.id <> (SELECT max(id) FROM budgets)
        BEGIN SELECT RAISE(ABORT, 'budgets: an entry comes after all others'); END""",
    "ledger_of_award": """
        BEFORE INSERT ON ledger
        WHEN NOT EXISTS (SELECT 1 FROM awards WHERE id = NEW.award AND policy = NEW.policy AND year = NEW.year
                         AND (NEW.kind = 'reversal' OR line IS NOT NULL))
        BEGIN SELECT RAISE(ABORT, 'ledger: no decided award of this policy and year'); END""",
    "claims_decided": """
        BEFORE UPDATE ON claims
        WHEN EXISTS (SELECT 1 FROM lines WHERE claim = OLD.id)
             AND (NEW.id, NEW.application, NEW.item, NEW.key, NEW.version, NEW.facts)
                 IS NOT (OLD.id, OLD.application, OLD.item, OLD.key, OLD.version, OLD.facts)
        BEGIN SELECT RAISE(ABORT, 'claims: what is decided is not changed'); END""",
    "claims_no_delete": """
        BEFORE DELETE ON claims
        BEGIN SELECT RAISE(ABORT, 'claims: rows are never removed'); END""",
    "ledger_amount_of_award": """
        BEFORE INSERT ON ledger
        WHEN NEW.amount <> CASE
            WHEN NEW.kind = 'grant' OR EXISTS (SELECT 1 FROM ledger WHERE award = NEW.award AND kind = 'grant')
            THEN (SELECT amount FROM awards WHERE id = NEW.award) ELSE 0 END
        BEGIN SELECT RAISE(ABORT, 'ledger: the amount is not that of the award'); END""",
    "ledger_not_after_reversal": """
        BEFORE INSERT ON ledger
        WHEN NEW.kind = 'grant' AND EXISTS (SELECT 1 FROM ledger WHERE award = NEW.award AND kind = 'reversal')
        BEGIN SELECT RAISE(ABORT, 'ledger: a reversed award is not granted'); END""",
    "award_keys_generation": """
        BEFORE INSERT ON award_keys
        WHEN NEW.generation <> (SELECT count(*) FROM award_keys AS k JOIN ledger AS l ON l.award = k.award
                                WHERE l.kind = 'reversal' AND k.policy = NEW.policy AND k.uscc = NEW.uscc
                                AND k.item = NEW.item AND k.key = NEW.key)
        BEGIN SELECT RAISE(ABORT, 'award_keys: granted already'); END""",
    "budgets_cover_grants": """
        BEFORE INSERT ON budgets
        WHEN NEW.amount < coalesce((SELECT spent FROM ledger WHERE policy = NEW.policy AND year = NEW.year
                                    ORDER BY id DESC LIMIT 1), 0)
        BEGIN SELECT RAISE(ABORT, 'budgets: below what is granted already'); END""",
    "letters_without_gap": """
        BEFORE INSERT ON letters
        WHEN NEW.number <> coalesce((SELECT max(number) FROM letters WHERE year = NEW.year), 0) + 1
        BEGIN SELECT RAISE(ABORT, 'letters: the number is not the next of its year'); END""",
    "letters_in_order": """
        AFTER INSERT ON letters
        WHEN NEW.id <> (SELECT max(id) FROM letters)
        BEGIN SELECT RAISE(ABORT, 'letters: a letter comes after all others'); END""",
    "letters_of_decision": """
        BEFORE INSERT ON letters
        WHEN NOT EXISTS (SELECT 1 FROM decisions WHERE id = NEW.decision AND run = NEW.run AND uscc = NEW.uscc)
        BEGIN SELECT RAISE(ABORT, 'letters: no decision of this run on this firm'); END""",
    "letters_once": """
        BEFORE INSERT ON letters
        WHEN NEW.kind <> 'reversal'
             AND EXISTS (SELECT 1 FROM letters WHERE decision = NEW.decision AND kind = NEW.kind)
        BEGIN SELECT RAISE(ABORT, 'letters: issued already'); END""",
    "letter_claims_of_firm": """
        BEFORE INSERT ON letter_claims
        WHEN (SELECT application FROM claims WHERE id = NEW.claim) IS NOT
             (SELECT d.application FROM letters AS t JOIN decisions AS d ON d.id = t.decision WHERE t.id = NEW.letter)
        BEGIN SELECT RAISE(ABORT, 'letter_claims: a claim of another application'); END""",
    "letter_claims_reversed_once": """
        BEFORE INSERT ON letter_claims
        WHEN (SELECT kind FROM letters WHERE id = NEW.letter) = 'reversal'
             AND EXISTS (SELECT 1 FROM letter_claims AS c JOIN letters AS t ON t.id = c.letter
                         WHERE c.claim = NEW.claim AND t.kind = 'reversal')
        BEGIN SELECT RAISE(ABORT, 'letter_claims: taken back by another letter already'); END""",
    "prints_copy": """
        BEFORE INSERT ON prints
        WHEN NEW.copy <> 0 AND NEW.copy <> coalesce((SELECT max(copy) FROM prints WHERE letter = NEW.letter), 0) + 1
        BEGIN SELECT RAISE(ABORT, 'prints: the copy is not the next of its letter'); END""",
    "prints_same_file": """
        BEFORE INSERT ON prints
        WHEN EXISTS (SELECT 1 FROM prints WHERE letter = NEW.letter AND digest <> '' AND NEW.digest NOT IN ('', digest))
        BEGIN SELECT RAISE(ABORT, 'prints: the file is not the first'); END""",
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
    **APPLYING_RULES,
    **BUREAU_RULES,
}


@migrations()
def tables(db: Database) -> None:
    """The first schema: from claims to money."""
    _create(db, DECIDING, INDEXES)


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
    for view in views().values():
        db.execute(view)
    for statement in BUREAU_BEFORE:
        db.execute(statement)


@migrations()
def chained(db: Database) -> None:
    """The chain of all that was ever added; what is there already is its first links."""
    _create(db, CHAIN, ("CREATE INDEX chain_name ON chain (name, id)",))
    chain.extend(db, datetime.datetime.now().astimezone().isoformat(timespec="seconds"))


@migrations()
def doors(db: Database) -> None:
    """The doors for programs: tokens, and the answers that are given again to who asks the same again."""
    _create(db, DOORS, ("CREATE INDEX tokens_account ON tokens (account)", "CREATE INDEX answers_at ON answers (at)"))


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


def lay_triggers(db: Database) -> None:
    """Lays every trigger anew: a transformed table has silently lost its own."""
    for name, sql in triggers().items():
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
        db.execute(sql)
