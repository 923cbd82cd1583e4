"""进度: the board with its sets, curves, causes and sheet, and the panel behind every number."""
