"""像标签的写法: brackets and marks that people take for tokens, told with the right ones.

A template that says ｛技术合同成交额｝ would go out as it stands; here it is named before it is used.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: A mark at the beginning of a paragraph: what level it is, whether it is there, whether it runs on from the one before.
MARK = re.compile(r"〔(标题|署名|日期|附件|公文|接|若\s*[^〔〕]+)〕\s*")
OTHERWISE = "〔否则〕"
_TOKEN = re.compile(r"【[^【】]*】")
_BRACKETS = (
    ("{{", "}}"), ("｛｛", "｝｝"), ("{", "}"), ("｛", "｝"), ("[", "]"), ("［", "］"), ("〖", "〗"), ("「", "」"),
    ("『", "』"), ("<", ">"), ("＜", "＞"), ("〈", "〉"), ("«", "»"),
)  # fmt: skip
_FOUND = [
    (re.compile(f"{re.escape(left)}([^{re.escape(left + right)}【】]*){re.escape(right)}"), left, right)
    for left, right in _BRACKETS
]
#: Never words of an official document: whatever stands in them was meant to be filled.
_ALWAYS = frozenset({"{{", "｛｛"})
_MEANT = re.compile(r"〔\s*(?:如果?|假如|若是|倘若|当|有)\s*[^〔〕\d]{2,}〕")
_MARKER = re.compile(r"[〔\[［]\s*(若|否则|标题|署名|日期|附件|公文|接)([^〕\]］]*)[〕\]］]")


@dataclass(frozen=True)
class LookAlike:
    """What was typed, and what would be right."""

    typed: str
    says: str


def in_words(text: str, names_something: Callable[[str], bool]) -> Iterator[LookAlike]:
    """Every look-alike in a paragraph from which its own marks have been taken; tokens are passed over."""
    words = _TOKEN.sub(lambda token: "\0" * len(token[0]), text)
    for marker in _MARKER.finditer(words):
        yield LookAlike(marker[0], _of_marker(marker[1]))
    words = _MARKER.sub(lambda marker: "\0" * len(marker[0]), words)
    for meant in _MEANT.finditer(words):
        yield LookAlike(meant[0], "要取舍的段落写〔若 指标〕，放在段首")
    words = _MEANT.sub(lambda meant: "\0" * len(meant[0]), words)
    if "〔若" in words:
        yield LookAlike("〔若", "“〔若”没有写完，要写成〔若 指标〕，放在段首")
    for pattern, left, right in _FOUND:
        for found in pattern.finditer(words):
            inside = found[1].strip()
            if left in _ALWAYS or names_something(inside):
                says = f"标签要用方头括号，请写成【{inside}】" if inside else "标签要用方头括号【】"
                yield LookAlike(f"{left}{found[1]}{right}", says)
        words = pattern.sub(lambda found: "\0" * len(found[0]), words)


def _of_marker(word: str) -> str:
    if word == "若":
        return "〔若 …〕只能写在段首，管一整段；段中要取舍的话另起一段，段首写〔接〕〔若 …〕，生成时接回上一段"
    if word == "否则":
        return "〔否则〕要写在以〔若 …〕开头的段里，一段一个"
    return f"〔{word}〕只能写在段首"
