"""任务与文件: one file per ledger."""
