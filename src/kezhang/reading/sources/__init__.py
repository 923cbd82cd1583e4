"""Opening documents: whatever people send becomes text with offsets, or one sentence that says why not."""
