"""What a firm does at its own desk: account, drafts, evidence, estimate, submission, and what became of it.

Read accounts, drafts (with lastyear), sheet, evidence, estimate, submit, status. Every function that is about a firm's
year takes the database, the policy, the year and the firm's code, in this order.
"""

FIRM = "firm"  # the section of a firm's own details, beside those of the policy's items
