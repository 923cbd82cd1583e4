"""Races: people who do things to the same records at the same moment, through the site's own pages."""
