"""特派员: logging visits by a personal link, and what the bureau makes of the logs."""
