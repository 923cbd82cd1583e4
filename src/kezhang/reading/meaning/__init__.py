"""含义: what a quantity counts, in which role, of when, and together with which others."""
