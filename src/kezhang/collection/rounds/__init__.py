"""调度: a round opened, looked at, its deadline moved, closed."""
