"""A report read: its promises proposed as targets, its figures laid beside the ledgers."""
