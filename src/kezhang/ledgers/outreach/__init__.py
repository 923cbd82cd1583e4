"""科普与培训: one file per ledger."""
