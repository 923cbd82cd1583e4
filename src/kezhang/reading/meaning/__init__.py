"""含义: what a quantity counts, in which role, and of when."""
