"""Bursts at the open pages: a thousand who answer a quiz at once, and a flood of posts at a form."""
