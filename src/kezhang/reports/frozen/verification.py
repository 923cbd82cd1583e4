"""核验: whether an issued document, or an anchor, is what was signed; with the public key alone, without any database."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
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
