"""输出: a reading for people and for programs."""
