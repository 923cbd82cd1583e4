"""声明: what a ledger says of itself: columns, cells, rules, and the checks of all of it."""
