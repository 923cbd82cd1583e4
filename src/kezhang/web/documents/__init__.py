"""Pages that finish a report's document: the official paper it is issued as, and its file with newer figures."""
