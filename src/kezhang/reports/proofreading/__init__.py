"""校对: an edited document held against the report it came from."""
