"""What an application costs where the ledger is long, beside what it costs where it is short."""
