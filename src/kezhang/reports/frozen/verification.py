"""核验: whether an issued document, or an anchor, is what was signed; with the public key alone, without any database."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from kezhang.reports.document.docx_reader import visible_paragraphs
from kezhang.reports.document.verification import issue_mark
from kezhang.reports.document.verification.issue_mark import IssueMark
from kezhang.seals.anchor_lines import line_faults, signature_fault
from kezhang.seals.signing_keys import is_signed
from kezhang.seals.statements import digest_of


@dataclass(frozen=True)
class Verification:
    """核验结果: what was verified, what it says of itself, and everything that is wrong."""

    kind: str
    told: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[str] = ()
    notes: Sequence[str] = ()

    @property
    def is_valid(self) -> bool:
        return not self.faults


def of_document(content: bytes, keys: Mapping[str, str], anchored: Iterable[Mapping[str, Any]] = ()) -> Verification:
    """A report's file against the statement it carries, and against anchors where some are given. Raises NotADocument."""
    mark = issue_mark.read(content)
    if mark is None:
        return Verification("report", faults=["文档里没有签发时写入的声明，无法核验：可能没有签发，或声明已被去掉"])
    said = mark.statement
    told = {name: said.get(name, "") for name in ("report", "org", "at", "key")} | {"code": mark.code}
    head = said.get("head") or [0, ""]
    told |= {"sequence": head[0], "head": head[1], "figures": said.get("figures", "")}
    lines = list(anchored)
    faults = [*_signature(mark, keys), *_content(content, mark), *_anchors(content, mark, lines, keys)]
    notes = [] if lines else ["没有对照锚文件：文件的版式和图片没有核对，文字和数字已核对"]
    return Verification("report", told, faults, notes)


def of_anchors(lines: Sequence[Mapping[str, Any]], keys: Mapping[str, str]) -> Verification:
    """The lines of an anchor file, each signed and each following the one before it."""
    if not lines:
        return Verification("anchor", faults=["锚文件是空的"])
    faults = [f"第{number}号锚{says}" for number, says in line_faults(lines, keys)]
    last = lines[-1]
    told = {name: last.get(name, "") for name in ("number", "at", "why", "key")} | {"lines": len(lines)}
    told["heads"] = last.get("heads", [])
    return Verification("anchor", told, faults)


#: What a signed head of a log says; a file that has it, or has it as its ``head``, is a return's. Newer ones have a root.
_HEAD = frozenset({"log", "chain", "sequence", "digest", "at", "key", "signature"})
_SIGNED = _HEAD - {"key", "signature"} | {"root"}


def is_of_return(lines: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a file holds what went up with a return, and not anchors."""
    return bool(lines) and all("head" in each or each.keys() >= _HEAD for each in lines)


def of_returns(
    lines: Sequence[Mapping[str, Any]], keys: Mapping[str, str], anchored: Sequence[Mapping[str, Any]] = ()
) -> Verification:
    """链首随报送: the heads that went up with returns, each signed, and against anchors where some are given."""
    faults, told = [], []
    for line in lines:
        head = line.get("head", line) or {}
        name = " ".join(str(line[part]) for part in ("round", "org") if part in line) or "链首"
        told.append(
            {"return": name, "version": line.get("version")}
            | {part: head.get(part, "") for part in sorted(_HEAD - {"signature"})}
        )
        says = [*_head_faults(head, keys), *_return_faults(line, head, anchored, keys)]
        faults += [f"{name}：{each}" for each in says]
    notes = [] if anchored else ["没有对照锚文件：只核对了链首的签名，报送的数字没有核对"]
    return Verification("return", {"lines": len(lines), "heads": told}, faults, notes)


def _head_faults(head: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[str]:
    if not head:
        yield "没有链首：还没有报送，或上报单位没有变更链"
        return
    key = keys.get(str(head.get("key", "")))
    if key is None:
        yield f"链首由密钥 {head.get('key', '')} 签名，不是给出的公钥"
    elif not is_signed({part: head[part] for part in _SIGNED if part in head}, str(head.get("signature", "")), key):
        yield "链首的签名不对，内容可能被改过"


def _return_faults(
    line: Mapping[str, Any], head: Mapping[str, Any], anchored: Sequence[Mapping[str, Any]], keys: Mapping[str, str]
) -> Iterator[str]:
    """What the line that was anchored with the return says of it, and what any line says of the same entry of the log."""
    named = {part: line.get(part) for part in ("round", "org", "version")}
    with_it = [each for each in anchored if {part: (each.get("return") or {}).get(part) for part in named} == named]
    if anchored and None not in named.values():
        if not with_it:
            yield "锚文件里没有这次报送"
        elif with_it[-1]["return"].get("digest") != line.get("digest"):
            yield f"与第{with_it[-1].get('number')}号锚不符：报送的内容与当时的不是同一份"
    entry = (head.get("log"), head.get("chain"), head.get("sequence"))
    for each in anchored:
        same = [of for of in each.get("heads", ()) if (of.get("log"), of.get("chain"), of.get("sequence")) == entry]
        if (same or each in with_it) and (says := signature_fault(each, keys)):
            yield f"第{each.get('number')}号锚{says}"
        if any(of.get("digest") != head.get("digest") for of in same):
            yield f"与第{each.get('number')}号锚不符：同一条日志的校验值不同"


def _signature(mark: IssueMark, keys: Mapping[str, str]) -> list[str]:
    key = keys.get(str(mark.statement.get("key", "")))
    if key is None:
        return [f"声明由密钥 {mark.statement.get('key', '')} 签名，不是给出的公钥"]
    return [] if is_signed(mark.statement, mark.signature, key) else ["签名不对：声明可能被改过，或不是这把密钥签的"]


def _content(content: bytes, mark: IssueMark) -> list[str]:
    """What the text says now, against what was signed."""
    faults, paragraphs = [], visible_paragraphs(BytesIO(content))
    now = {found[0]: found[1] for found in issue_mark.figures_in(content)}
    if digest_of([list(each) for each in mark.figures]) != mark.statement.get("shown"):
        faults.append("文档里的数字清单与签名的不符")
    for name, text in mark.figures:
        if name not in now:
            faults.append(f"数字 {name}（{text}）的标记不见了")
        elif now[name] != text:
            faults.append(f"数字 {name} 签发时为 {text}，现在是 {now[name]}")
    if issue_mark.text_digest(paragraphs) != mark.statement.get("text"):
        faults.append("正文文字与签发时不同")
    printed = next((text for text in paragraphs if text.startswith(issue_mark.BEGINS)), "")
    if printed != mark.lines[0]:
        faults.append(f"印出的校验码与声明不符，应为 {mark.code}")
    return faults


def _anchors(content: bytes, mark: IssueMark, lines: Sequence[Mapping[str, Any]], keys: Mapping[str, str]) -> list[str]:
    """The file itself, by its digest on the line that was made when it was issued."""
    if not lines:
        return []
    number = mark.statement.get("report")
    line = next((each for each in lines if (each.get("report") or {}).get("number") == number), None)
    if line is None:
        return [f"锚文件里没有 {number}"]
    if says := signature_fault(line, keys):
        return [f"第{line.get('number')}号锚{says}"]
    same = line["report"].get("sha256") == hashlib.sha256(content).hexdigest()
    return [] if same else ["文件与签发时的不是同一份：另存或改动过"]
