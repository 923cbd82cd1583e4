"""Every column that carries a process is read by something; what only informs says so in its declaration."""
