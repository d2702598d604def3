"""The tables of the bureau's side, their indexes, and what the database refuses there: above all one person twice."""

ROLES = ("handler", "reviewer", "approver", "finance", "auditor", "admin")

BUREAU = {
    "staff_roles": f"""
        id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts,
        role TEXT NOT NULL CHECK (role IN ({", ".join(f"'{role}'" for role in ROLES)})),
        given INTEGER NOT NULL CHECK (given IN (0, 1)), at TEXT NOT NULL, actor TEXT NOT NULL""",
    "assignments": """
        id INTEGER PRIMARY KEY, application INTEGER NOT NULL REFERENCES applications, assignee TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL""",
    "comments": """
        id INTEGER PRIMARY KEY, application INTEGER NOT NULL REFERENCES applications, text TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL""",
    "checks": """
        id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims, name TEXT NOT NULL,
        result TEXT NOT NULL CHECK (result IN ('pass', 'fail', 'na', '')), note TEXT NOT NULL, facts TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL""",
    "findings": """
        id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims,
        outcome TEXT NOT NULL CHECK (outcome IN ('granted', 'refused', '')),
        amount INTEGER NOT NULL CHECK (amount >= 0), body TEXT NOT NULL, reason TEXT NOT NULL, facts TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL""",
    "vouchings": """
        id INTEGER PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claims,
        act TEXT NOT NULL CHECK (act IN ('imported', 'checked', 'reviewed', 'voided')), reason TEXT NOT NULL,
        facts TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL""",
    "jobs": """
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, asked TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')), label TEXT NOT NULL,
        done INTEGER NOT NULL, total INTEGER NOT NULL, result TEXT NOT NULL, beat TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL""",
    "exclusions": """
        id INTEGER PRIMARY KEY, decision INTEGER NOT NULL UNIQUE REFERENCES decisions, reason TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL""",
    "publications": """
        id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs, digest TEXT NOT NULL, starts TEXT NOT NULL,
        ends TEXT NOT NULL, days INTEGER NOT NULL CHECK (days >= 0), body TEXT NOT NULL, at TEXT NOT NULL,
        actor TEXT NOT NULL""",
    "objections": """
        id INTEGER PRIMARY KEY, decision INTEGER NOT NULL REFERENCES decisions, received TEXT NOT NULL,
        who TEXT NOT NULL, contact TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL""",
    "objection_answers": """
        id INTEGER PRIMARY KEY, objection INTEGER NOT NULL UNIQUE REFERENCES objections,
        outcome TEXT NOT NULL CHECK (outcome IN ('upheld', 'rejected')), text TEXT NOT NULL, at TEXT NOT NULL,
        actor TEXT NOT NULL""",
    "approvals": """
        id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs, digest TEXT NOT NULL, at TEXT NOT NULL,
        actor TEXT NOT NULL""",
    "approved_decisions": """
        id INTEGER PRIMARY KEY, decision INTEGER NOT NULL UNIQUE REFERENCES decisions,
        approval INTEGER NOT NULL REFERENCES approvals""",
    "payments": """
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('paid', 'failed', 'recovered')),
        decision INTEGER NOT NULL REFERENCES decisions, amount INTEGER NOT NULL CHECK (amount > 0), day TEXT NOT NULL,
        voucher TEXT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL""",
    "proposals": """
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('appropriation', 'reversal', 'policy')),
        subject TEXT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL""",
    "proposal_answers": """
        id INTEGER PRIMARY KEY, proposal INTEGER NOT NULL UNIQUE REFERENCES proposals,
        outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'refused', 'withdrawn')), reason TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL""",
}

BUREAU_VIEWS = {
    # the claims that a decision rests on: its own, and those of the awards that waited and got money by it; the plus
    # keeps SQLite from going through everything that the run granted
    "decision_claims": """
        SELECT decision, claim FROM lines
        UNION ALL SELECT d.id, l.claim FROM decisions AS d JOIN awards AS w ON w.application = d.application
        JOIN lines AS l ON l.id = w.line JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant' AND +g.run = d.run""",
    # whoever had a hand in a decision before it was approved: nobody of them approves it, nobody of them pays it. Who
    # found the conditions of the firm itself is known by the trail, as it may not have claimed anything by then. The
    # cross joins keep SQLite from going through the run for each of its decisions
    "prepared": """
        SELECT d.id AS decision, r.actor FROM decisions AS d JOIN runs AS r ON r.id = d.run
        UNION ALL SELECT d.id, p.actor FROM decisions AS d JOIN publications AS p ON p.run = d.run
        UNION ALL SELECT l.decision, r.actor FROM decision_claims AS l JOIN lines AS m ON m.claim = l.claim
                  JOIN decisions AS e ON e.id = m.decision JOIN runs AS r ON r.id = e.run
        UNION ALL SELECT l.decision, p.actor FROM decision_claims AS l JOIN lines AS m ON m.claim = l.claim
                  JOIN decisions AS e ON e.id = m.decision JOIN publications AS p ON p.run = e.run
        UNION ALL SELECT d.id, x.actor FROM exclusions AS x CROSS JOIN decisions AS gone ON gone.id = x.decision
                  CROSS JOIN decisions AS d ON d.run = gone.run
        UNION ALL SELECT o.decision, o.actor FROM objections AS o
        UNION ALL SELECT o.decision, a.actor FROM objections AS o JOIN objection_answers AS a ON a.objection = o.id
        UNION ALL SELECT l.decision, c.actor FROM decision_claims AS l JOIN checks AS c ON c.claim = l.claim
        UNION ALL SELECT l.decision, f.actor FROM decision_claims AS l JOIN findings AS f ON f.claim = l.claim
        UNION ALL SELECT l.decision, v.actor FROM decision_claims AS l JOIN vouchings AS v ON v.claim = l.claim
        UNION ALL SELECT d.id, t.actor FROM decisions AS d CROSS JOIN audit AS t ON t.subject = d.uscc
                  WHERE t.act IN ('conditions', 'change_firm') AND json_extract(t.detail, '$.before.conditions')
                        IS NOT json_extract(t.detail, '$.after.conditions')
                  AND NOT EXISTS (SELECT 1 FROM approved_decisions AS s JOIN approvals AS p ON p.id = s.approval
                                  WHERE s.decision = d.id AND p.at < t.at)""",
    # whoever approved a decision, or proposed or answered that something of it be taken back: nobody of them pays it
    "signed": """
        SELECT s.decision, a.actor FROM approved_decisions AS s JOIN approvals AS a ON a.id = s.approval
        UNION ALL SELECT d.id, q.actor FROM decisions AS d
                  JOIN proposals AS q ON q.kind = 'reversal' AND q.subject = d.run || '/' || d.uscc
        UNION ALL SELECT d.id, n.actor FROM decisions AS d
                  JOIN proposals AS q ON q.kind = 'reversal' AND q.subject = d.run || '/' || d.uscc
                  JOIN proposal_answers AS n ON n.proposal = q.id""",
}

BUREAU_INDEXES = (
    "ALTER TABLE audit ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX staff_roles_account ON staff_roles (account, role, id)",
    "CREATE INDEX assignments_application ON assignments (application, id)",
    "CREATE INDEX comments_application ON comments (application, id)",
    "CREATE INDEX checks_claim ON checks (claim, name, id)",
    "CREATE INDEX findings_claim ON findings (claim, id)",
    "CREATE INDEX vouchings_claim ON vouchings (claim, id)",
    "CREATE INDEX publications_run ON publications (run, id)",
    "CREATE INDEX objections_decision ON objections (decision, id)",
    "CREATE INDEX approvals_run ON approvals (run, id)",
    "CREATE INDEX payments_decision ON payments (decision, id)",
    "CREATE INDEX proposals_subject ON proposals (kind, subject, id)",
    "CREATE INDEX audit_subject ON audit (subject, id)",
    "CREATE INDEX applications_year ON applications (policy, year, received, id)",
    "CREATE INDEX lines_claim ON lines (claim, id)",
    "CREATE INDEX ledger_run ON ledger (run, kind)",
    "CREATE INDEX awards_application ON awards (application)",
)

# letters that were issued before approvals were kept: whoever issued them approved them
BUREAU_BEFORE = (
    "INSERT INTO approvals (run, digest, at, actor) SELECT run, '', min(at), min(actor) FROM letters GROUP BY run",
    """INSERT INTO approved_decisions (decision, approval)
       SELECT DISTINCT t.decision, a.id FROM letters AS t JOIN approvals AS a ON a.run = t.run""",
)

# what only grows, and the columns by which INSERT OR REPLACE could otherwise push a row out
BUREAU_APPEND_ONLY = {
    "staff_roles": (("id",),),
    "assignments": (("id",),),
    "comments": (("id",),),
    "checks": (("id",),),
    "findings": (("id",),),
    "vouchings": (("id",),),
    "exclusions": (("id",), ("decision",)),
    "publications": (("id",),),
    "objections": (("id",),),
    "objection_answers": (("id",), ("objection",)),
    "approvals": (("id",),),
    "approved_decisions": (("id",), ("decision",)),
    "payments": (("id",),),
    "proposals": (("id",),),
    "proposal_answers": (("id",), ("proposal",)),
}

_IN_ORDER = (
    "checks",
    "findings",
    "vouchings",
    "publications",
    "objections",
    "approvals",
    "payments",
    "proposals",
    "staff_roles",
    "assignments",
)

# what the decision of a new payment grants with money and nobody took back
_STANDS = """coalesce((
             SELECT sum(g.amount) FROM decisions AS d JOIN awards AS w ON w.application = d.application
             JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant' AND +g.run = d.run WHERE d.id = NEW.decision
             AND NOT EXISTS (SELECT 1 FROM ledger AS v WHERE v.award = w.id AND v.kind = 'reversal')), 0)"""

BUREAU_RULES = {
    **{
        f"{table}_in_order": f"""
        AFTER INSERT ON {table}
        WHEN NEW.id <> (SELECT max(id) FROM {table})
        BEGIN SELECT RAISE(ABORT, '{table}: an entry comes after all others'); END"""
        for table in _IN_ORDER
    },
    "staff_roles_of_staff": """
        BEFORE INSERT ON staff_roles
        WHEN (SELECT role FROM accounts WHERE id = NEW.account) <> 'staff'
        BEGIN SELECT RAISE(ABORT, 'staff_roles: not an account of staff'); END""",
    "vouchings_by_another": """
        BEFORE INSERT ON vouchings
        WHEN NEW.act = 'reviewed' AND (
             (SELECT act FROM vouchings WHERE claim = NEW.claim ORDER BY id DESC LIMIT 1) IS NOT 'checked'
             OR NEW.facts <> (SELECT facts FROM vouchings WHERE claim = NEW.claim ORDER BY id DESC LIMIT 1)
             OR NEW.actor IN (SELECT actor FROM vouchings WHERE claim = NEW.claim AND act <> 'reviewed'
                              AND act <> 'voided'
                              UNION SELECT actor FROM checks WHERE claim = NEW.claim
                              UNION SELECT actor FROM findings WHERE claim = NEW.claim))
        BEGIN SELECT RAISE(ABORT, 'vouchings: reviewed by another person, as it was checked'); END""",
    "claims_vouched": """
        BEFORE UPDATE OF accepted ON claims
        WHEN NEW.accepted = 1 AND OLD.accepted = 0
             AND coalesce((SELECT act FROM vouchings WHERE claim = NEW.id ORDER BY id DESC LIMIT 1), '')
                 NOT IN ('imported', 'reviewed')
             AND NOT EXISTS (SELECT 1 FROM claim_withdrawals WHERE claim = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'claims: nobody vouches for it'); END""",
    "exclusions_before_approval": """
        BEFORE INSERT ON exclusions
        WHEN EXISTS (SELECT 1 FROM approved_decisions WHERE decision = NEW.decision)
             OR EXISTS (SELECT 1 FROM letters WHERE decision = NEW.decision)
        BEGIN SELECT RAISE(ABORT, 'exclusions: the decision is approved'); END""",
    "approved_decisions_by_another": """
        BEFORE INSERT ON approved_decisions
        WHEN (SELECT actor FROM approvals WHERE id = NEW.approval)
             IN (SELECT actor FROM prepared WHERE decision = NEW.decision)
        BEGIN SELECT RAISE(ABORT, 'approved_decisions: approved by another person than prepared it'); END""",
    "approved_decisions_of_run": """
        BEFORE INSERT ON approved_decisions
        WHEN (SELECT run FROM approvals WHERE id = NEW.approval) IS NOT
             (SELECT run FROM decisions WHERE id = NEW.decision)
             OR EXISTS (SELECT 1 FROM exclusions WHERE decision = NEW.decision)
             OR EXISTS (SELECT 1 FROM objections AS o LEFT JOIN objection_answers AS a ON a.objection = o.id
                        WHERE o.decision = NEW.decision AND a.outcome IS NOT 'rejected')
        BEGIN SELECT RAISE(ABORT, 'approved_decisions: of another run, excluded, or objected to'); END""",
    "approved_decisions_in_order": """
        BEFORE INSERT ON approved_decisions
        WHEN EXISTS (SELECT 1 FROM decisions AS d JOIN decisions AS e ON e.application = d.application AND e.id < d.id
                     WHERE d.id = NEW.decision
                     AND NOT EXISTS (SELECT 1 FROM approved_decisions WHERE decision = e.id)
                     AND NOT EXISTS (SELECT 1 FROM exclusions WHERE decision = e.id))
        BEGIN SELECT RAISE(ABORT, 'approved_decisions: an earlier decision on the application is not approved'); END""",
    "letters_approved": """
        BEFORE INSERT ON letters
        WHEN NOT EXISTS (SELECT 1 FROM approved_decisions WHERE decision = NEW.decision)
        BEGIN SELECT RAISE(ABORT, 'letters: the decision is not approved'); END""",
    "objection_answers_by_another": """
        BEFORE INSERT ON objection_answers
        WHEN NEW.actor = (SELECT actor FROM objections WHERE id = NEW.objection)
        BEGIN SELECT RAISE(ABORT, 'objection_answers: answered by another person than recorded it'); END""",
    "payments_by_another": """
        BEFORE INSERT ON payments
        WHEN NEW.actor IN (SELECT actor FROM prepared WHERE decision = NEW.decision
                           UNION ALL SELECT actor FROM signed WHERE decision = NEW.decision)
        BEGIN SELECT RAISE(ABORT, 'payments: confirmed by another person than prepared or approved'); END""",
    "payments_approved": """
        BEFORE INSERT ON payments
        WHEN NOT EXISTS (SELECT 1 FROM approved_decisions WHERE decision = NEW.decision)
             OR (NEW.kind = 'paid' AND EXISTS (SELECT 1 FROM objections AS o
                 LEFT JOIN objection_answers AS a ON a.objection = o.id
                 WHERE o.decision = NEW.decision AND (a.outcome IS NULL OR (a.outcome = 'upheld' AND NOT EXISTS (
                     SELECT 1 FROM decisions AS d JOIN awards AS w ON w.application = d.application
                     JOIN ledger AS g ON g.award = w.id AND g.kind = 'grant' AND +g.run = d.run
                     JOIN ledger AS v ON v.award = w.id AND v.kind = 'reversal' AND v.at >= a.at
                     WHERE d.id = NEW.decision)))))
        BEGIN SELECT RAISE(ABORT, 'payments: not approved, or an objection is open or upheld'); END""",
    "payments_of_what_is_due": f"""
        BEFORE INSERT ON payments
        WHEN NEW.kind = 'paid' AND NEW.amount > {_STANDS}
        BEGIN SELECT RAISE(ABORT, 'payments: more than is granted and stands'); END""",
    "payments_back_of_what_is_owed": f"""
        BEFORE INSERT ON payments
        WHEN NEW.kind = 'recovered' AND NEW.amount + {_STANDS} > coalesce((
             SELECT sum(CASE kind WHEN 'paid' THEN amount WHEN 'recovered' THEN -amount ELSE 0 END) FROM payments
             WHERE decision = NEW.decision), 0)
        BEGIN SELECT RAISE(ABORT, 'payments: more comes back than was paid and taken back'); END""",
    "payments_once": """
        BEFORE INSERT ON payments
        WHEN NEW.kind = 'paid' AND EXISTS (SELECT 1 FROM payments WHERE decision = NEW.decision AND kind = 'paid')
        BEGIN SELECT RAISE(ABORT, 'payments: paid already'); END""",
    "proposal_answers_by_another": """
        BEFORE INSERT ON proposal_answers
        WHEN (NEW.outcome = 'withdrawn') <> (NEW.actor = (SELECT actor FROM proposals WHERE id = NEW.proposal))
        BEGIN SELECT RAISE(ABORT, 'proposal_answers: answered by another person than proposed it'); END""",
    "jobs_no_delete": """
        BEFORE DELETE ON jobs
        BEGIN SELECT RAISE(ABORT, 'jobs: rows are never removed'); END""",
    "jobs_of_one": """
        BEFORE UPDATE ON jobs
        WHEN OLD.state IN ('done', 'failed') OR (NEW.id, NEW.kind, NEW.subject, NEW.asked, NEW.at, NEW.actor)
             IS NOT (OLD.id, OLD.kind, OLD.subject, OLD.asked, OLD.at, OLD.actor)
        BEGIN SELECT RAISE(ABORT, 'jobs: a job stays what it is, and once over it is over'); END""",
}
