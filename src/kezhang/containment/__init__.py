"""隔离: whatever opens files from outside does it in a process of its own, under limits. Pure Python, knows no format."""
