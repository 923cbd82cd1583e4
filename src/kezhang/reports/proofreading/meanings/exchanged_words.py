"""换词: words of a sentence with others in their place that name, as far as can be told, another thing.

Words that share a character, and the verbs that every report uses for one another, are left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from kezhang.reports.proofreading.meanings.closed_words import words

#: Said for one another in any report; none of them names what is counted.
_USUAL = frozenset(
    ["组织", "开展", "举办", "推进", "推动", "实施", "落实", "加强", "深入", "发动", "帮助", "协助", "指导", "促进", "进行", "完成", "实现", "取得", "做好", "抓好", "强化", "持续", "积极", "进一步", "切实", "有效", "有序", "扎实", "稳步", "下达", "安排", "部署", "明确", "确定", "确保", "保证", "力争", "争取", "目前", "截至", "今年", "本年", "我局", "本局", "全局", "联合", "会同", "制定", "印发", "出台", "大力", "着力", "主动", "先后", "累计", "共计", "合计", "通过", "按照", "根据", "围绕", "聚焦", "结合", "继续", "不断", "汇报", "报告", "情况", "工作", "有关", "相关", "方面", "需要", "应当", "以及", "其中", "同时", "此外", "新增", "参加", "参与", "快于", "慢于"]
)  # fmt: skip
_HAN = re.compile(r"^[一-鿿]{2,12}$")
_CLAUSE = re.compile(r"[，。；、：,;:（）()]")


@dataclass(frozen=True)
class ExchangedWord:
    """What stood in a sentence, what stands there now, and from where."""

    was: str
    now: str
    start: int


def exchanged_words(made: str, edited: str) -> Iterator[ExchangedWord]:
    """
    >>> [(w.was, w.now) for w in exchanged_words("到过中小学校4所，收集问题9项", "到过幼儿园4所，征集问题9项")]
    [('中小学校', '幼儿园')]
    """
    decided = [(word.start, word.end) for word in words(edited)]
    matcher = SequenceMatcher(None, made, edited, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        was, now = made[a:b], edited[c:d]
        if kind != "replace" or not (_HAN.match(was) and _HAN.match(now)) or set(was) & set(now):
            continue
        if _is_usual(was) and _is_usual(now):
            continue
        if not any(start < d and c < end for start, end in decided) and _has_number(edited, c, d):
            yield ExchangedWord(was, now, c)


def _is_usual(stretch: str) -> bool:
    return stretch in _USUAL or any(word in stretch for word in _USUAL)


def _has_number(sentence: str, start: int, end: int) -> bool:
    """Whether a number stands in the clause."""
    before = max((m.end() for m in _CLAUSE.finditer(sentence, 0, start)), default=0)
    after = _CLAUSE.search(sentence, end)
    return any(map(str.isdigit, sentence[before : after.start() if after else len(sentence)]))
