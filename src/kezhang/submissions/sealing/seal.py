"""密封: AES-GCM under a key of one submission's own; a token that says two contents are the same and nothing else.

The key stands in its own row, locked with the installation's key. Without the row nobody reads the content, and
no guess of a telephone number can be held against the token.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kezhang.seals.statements import canonical
from kezhang.submissions.sealing.models import SealingKey

NONCE, KEY = 12, 32
TOKEN = 32
#: Read aloud without mistaking one for another; four of them are 2^24 phrases.
WORDS = [
    "红柳",
    "雪山",
    "麦田",
    "清泉",
    "白杨",
    "葡萄",
    "骏马",
    "羊群",
    "棉花",
    "胡杨",
    "戈壁",
    "绿洲",
    "彩虹",
    "明月",
    "星空",
    "晨光",
    "石榴",
    "核桃",
    "苹果",
    "香梨",
    "红枣",
    "番茄",
    "南瓜",
    "玉米",
    "牧场",
    "草原",
    "湖泊",
    "河流",
    "山谷",
    "森林",
    "花园",
    "果园",
    "桥梁",
    "灯塔",
    "风车",
    "水渠",
    "书本",
    "铅笔",
    "钢琴",
    "笛子",
    "鼓声",
    "歌声",
    "春风",
    "夏雨",
    "秋霜",
    "冬雪",
    "云朵",
    "海浪",
    "燕子",
    "喜鹊",
    "大雁",
    "白鸽",
    "蝴蝶",
    "蜜蜂",
    "骆驼",
    "梅花",
    "兰花",
    "竹子",
    "菊花",
    "荷花",
    "松树",
    "柳树",
    "榆树",
    "沙枣",
]


class Unsealable(Exception):
    """The key is gone, or is not the one this was sealed with."""


@dataclass(frozen=True)
class SubmissionSeal:
    """What seals and opens one submission; ``about`` binds the content to its number."""

    key: bytes
    about: str

    def closed(self, content: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, content, self.about.encode())

    def opened(self, sealed: bytes) -> bytes:
        try:
            return AESGCM(self.key).decrypt(bytes(sealed[:NONCE]), bytes(sealed[NONCE:]), self.about.encode())
        except InvalidTag as fault:
            raise Unsealable(self.about) from fault

    def closed_words(self, content: dict[str, Any]) -> bytes:
        return self.closed(canonical(content))

    def opened_words(self, sealed: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.opened(sealed))
        return found

    def token(self, content: Any) -> str:
        """The same for the same content, and telling nothing to whoever lacks the key."""
        said = content if isinstance(content, bytes) else canonical(content)
        return hmac.new(self.key, said, hashlib.sha256).hexdigest()[:TOKEN]


def new_seal(about: str) -> tuple[SealingKey, SubmissionSeal]:
    """A fresh key, stored by whoever stores what is sealed with it."""
    key = secrets.token_bytes(KEY)
    nonce = secrets.token_bytes(NONCE)
    locked = nonce + AESGCM(_master()).encrypt(nonce, key, about.encode())
    return SealingKey(locked=locked), SubmissionSeal(key, about)


def seal_of(row: SealingKey | None, about: str) -> SubmissionSeal:
    """Raises Unsealable for what was erased, and where the installation's key is another one."""
    if row is None:
        raise Unsealable(about)
    locked = bytes(row.locked)
    try:
        return SubmissionSeal(AESGCM(_master()).decrypt(locked[:NONCE], locked[NONCE:], about.encode()), about)
    except InvalidTag as fault:
        raise Unsealable(about) from fault


def phrase_of(number: str) -> str:
    """暗语: what the sender proves himself with; it follows from the number and is kept nowhere."""
    made = hmac.new(_master(), f"phrase:{number}".encode(), hashlib.sha256).digest()
    return " ".join(WORDS[byte % len(WORDS)] for byte in made[:4])


def is_phrase_of(number: str, typed: str) -> bool:
    """Typed with or without spaces; compared in one time whether right or wrong."""
    said = "".join(typed.split())
    return hmac.compare_digest(said.encode(), phrase_of(number).replace(" ", "").encode())


def digest_of_secret(parts: Sequence[str]) -> str:
    """What is kept of a secret that only its holder knows."""
    return hmac.new(_master(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def _master() -> bytes:
    return hashlib.sha256(f"kezhang.submissions:{settings.KEZHANG_SEAL_KEY}".encode()).digest()
