"""成果与合同: one file per ledger."""
