"""来件的收发: sending, following, answering and withdrawing, by the people outside."""
