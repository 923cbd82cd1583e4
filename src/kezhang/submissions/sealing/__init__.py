"""密封: what people from outside write, kept under a key of its own that can be destroyed."""
