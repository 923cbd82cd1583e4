"""记录: the machinery every ledger shares. It knows no particular ledger."""
