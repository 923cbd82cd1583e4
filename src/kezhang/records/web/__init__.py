"""台账页面: the pages every ledger has."""
