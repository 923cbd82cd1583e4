"""工作簿: a file from outside opened in a process of its own: whatever kind it is, what its cells hold and what they show."""
