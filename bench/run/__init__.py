"""A whole run decided and committed, beside bare rows written to a plain table."""
