"""企业: one file per ledger."""
