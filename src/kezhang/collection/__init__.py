"""上下级: targets down, figures up, ranking and circulars between a bureau and those below it."""
