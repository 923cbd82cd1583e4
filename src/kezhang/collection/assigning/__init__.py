"""任务下达: one target divided among the bureaus below, as a table, issued, signed for or objected to."""
