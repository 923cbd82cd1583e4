"""封签: what binds every table to the log: sealed rows, signed heads, keys outside the database, anchors outside the home."""
