"""Work beside the site: a real ``kezhang serve`` while a big import runs as a job, and its worker killed."""
