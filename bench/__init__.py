"""Measurements. Each is a ratio against a bare baseline in the same run, never a time by itself."""

import os

#: Requests are counted as they always are, and none is too many for a measurement.
os.environ.setdefault("KEZHANG_REQUESTS_PERCENT", "10000")
