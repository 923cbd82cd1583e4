"""The makers of the example bureaus' workbooks."""
