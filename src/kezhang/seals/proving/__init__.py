"""证明: one entry of a log shown to whoever holds a signed root, without the entries beside it."""
