"""抽奖: who wins follows from the list of codes and from digits that nobody could know when the list was closed.

Before the quiz opens a future public source is named; after it has closed the digest of the sorted list is told; then
the digits are drawn elsewhere. Anyone recomputes the rest.

>>> drawn(["B", "A", "C"], "0123", 1, 1)["winners"] == drawn(["C", "B", "A"], "0123", 1, 1)["winners"]
True
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

#: 候补: as many again wait for those who do not come.
RESERVES = 2


def digest_of(codes: Sequence[str]) -> str:
    """Of the sorted list, one a line."""
    return hashlib.sha256("\n".join(sorted(codes)).encode()).hexdigest()


def drawn(codes: Sequence[str], digits: str, prizes: int, reserves: int) -> dict[str, Any]:
    """Seed = SHA-256(digest of the list, digits); order by HMAC(seed, code); the first win, the next wait."""
    digest = digest_of(codes)
    seed = hashlib.sha256(f"{digest}{digits}".encode()).digest()
    order = sorted(set(codes), key=lambda code: hmac.new(seed, code.encode(), hashlib.sha256).hexdigest())
    return {
        "codes": sorted(codes), "digest": digest, "digits": digits, "prizes": prizes,
        "winners": order[:prizes], "reserves": order[prizes : prizes + reserves],
    }  # fmt: skip


def faults_of(told: dict[str, Any]) -> list[str]:
    """What does not follow from what is told; empty for a draw that is right."""
    try:
        codes, digits, prizes = [str(code) for code in told["codes"]], str(told["digits"]), int(told["prizes"])
        winners, reserves, digest = list(told["winners"]), list(told.get("reserves", [])), str(told["digest"])
    except (KeyError, TypeError, ValueError):
        return ["文件里没有 codes、digits、prizes、digest、winners，不是抽奖公示文件"]
    found = []
    again = drawn(codes, digits, prizes, len(reserves))
    if again["digest"] != digest:
        found.append(f"参赛码名单的校验值应为{again['digest']}，公示的是{digest}：名单在公示后变过")
    if again["winners"] != winners:
        found.append(
            f"按公示的名单和随机数，中奖的应为{'、'.join(again['winners'])}，公示的是{'、'.join(map(str, winners))}"
        )
    if again["reserves"] != reserves:
        found.append(f"候补应为{'、'.join(again['reserves'])}，公示的是{'、'.join(map(str, reserves))}")
    return found
