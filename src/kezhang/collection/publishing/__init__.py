"""结果: the matrix of what was returned, its coverage, ranks and scores, published once and told in a circular."""
