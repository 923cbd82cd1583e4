"""报送: figures measured, explained, reviewed, signed, sent, decided on one by one, corrected by a dated exception."""
