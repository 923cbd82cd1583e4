"""后台任务: long work beside the site, with progress, owner and result."""
