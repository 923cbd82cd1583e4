"""Opening documents: whatever people send becomes text with offsets, or one sentence that says why not."""

from kezhang.reading.sources.opening import content_of, open_content, open_source
from kezhang.reading.sources.unreadable import Unreadable

__all__ = ["Unreadable", "content_of", "open_content", "open_source"]
