"""照片重绘: a photograph drawn anew, upright and no larger than needed, with nothing in it but what one sees.

Run in a process of its own (``containment``): it knows Pillow and nothing of ours. Whatever it reads, JPEG and PNG
aside, comes out as JPEG.
"""

import io
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from kezhang.containment.refused_file import RefusedFile

#: Pixels along the longer side, and in all, before it is drawn.
LONGEST, MOST = 1600, 60_000_000
QUALITY = 82
#: What a HEIC file says of itself after the length of its first box.
HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypheim", b"ftypheis", b"ftypmif1", b"ftypmsf1")


def is_heic(content: bytes) -> bool:
    """By its first bytes; telephones and chat programs name such files .jpg, too."""
    return content[4:12] in HEIC


def drawn(content: bytes) -> Iterator[str]:
    """The bytes of a JPEG, or of a PNG where it was one, as hexadecimal digits. Raises RefusedFile."""
    formats = ("HEIF",) if is_heic(content) and _reads_heic() else ("JPEG", "PNG")
    try:
        with Image.open(io.BytesIO(content), formats=formats) as picture:
            width, height = picture.size
            if width * height > MOST:
                raise RefusedFile(f"有{width}×{height}个像素，太大了")
            kind = "PNG" if picture.format == "PNG" else "JPEG"
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST, LONGEST))
            fresh = Image.new("RGB", upright.size, "white")
            fresh.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as fault:
        raise RefusedFile("读不出来，可能已损坏") from fault
    out = io.BytesIO()
    fresh.save(out, format=kind, **({"quality": QUALITY} if kind == "JPEG" else {"optimize": True}))
    yield out.getvalue().hex()


def _reads_heic() -> bool:
    """Where the component is installed. Raises RefusedFile with what to do where it is not."""
    try:
        import pillow_heif  # noqa: PLC0415 - an extra, loaded for such files alone
    except ImportError:
        raise RefusedFile(
            "是苹果手机的 HEIC 格式，这里不能转换；请在手机“设置－相机－格式”里选“兼容性最佳”后重拍，或另存为 JPG 再上传"
        ) from None
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    return True
