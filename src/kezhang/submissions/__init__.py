"""表单和来件: some columns of a ledger opened to people without an account; what they send waits until a clerk accepts it."""
