"""后台任务: what of other people's reports is read and collated beside the site."""
