"""特派员: one file per ledger."""
