"""核查: what the bureau above usually checks, asked before it does."""
