"""篇章: what a page tells before its sentences are understood: its headings and the manner of its sentences."""
