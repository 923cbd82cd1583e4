"""询问: what an import cannot decide by itself, each kind of doubt in a file of its own."""
