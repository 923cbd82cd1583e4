"""历史: the log read back."""
