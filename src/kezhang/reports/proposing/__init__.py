"""从旧报告到模板: last year's report read, a token proposed for each of its numbers, the template written in its own look."""
