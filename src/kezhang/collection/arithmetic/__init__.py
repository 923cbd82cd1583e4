"""算法: what targets, rates, ranks and scores come to; pure arithmetic on Decimals that knows no database."""
