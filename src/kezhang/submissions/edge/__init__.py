"""边库: what many people write at the same moment, beside the records' file."""
