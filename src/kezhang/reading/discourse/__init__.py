"""篇章: what a page tells before its sentences are understood: its headings, the manner of its sentences, its lines of cells."""
