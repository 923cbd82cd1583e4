"""The tables of indicators."""
