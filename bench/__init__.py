"""Measurements. Each is a ratio against a bare baseline in the same run, never a time by itself."""
