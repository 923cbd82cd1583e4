"""表格: the tables of a text, found, laid out and read."""
