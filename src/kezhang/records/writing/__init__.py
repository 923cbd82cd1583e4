"""写入: the journal, its chain, and what is written beside records."""
