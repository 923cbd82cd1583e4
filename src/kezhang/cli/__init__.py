"""The command line: everything the site does, for scripts and for people who type."""
