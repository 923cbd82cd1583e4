"""日历: what becomes due, month by month, and as a feed that other calendars subscribe to."""
