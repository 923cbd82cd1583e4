"""备份: one file with the database as it stood at a moment and every file it names; restored into an empty home."""
