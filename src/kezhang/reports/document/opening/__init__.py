"""打开改稿: what a document that comes from outside may hold beside its body, and how its characters are shown."""
