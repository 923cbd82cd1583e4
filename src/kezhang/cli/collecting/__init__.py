"""Commands between a bureau and those below it: targets down, rounds, returns, ranking."""
