"""The reader of reports measured: how right, how quick, how steady, and what it learned its manner from."""
