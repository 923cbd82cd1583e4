"""模板: what a template says, token by token, and the templates there are."""
