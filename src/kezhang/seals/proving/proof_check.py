"""证明的核验: whether entries stand under a signed root; with the public key alone. Pure: no database, no rows beside."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kezhang.seals.anchor_lines import signature_fault, sm3_fault
from kezhang.seals.proving import merkle
from kezhang.seals.signing_keys import is_signed
from kezhang.seals.statements import digest_of

#: Where an entry of either log says what it is: the bureau, its number, the table and the row it speaks of.
PLACE, NUMBER, TABLE, ROW = 1, 2, 3, 4


#: What is signed of a chain alone; whatever else was signed by the same key proves nothing here.
HEAD = frozenset({"log", "chain", "sequence", "digest", "root", "at", "key", "signature"})


def is_proof(lines: Sequence[Mapping[str, Any]]) -> bool:
    return len(lines) == 1 and lines[0].get("kezhang") == "proof"


def head_in(proof: Mapping[str, Any]) -> Mapping[str, Any]:
    """The signed place in the chain that everything is led to; {} where it is not there."""
    signed = proof["signed"]
    return next((each for each in signed.get("heads", [signed]) if _chain_of(each) == _chain_of(proof)), {})


def faults_of(
    proof: Mapping[str, Any], keys: Mapping[str, str], anchored: Sequence[Mapping[str, Any]] = ()
) -> Iterator[str]:
    """Everything that is wrong with a proof. Raises KeyError, TypeError, ValueError, IndexError for what is none."""
    yield from _signature(proof["signed"], keys)
    head = head_in(proof)
    if not head:
        yield "签名的内容里没有这条日志"
        return
    yield from _entries(proof, head)
    if anchored:
        yield from _copies(head, anchored, keys)


def _signature(signed: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[str]:
    if signed.get("kezhang") != "anchor" and not signed.keys() <= HEAD:
        raise ValueError("neither an anchor nor a head")
    if "heads" in signed:
        if says := signature_fault(signed, keys) or sm3_fault(signed):
            yield f"第{signed.get('number')}号锚{says}"
        return
    key = keys.get(str(signed.get("key", "")))
    if key is None:
        yield f"链首由密钥 {signed.get('key', '')} 签名，不是给出的公钥"
        return
    statement = {name: value for name, value in signed.items() if name not in ("key", "signature")}
    if not is_signed(statement, str(signed.get("signature", "")), key):
        yield "链首的签名不对，内容可能被改过"


def _entries(proof: Mapping[str, Any], head: Mapping[str, Any]) -> Iterator[str]:
    about = {(str(table), str(row)) for table, row in proof["about"]}
    spoken, before = set(), 0
    for entry in proof["entries"]:
        content = entry["content"]
        number = int(content[NUMBER])
        if number <= before:
            yield f"第{number}条的次序不对"
        before = number
        if str(content[PLACE]) != str(proof["chain"]):
            yield f"第{number}条属于别的单位"
        subject = (str(content[TABLE]), str(content[ROW]))
        spoken.add(subject)
        if subject not in about:
            yield f"第{number}条说的是别的记录"
        if not merkle.leads_to(
            digest_of(content), number - 1, int(head["sequence"]), entry["beside"], str(head.get("root"))
        ):
            yield f"第{number}条的内容通不到签名的根，内容或路径可能被改过"
    yield from (f"没有 {table} {row} 的日志" for table, row in sorted(about - spoken))


def _copies(head: Mapping[str, Any], anchored: Sequence[Mapping[str, Any]], keys: Mapping[str, str]) -> Iterator[str]:
    """What copies that others have kept say of the same place in the chain."""
    same = [
        (line, each)
        for line in anchored
        for each in line.get("heads", ())
        if (*_chain_of(each), each.get("sequence")) == (*_chain_of(head), head.get("sequence"))
    ]
    if not same:
        yield f"锚文件里没有这条日志到第{head.get('sequence')}条的锚；请下锚以后重新写一份证明，或给出更新的锚文件"
    for line, each in same:
        if says := signature_fault(line, keys):
            yield f"第{line.get('number')}号锚{says}"
        elif (each.get("digest"), each.get("root")) != (head.get("digest"), head.get("root")):
            yield f"与第{line.get('number')}号锚不符：日志在第{head.get('sequence')}条之前被改写过"


def _chain_of(named: Mapping[str, Any]) -> tuple[Any, Any]:
    return named.get("log"), named.get("chain")
