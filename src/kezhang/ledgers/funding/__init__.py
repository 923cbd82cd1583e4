"""投入与项目: one file per ledger."""
