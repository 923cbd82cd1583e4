"""线上答题: a bank of questions, papers drawn from it, attempts scored on the server, and what comes of them."""
