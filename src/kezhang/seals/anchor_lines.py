"""锚的核对: what a line says of itself, by its signature and its predecessor. Pure: whoever has the public key can do it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kezhang.seals.signing_keys import is_signed
from kezhang.seals.statements import digest_of, sm3_of

#: Before the first line.
NOTHING = "0" * 64


def previous_of(line: Mapping[str, Any] | None) -> str:
    """How the next line names this one."""
    return digest_of(dict(line)) if line else NOTHING


def line_faults(lines: Sequence[Mapping[str, Any]], keys: Mapping[str, str]) -> Iterator[tuple[Any, str]]:
    """The number of each line that is not right, and what is wrong; ``keys`` are public keys by id."""
    before: Mapping[str, Any] | None = None
    for place, line in enumerate(lines, start=1):
        number = line.get("number", f"{place}（行）")
        if says := signature_fault(line, keys) or sm3_fault(line):
            yield number, says
        if before is not None and isinstance(number, int):
            if number != before.get("number", 0) + 1:
                yield number, f"与上一条（第{before.get('number')}号）之间有缺失"
            elif line.get("previous") != previous_of(before):
                yield number, "与上一条不衔接，上一条可能被改过"
        before = line


def with_sm3(line: Mapping[str, Any]) -> dict[str, Any]:
    """The line with the SM3 digest of all it says, before it is signed. Raises ValueError."""
    return dict(line) | {"sm3": sm3_of(dict(line))}


def sm3_fault(line: Mapping[str, Any]) -> str:
    """What is wrong with the digest by SM3 that a line has; "" where nothing is, or where it has none."""
    if "sm3" not in line:
        return ""
    try:
        told = sm3_of({name: value for name, value in line.items() if name not in ("sm3", "signature")})
    except ValueError:
        return "带有 SM3 校验值，本机的 OpenSSL 不支持 SM3，没有核对"
    return "" if told == line["sm3"] else "SM3 校验值不对，内容可能被改过"


def signature_fault(signed: Mapping[str, Any], keys: Mapping[str, str]) -> str:
    """What is wrong with a signed content that names its key and carries its signature; "" where nothing is."""
    content = {name: value for name, value in signed.items() if name != "signature"}
    key = keys.get(str(signed.get("key", "")))
    if key is None:
        return f"由不认识的密钥 {signed.get('key', '')} 签名"
    return "" if is_signed(content, str(signed.get("signature", "")), key) else "签名不对，内容可能被改过"
