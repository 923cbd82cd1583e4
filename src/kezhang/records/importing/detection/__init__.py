"""认表: which tables a workbook holds, for which ledgers, what their headers mean, and what kind each row is of."""
