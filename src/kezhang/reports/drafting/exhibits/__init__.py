"""表和图: what a report shows as a table or a chart, and the rows that a bureau's own table repeats."""
