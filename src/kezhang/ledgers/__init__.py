"""台账: one file per ledger, in the chapters of the report. ``models.py`` is the list."""
