"""批量: changes of many records at once, and of two that are one; each a batch that is undone as a whole."""
