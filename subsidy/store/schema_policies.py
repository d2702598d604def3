"""The table of the policies' versions: each approved by somebody who did not propose it, in order, never changed."""

POLICIES = {
    "policy_versions": """
        id INTEGER PRIMARY KEY, policy TEXT NOT NULL, number INTEGER NOT NULL CHECK (number > 0), digest TEXT NOT NULL,
        source TEXT NOT NULL, proposal INTEGER NOT NULL UNIQUE REFERENCES proposals, at TEXT NOT NULL,
        actor TEXT NOT NULL, UNIQUE (policy, number)""",
}

POLICIES_APPEND_ONLY = {"policy_versions": (("id",), ("proposal",), ("policy", "number"))}

POLICIES_RULES = {
    "policy_versions_in_order": """
        AFTER INSERT ON policy_versions
        WHEN NEW.id <> (SELECT max(id) FROM policy_versions)
             OR NEW.number <> (SELECT count(*) FROM policy_versions WHERE policy = NEW.policy)
        BEGIN SELECT RAISE(ABORT, 'policy_versions: a version comes after all others'); END""",
    "policy_versions_approved": """
        BEFORE INSERT ON policy_versions
        WHEN NOT EXISTS (SELECT 1 FROM proposals AS p JOIN proposal_answers AS a ON a.proposal = p.id
                         WHERE p.id = NEW.proposal AND p.kind = 'policy' AND p.subject = NEW.policy
                         AND a.outcome = 'approved' AND a.actor = NEW.actor AND a.actor <> p.actor
                         AND json_extract(p.body, '$.after') = NEW.digest
                         AND json_extract(p.body, '$.source') = NEW.source)
        BEGIN SELECT RAISE(ABORT, 'policy_versions: as it was proposed by one and approved by another'); END""",
}
