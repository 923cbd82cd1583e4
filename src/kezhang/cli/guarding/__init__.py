"""Commands that examine, anchor, verify, back up and restore."""
