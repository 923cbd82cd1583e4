"""What whoever watches over the site is told: how it is, and what it did."""
