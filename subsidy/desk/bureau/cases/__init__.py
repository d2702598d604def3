"""One application as the staff see it: its claims, what happened to it, what changed, what was decided and why."""
