"""对外页面: the pages that open without an account."""
