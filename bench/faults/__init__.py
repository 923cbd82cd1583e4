"""Seeded faults: processes killed, databases away, folders that cannot be written; and what is left afterwards."""
