"""人才与平台: one file per ledger."""
