"""The tables of the firms' side, their indexes, and what the database refuses there."""

APPLYING = {
    "accounts": """
        id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, role TEXT NOT NULL, uscc TEXT, name TEXT NOT NULL,
        password TEXT NOT NULL, changed TEXT NOT NULL, disabled TEXT, created TEXT NOT NULL,
        CHECK ((role = 'firm') = (uscc IS NOT NULL))""",
    "codes": """
        id INTEGER PRIMARY KEY, login TEXT NOT NULL, purpose TEXT NOT NULL CHECK (purpose IN ('activate', 'reset')),
        digest TEXT NOT NULL UNIQUE, expires TEXT NOT NULL, used TEXT, at TEXT NOT NULL, actor TEXT NOT NULL""",
    "attempts": "id INTEGER PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL",
    "drafts": """
        id INTEGER PRIMARY KEY, uscc TEXT NOT NULL, policy TEXT NOT NULL, year INTEGER NOT NULL, section TEXT NOT NULL,
        body TEXT NOT NULL, version INTEGER NOT NULL CHECK (version > 0), at TEXT NOT NULL,
        UNIQUE (uscc, policy, year, section)""",
    "files": "digest TEXT PRIMARY KEY, type TEXT NOT NULL, size INTEGER NOT NULL, at TEXT NOT NULL",
    "evidence": """
        id INTEGER PRIMARY KEY, uscc TEXT NOT NULL, policy TEXT NOT NULL, year INTEGER NOT NULL, section TEXT NOT NULL,
        requirement TEXT NOT NULL, way TEXT NOT NULL, digest TEXT NOT NULL REFERENCES files, name TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL, removed TEXT""",
    "submissions": """
        id INTEGER PRIMARY KEY, uscc TEXT NOT NULL, policy TEXT NOT NULL, year INTEGER NOT NULL,
        number INTEGER NOT NULL, token TEXT NOT NULL UNIQUE, body TEXT NOT NULL, digest TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL, UNIQUE (policy, year, uscc, number)""",
    "submission_evidence": """
        submission INTEGER NOT NULL REFERENCES submissions, evidence INTEGER NOT NULL REFERENCES evidence,
        UNIQUE (submission, evidence)""",
    "events": """
        id INTEGER PRIMARY KEY, uscc TEXT NOT NULL, policy TEXT NOT NULL, year INTEGER NOT NULL, kind TEXT NOT NULL,
        body TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL""",
    "claim_withdrawals": "claim INTEGER PRIMARY KEY REFERENCES claims, at TEXT NOT NULL, actor TEXT NOT NULL",
}

APPLYING_INDEXES = (
    "CREATE INDEX accounts_firm ON accounts (uscc)",
    "CREATE INDEX codes_login ON codes (login, purpose)",
    "CREATE INDEX attempts_key ON attempts (key, at)",
    "CREATE INDEX attempts_at ON attempts (at)",
    "CREATE INDEX evidence_firm ON evidence (uscc, policy, year, section)",
    "CREATE INDEX evidence_file ON evidence (digest)",
    "CREATE INDEX submission_evidence_evidence ON submission_evidence (evidence)",
    "CREATE INDEX events_firm ON events (uscc, policy, year, id)",
)

# what only grows, and the columns by which INSERT OR REPLACE could otherwise push a row out
APPLYING_APPEND_ONLY = {
    "files": (("digest",),),
    "submissions": (("id",), ("token",), ("policy", "year", "uscc", "number")),
    "submission_evidence": (("submission", "evidence"),),
    "events": (("id",),),
    "claim_withdrawals": (("claim",),),
}

APPLYING_RULES = {
    "accounts_of_one": """
        BEFORE UPDATE ON accounts
        WHEN (NEW.id, NEW.login, NEW.role, NEW.uscc) IS NOT (OLD.id, OLD.login, OLD.role, OLD.uscc)
        BEGIN SELECT RAISE(ABORT, 'accounts: an account stays whose it is'); END""",
    "accounts_no_delete": """
        BEFORE DELETE ON accounts
        BEGIN SELECT RAISE(ABORT, 'accounts: rows are never removed'); END""",
    "accounts_no_replace": """
        BEFORE INSERT ON accounts
        WHEN EXISTS (SELECT 1 FROM accounts WHERE id = NEW.id OR login = NEW.login)
        BEGIN SELECT RAISE(ABORT, 'accounts: there is one already'); END""",
    "codes_used_once": """
        BEFORE UPDATE ON codes
        WHEN OLD.used IS NOT NULL
             OR (NEW.id, NEW.login, NEW.purpose, NEW.digest) IS NOT (OLD.id, OLD.login, OLD.purpose, OLD.digest)
        BEGIN SELECT RAISE(ABORT, 'codes: a code is used once'); END""",
    "drafts_next_version": """
        BEFORE UPDATE ON drafts
        WHEN NEW.version <> OLD.version + 1 OR (NEW.id, NEW.uscc, NEW.policy, NEW.year, NEW.section)
             IS NOT (OLD.id, OLD.uscc, OLD.policy, OLD.year, OLD.section)
        BEGIN SELECT RAISE(ABORT, 'drafts: the version is not the next'); END""",
    "drafts_no_delete": """
        BEFORE DELETE ON drafts
        BEGIN SELECT RAISE(ABORT, 'drafts: emptied, never removed, so that no version comes again'); END""",
    "drafts_no_replace": """
        BEFORE INSERT ON drafts
        WHEN NEW.version <> 1 OR EXISTS (SELECT 1 FROM drafts WHERE id = NEW.id OR (uscc = NEW.uscc
             AND policy = NEW.policy AND year = NEW.year AND section = NEW.section))
        BEGIN SELECT RAISE(ABORT, 'drafts: there is one already'); END""",
    "evidence_kept": """
        BEFORE UPDATE ON evidence
        WHEN OLD.removed IS NOT NULL
             OR (NEW.id, NEW.uscc, NEW.policy, NEW.year, NEW.section, NEW.requirement, NEW.way, NEW.digest, NEW.name,
                 NEW.at, NEW.actor)
             IS NOT (OLD.id, OLD.uscc, OLD.policy, OLD.year, OLD.section, OLD.requirement, OLD.way, OLD.digest,
                     OLD.name, OLD.at, OLD.actor)
        BEGIN SELECT RAISE(ABORT, 'evidence: marked as removed, otherwise never changed'); END""",
    "evidence_no_delete": """
        BEFORE DELETE ON evidence
        BEGIN SELECT RAISE(ABORT, 'evidence: rows are never removed'); END""",
    "evidence_no_replace": """
        BEFORE INSERT ON evidence
        WHEN EXISTS (SELECT 1 FROM evidence WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'evidence: id is there already'); END""",
    "submissions_without_gap": """
        BEFORE INSERT ON submissions
        WHEN NEW.number <> coalesce((SELECT max(number) FROM submissions WHERE policy = NEW.policy
                                     AND year = NEW.year AND uscc = NEW.uscc), 0) + 1
        BEGIN SELECT RAISE(ABORT, 'submissions: the number is not the next of its firm and year'); END""",
    "submission_evidence_of_firm": """
        BEFORE INSERT ON submission_evidence
        WHEN NOT EXISTS (SELECT 1 FROM submissions AS s JOIN evidence AS e ON e.uscc = s.uscc AND e.policy = s.policy
                         AND e.year = s.year WHERE s.id = NEW.submission AND e.id = NEW.evidence)
        BEGIN SELECT RAISE(ABORT, 'submission_evidence: evidence of another application'); END""",
    "events_in_order": """
        AFTER INSERT ON events
        WHEN NEW.id <> (SELECT max(id) FROM events)
        BEGIN SELECT RAISE(ABORT, 'events: an entry comes after all others'); END""",
    "claim_withdrawals_open": """
        BEFORE INSERT ON claim_withdrawals
        WHEN EXISTS (SELECT 1 FROM lines WHERE final = NEW.claim)
        BEGIN SELECT RAISE(ABORT, 'claim_withdrawals: the claim is decided'); END""",
    "lines_not_withdrawn": """
        BEFORE INSERT ON lines
        WHEN EXISTS (SELECT 1 FROM claim_withdrawals WHERE claim = NEW.claim)
        BEGIN SELECT RAISE(ABORT, 'lines: the claim was withdrawn'); END""",
    "claims_withdrawn": """
        BEFORE UPDATE ON claims
        WHEN EXISTS (SELECT 1 FROM claim_withdrawals WHERE claim = OLD.id)
        BEGIN SELECT RAISE(ABORT, 'claims: what was withdrawn is not changed'); END""",
}
