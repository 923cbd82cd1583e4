"""A model kept with django-simple-history, as a peer to measure against."""
