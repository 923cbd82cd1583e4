"""单位管理: the pages on which a bureau keeps its people, posts, offices and bureaus, and auditors read."""
