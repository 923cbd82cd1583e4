"""The pages between a bureau and those below it: shares, rounds, returns, results."""
