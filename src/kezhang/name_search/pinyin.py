"""拼音首字母: the letters by which people find a name without typing its characters."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def initials(name: str) -> str:
    """
    >>> initials("朔湖绿源")
    'shly'
    """
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary is slow to load

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
