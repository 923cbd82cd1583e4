"""Units, money, periods and comparators. Pure Python; knows neither Django nor any ledger."""
