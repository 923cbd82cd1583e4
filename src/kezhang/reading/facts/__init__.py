"""事实: which numbers tell of one fact: a whole and its parts, what was set and done, and what is dealt out to each."""
