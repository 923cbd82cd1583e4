"""Generated sheets in the layouts of the trade, with what each must give, and a measure of how they are read."""
