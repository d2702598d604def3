"""The door for programs: /api/v1, over the same desk as the pages; no rule of the policy lives here."""
