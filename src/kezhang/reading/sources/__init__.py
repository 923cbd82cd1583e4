"""Opening documents: whatever people send becomes text with offsets, or one sentence that says why not."""

from kezhang.reading.sources.opening import open_source
from kezhang.reading.sources.unreadable import Unreadable

__all__ = ["Unreadable", "open_source"]
