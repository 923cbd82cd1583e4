"""冻结: a draft kept with its figures, and everything asked of them afterwards."""
