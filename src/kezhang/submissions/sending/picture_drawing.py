"""照片重绘: a photograph drawn anew, upright and no larger than needed, with nothing in it but what one sees.

Run in a process of its own (``containment``): it knows Pillow and nothing of ours.
"""

import io
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from kezhang.containment.refused_file import RefusedFile

#: Pixels along the longer side, and in all, before it is drawn.
LONGEST, MOST = 1600, 60_000_000
QUALITY = 82


def drawn(content: bytes) -> Iterator[str]:
    """The bytes of a JPEG or PNG, as hexadecimal digits. Raises RefusedFile."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
            if width * height > MOST:
                raise RefusedFile(f"有{width}×{height}个像素，太大了")
            kind = picture.format or "JPEG"
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST, LONGEST))
            fresh = Image.new("RGB", upright.size, "white")
            fresh.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as fault:
        raise RefusedFile("读不出来，可能已损坏") from fault
    out = io.BytesIO()
    fresh.save(out, format=kind, **({"quality": QUALITY} if kind == "JPEG" else {"optimize": True}))
    yield out.getvalue().hex()
