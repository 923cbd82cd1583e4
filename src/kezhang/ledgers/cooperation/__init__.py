"""合作与赛事: one file per ledger."""
