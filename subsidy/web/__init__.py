"""The site: pages over the desk; no rule of the policy lives here."""
