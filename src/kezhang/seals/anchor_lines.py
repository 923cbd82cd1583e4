"""锚的核对: what a line says of itself, by its signature and its predecessor. Pure: whoever has the public key can do it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kezhang.seals.signing_keys import is_signed
from kezhang.seals.statements import digest_of

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
        if says := signature_fault(line, keys):
            yield number, says
        if before is not None and isinstance(number, int):
            if number != before.get("number", 0) + 1:
                yield number, f"与上一条（第{before.get('number')}号）之间有缺失"
            elif line.get("previous") != previous_of(before):
                yield number, "与上一条不衔接，上一条可能被改过"
        before = line


def signature_fault(signed: Mapping[str, Any], keys: Mapping[str, str]) -> str:
    """What is wrong with a signed content that names its key and carries its signature; "" where nothing is."""
    content = {name: value for name, value in signed.items() if name != "signature"}
    key = keys.get(str(signed.get("key", "")))
    if key is None:
        return f"由不认识的密钥 {signed.get('key', '')} 签名"
    return "" if is_signed(content, str(signed.get("signature", "")), key) else "签名不对，内容可能被改过"
