"""What is done with ledgers beside the site when it is much."""
