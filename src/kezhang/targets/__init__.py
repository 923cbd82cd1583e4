"""任务与进度: what a bureau must reach, and where it stands."""
