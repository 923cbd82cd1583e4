"""写法: the one spelling in which two texts are compared, and what of a text can be seen at all.

Programs leave characters in texts that nobody sees: spaces without width, marks of direction, soft hyphens. Full and
half width, capitals and blanks differ between two sheets that mean the same contract.
"""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")


def visible(text: str) -> str:
    """A text without what cannot be seen, its blanks plain ones.

    >>> visible("朔湖\u200b科技\ufeff"), visible("GR\u00a02023")
    ('朔湖科技', 'GR 2023')
    """
    return text if text.isascii() else _BLANKS.sub(" ", _INVISIBLE.sub("", text))


def compared(text: str) -> str:
    """As it is compared: one width, one case, without blanks.

    >>> compared("ＧＲ 2023"), compared("gr2023"), compared("朔湖（新疆）公司") == compared("朔湖(新疆) 公司")
    ('GR2023', 'GR2023', True)
    """
    return text.upper() if text.isascii() and text.isalnum() else _compared(text)


@lru_cache(maxsize=65_536)  # a sheet of contracts names the same firms over and over
def _compared(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", visible(text)).split()).upper()
