"""章: the indicators of each chapter of the report, one declaration each; ``catalogue.py`` lists them."""
