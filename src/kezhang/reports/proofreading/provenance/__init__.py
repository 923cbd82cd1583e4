"""来历: what an edited file was before hands went over it, and which of it came from elsewhere."""
