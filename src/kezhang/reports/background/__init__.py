"""What is done to reports beside the site."""
