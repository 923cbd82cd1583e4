"""指标: numbers declared once over the ledgers. ``catalogue.py`` is the list."""
