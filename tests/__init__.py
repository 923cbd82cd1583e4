"""The tests. Names are sentences; each asserts one behaviour."""
