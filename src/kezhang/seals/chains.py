"""链的核对: whether every chain that has begun is there, goes to its signed head, and was signed by a key of this home.

Looking changes nothing. Whoever looks sees one state of the database from beginning to end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from kezhang.seals import signing_keys
from kezhang.seals.bindings import heads
from kezhang.seals.models import START, RowSeal, SealHead, SignedHead
from kezhang.seals.register import CHAINS, NOWHERE, content_of
from kezhang.seals.signing_keys import PublicKey, is_signed
from kezhang.seals.statements import digest_of


@dataclass(frozen=True)
class SealFault:
    """One thing that is not as the register, a signature or an anchor says; ``place`` is the bureau's key or ""."""

    place: str
    subject: str
    says: str


def examine() -> Iterator[SealFault]:
    """Keys first, then which chains there are, then their signatures, then the register's own links."""
    keys = signing_keys.public_keys()
    yield from _key_faults(keys)
    yield from _missing_chains()
    for table in heads():
        for head in table._default_manager.all():
            if says := _signature_fault(head, keys) or _tree_fault(head):
                yield SealFault(head.place_of_chain, f"{head.log_label}的链首", says)
    for head in SealHead.objects.all():
        if says := _register_fault(head):
            yield SealFault(head.place, "登记簿", says)


def _key_faults(keys: dict[str, PublicKey]) -> Iterator[SealFault]:
    for key in keys.values():
        if not key.follows:
            continue
        former = keys.get(key.follows)
        if former is None or not is_signed(key.statement, key.signature, former.key):
            yield SealFault(NOWHERE, f"公钥 {key.id}", "没有由前一把密钥签名，可能是后来放进去的")
    if sum(not key.follows for key in keys.values()) > 1:
        yield SealFault(NOWHERE, "公钥", "有两把起始密钥；换钥请用 kezhang key rotate")
    if not signing_keys.is_as_wanted():
        label = signing_keys.wanted().label
        yield SealFault(NOWHERE, "签名密钥", f"设置的是{label}，现在用的不是；请运行 kezhang key rotate")


def _missing_chains() -> Iterator[SealFault]:
    begun = set(RowSeal.objects.filter(table=CHAINS).values_list("row", flat=True))
    for table in heads():
        there = {head.chain: head for head in table._default_manager.all()}
        written = set(map(str, table.entries().order_by().values_list("chain", flat=True).distinct()))
        for chain in sorted(written - set(there)):
            yield SealFault(table.place_in(chain), table.log_label, "链首被删除，不能证明它有没有被截短")
        named = {row.partition(":")[2] for row in begun if row.startswith(f"{table.log}:")}
        for chain in sorted(named - set(there) - written):
            yield SealFault(table.place_in(chain), table.log_label, "整条链都不见了")
        unnamed = set(there) - named - ({NOWHERE} if table is SealHead else set())
        for chain in sorted(unnamed):
            yield SealFault(table.place_in(chain), table.log_label, "登记簿里没有这条链的开始，可能是绕过系统写入的")


def _signature_fault(head: SignedHead, keys: dict[str, PublicKey]) -> str:
    if (head.sequence, head.digest, head.peaks, head.at, head.key, head.signature) == (0, START, "", None, "", ""):
        return ""  # nothing was written yet
    key = keys.get(head.key)
    if key is None or not is_signed(head.statement(), head.signature, key.key):
        return "签名不对，链首可能被直接改动过" if head.signature else "没有签名，链首可能被直接改动过"
    successor = next((each for each in keys.values() if each.follows == key.id), None)
    if successor is not None and head.at and head.at.astimezone(UTC).isoformat() > successor.since:
        return f"由已经换下的密钥 {key.id} 签名"
    last = type(head).entries_of(head.chain).order_by("-sequence").values_list("sequence", "digest").first()
    if last is None or last != (head.sequence, head.digest):
        return f"链首指向第{head.sequence}条，库里最后一条是第{last[0] if last else 0}条"
    return ""


def _tree_fault(head: SignedHead) -> str:
    """Whether the signed root is that of the entries as they are stored; what these say is looked at where they are read."""
    if not head.peaks:
        return ""
    written = " ".join(head.stored_peaks())  # in its one spelling: the signature is over the root, which a blank leaves
    return "" if head.peaks == written else "链首的树与各条不符，可能被直接改动过"


def _register_fault(head: SealHead) -> str:
    previous = START
    found = RowSeal.objects.filter(place=head.place).order_by("sequence").iterator(chunk_size=5000)
    for number, seal in enumerate(found, start=1):
        if seal.sequence != number:
            return f"第{number}条登记缺失，下一条是第{seal.sequence}条"
        if seal.previous != previous or digest_of(content_of(seal)) != seal.digest:
            return f"第{number}条登记的内容与校验值不符，可能被直接改动过"
        previous = seal.digest
    return ""
