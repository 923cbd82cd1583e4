"""工作台的内容: what waits for a person, what the log says in names, where to look when a day has nothing."""
