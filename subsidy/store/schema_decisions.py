"""The tables from claims to letters, their indexes, and what the database refuses there: above all money twice."""

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

DECIDING_INDEXES = (
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
DECIDING_APPEND_ONLY = {
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
}

DECIDING_RULES = {
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
    "claims_ready_later": """
        BEFORE INSERT ON claims
        WHEN NEW.accepted <> 0
        BEGIN SELECT RAISE(ABORT, 'claims: nobody vouches for one that is only coming in'); END""",
    "claims_no_replace": """
        BEFORE INSERT ON claims
        WHEN EXISTS (SELECT 1 FROM claims WHERE id = NEW.id OR (application = NEW.application AND item = NEW.item
                     AND key = NEW.key AND version = NEW.version))
        BEGIN SELECT RAISE(ABORT, 'claims: there is one already'); END""",
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
}
