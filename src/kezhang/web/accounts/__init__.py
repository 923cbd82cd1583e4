"""登录和权限在网站上: the gate before every page, signing in, passwords, sessions, people, posts and the log."""
