"""清单表: the tables of the superior level that ask for rows: what they ask, and rows as they were frozen."""
