"""The site: settings, menu, board, report pages, and what all pages share."""
