"""收件: what a clerk does with a submission."""
