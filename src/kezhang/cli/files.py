"""How commands read a file that a person names: within the limit, or one sentence and the end."""

from pathlib import Path

from kezhang.cli.console import stop


def content_of(path: Path, limit: int) -> bytes:
    """The file's bytes, no further than the limit."""
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError:
        stop(f"{path} 打不开：不存在、没有权限，或正被别的程序占用。")
    if len(content) > limit:
        stop(f"{path} 超过{limit // 1024 // 1024}MB的上限；请另存为不带图片的文档后再试。")
    return content
