"""The tables of what the office offers to firms before they ask, and what the database refuses there."""

OFFERS = {
    "offers": """
        id INTEGER PRIMARY KEY, uscc TEXT NOT NULL REFERENCES firms, policy TEXT NOT NULL, year INTEGER NOT NULL,
        item TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
        reasons TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
        UNIQUE (policy, year, uscc, item, key)""",
    "offer_answers": """
        id INTEGER PRIMARY KEY, offer INTEGER NOT NULL UNIQUE REFERENCES offers,
        outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'declined', 'withdrawn')), reason TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL""",
}

OFFERS_INDEXES = ("CREATE INDEX offers_firm ON offers (uscc, policy)",)

# what only grows, and the columns by which INSERT OR REPLACE could otherwise push a row out
OFFERS_APPEND_ONLY = {
    "offers": (("id",), ("policy", "year", "uscc", "item", "key")),
    "offer_answers": (("id",), ("offer",)),
}

OFFERS_RULES = {
    "offers_in_order": """
        AFTER INSERT ON offers
        WHEN NEW.id <> (SELECT max(id) FROM offers)
        BEGIN SELECT RAISE(ABORT, 'offers: an entry comes after all others'); END""",
    "offer_answers_in_order": """
        AFTER INSERT ON offer_answers
        WHEN NEW.id <> (SELECT max(id) FROM offer_answers)
        BEGIN SELECT RAISE(ABORT, 'offer_answers: an entry comes after all others'); END""",
    "offer_answers_by_the_firm": """
        BEFORE INSERT ON offer_answers
        WHEN (NEW.outcome <> 'withdrawn') <> EXISTS (
            SELECT 1 FROM offers AS o JOIN accounts AS a ON a.role = 'firm' AND a.uscc = o.uscc
            WHERE o.id = NEW.offer AND a.login = NEW.actor)
        BEGIN SELECT RAISE(ABORT, 'offer_answers: the firm answers, the office takes back'); END""",
}
