"""协作: what colleagues say to one another about records, and the views of lists they keep and share."""
