"""起草: from a template and a bureau's data to blocks and figures."""
