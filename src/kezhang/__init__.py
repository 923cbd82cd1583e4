"""科账 Kezhang: a science-and-technology bureau's year, kept as one ledger."""
