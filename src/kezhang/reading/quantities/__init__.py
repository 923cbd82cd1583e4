"""数量: which stretches of a text are quantities, and how much each is."""
