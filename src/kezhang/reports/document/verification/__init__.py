"""What an issued document carries of its own proof."""
