"""中文数量: what is counted in Chinese numerals: 二十余项, 近六成, 百分之三点五, 两家.

A single numeral counts only where its words leave no doubt; 一家企业 may be any enterprise.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from kezhang.quantities.numerals import arabic, chinese
from kezhang.reading.lexicon import units
from kezhang.reading.quantities.amounts import SCALES, Amount, hedged
from kezhang.reading.quantities.patterns import CN

#: 两项附加1409万元: a name, followed by what it amounts to.
_NAMED_BY_NUMBER = re.compile(r"[一-鿿]{2,4}\s?\d+(?:\.\d+)?\s?[万亿元]")
#: Digits one by one, as in names.
_DIGITS = re.compile(r"[一二三四五六七八九○〇]{2,}$")
#: What comes in numbered terms: 培训班三期, 简报六期.
_IN_TERMS = re.compile(r"[班刊报]|简讯|信息|专栏|讲座|培训|课|论坛|沙龙|讲堂|举办|组织|开展|开设|编发|印发|刊发|播出")
#: Words that make a single numeral part of another word: 第一家, 统一, 进一步.
_NOT_BEFORE = tuple("第每同这某另任哪统唯逐近十上下前后“进")

#: What stands before a numeral that is the rest of another: nothing is read of half a number.
_CUT_OFF = frozenset("亿一二三四五六七八九十百千")
#: 比同期涨了一倍, 五年翻了一番.
_GREW_BY = {
    "倍": ("涨了", "涨", "增长", "增长了", "增加", "增加了", "提高", "提高了", "扩大", "扩大了", "翻了", "多了"),
    "番": ("翻", "翻了"),
}


def counted(text: str, match: "re.Match[str]") -> Iterator[Amount]:
    """The quantity that a match of Chinese numerals is, if it is one."""
    if match["parts"]:
        yield hedged(text, _fraction(match))
        return
    amount = _percent(match) if match["percent"] else _tenths(text, match) if match["tenth"] else _count(text, match)
    if amount is not None:
        yield hedged(text, amount)


def _fraction(match: "re.Match[str]") -> Amount:
    """四分之一: a quarter of the whole."""
    parts, of_parts = chinese(match["parts"]) or Decimal(1), chinese(match["of_parts"]) or Decimal(1)
    value = (of_parts * 100 / parts).quantize(Decimal("0.01")).normalize()
    return Amount(match.start(), match.end(), value, "%", "ratio")


def _percent(match: "re.Match[str]") -> Amount | None:
    said = match["percent"]
    whole, _, rest = said.partition("点")
    value = arabic(said) if said[0].isdigit() else chinese(whole)
    if value is None:
        return None
    if rest:
        value += Decimal("0." + "".join(str(chinese(c)) for c in rest))
    return Amount(match.start(), match.end(), value, "%", "ratio")


def _tenths(text: str, match: "re.Match[str]") -> Amount | None:
    after = text[match.end() : match.end() + 1]
    if not (match["tenths"] or after in {"以", "左", "多", ",", "，", "的", "。"}):
        return None
    value = (chinese(match["tenth"]) or Decimal(0)) * 10 + (5 if match["half"] else 0)
    return Amount(match.start("tenth"), match.end(), value, "%", "ratio")


def _count(text: str, match: "re.Match[str]") -> Amount | None:
    figures, infix = match["cn"], match["cn1"] or match["cn2"] or match["cpost"] or ""
    begin, factor, unit = match.start("cn"), SCALES.get(match["cscale"] or "", 1), match["cunit"]
    if unit[0] in "万亿" and unit[1:] in units():
        factor, unit = factor * SCALES[unit[0]], unit[1:]
    if figures in {"数", "几"} or unit not in units() or _is_base(text[begin - 1 : begin], figures, infix):
        return None
    if _is_name(text, begin, figures, unit):
        return None
    single = len(figures) == 1 and not infix and factor == 1 and figures in CN[:9] + "两"
    if single and (_NAMED_BY_NUMBER.match(text, match.end()) or not _counts(text, match, figures, match["cunit"])):
        return None
    digits = figures.lstrip("数上几好").rstrip("几")
    if "亿" in digits and factor > 1:  # 一亿五千七百万: the scale is of what follows 亿
        digits, factor = digits + (match["cscale"] or ""), 1
    value = chinese(digits) if digits else Decimal(10)
    if value is None or _is_cut_off(text[begin - 1 : begin], figures):
        return None
    known = units()[unit]
    amount = Amount(begin, match.end(), value * factor * known.factor, known.name, known.kind)
    if infix or "几" in figures or figures[0] == "数":
        amount.comparator, amount.modifiers = ">", (infix or "几",)
    if figures[0] in "数几":  # 数十家: how many tens is not said
        amount.value, amount.comparator = None, "~"
    if figures[0] == "上":
        amount.start, amount.comparator, amount.modifiers = begin + 1, ">", ("上",)
    return amount


def _is_name(text: str, begin: int, figures: str, unit: str) -> bool:
    """园区二期 is a phase, 八四村 a village, 三四轮车 a vehicle; 培训班三期 and 二十四村 are counted."""
    if unit == "期":
        return not _IN_TERMS.search(text, max(0, begin - 14), begin)
    digits = text[max(0, begin - 1) : begin] + figures
    return unit in {"村", "轮"} and bool(_DIGITS.search(digits))


def _is_cut_off(before: str, figures: str) -> bool:
    """Whether it is the rest of a longer numeral; 九点三十人 tells a time and then how many."""
    return before in _CUT_OFF or (before == "点" and not set("十百千") & set(figures))


def _is_base(before: str, figures: str, infix: str) -> bool:
    """每千人口, 百件, 上一年: no number but a base, or no number at all."""
    if figures[0] == "上":
        return figures[1:2] not in {"百", "千", "万"}
    return figures in {"百", "千"} and not infix and before not in {"近", "约", "超"}


def _counts(text: str, match: "re.Match[str]", figures: str, unit: str) -> bool:
    """Whether a single numeral counts something: 两家 does, 一项 hardly ever, 三类 may be a figure of speech."""
    before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 2]
    if before.endswith(_NOT_BEFORE):
        return False
    if (
        unit
        in {"类", "对", "组", "队", "轮", "单", "本", "部", "种", "面", "度", "期", "起", "位", "次", "条", "首", "场"}
        and figures == "一"
    ):
        return False
    if (
        figures == "一"
        and f"一{unit}" in text[max(0, match.start() - 6) : match.start()] + text[match.end() : match.end() + 6]
    ):
        return False  # 成熟一项、登记一项
    if figures == "一" and unit in _GREW_BY:
        return before.endswith(_GREW_BY[unit]) and bool(re.match(r"[,，。;；、)]|$|\n", after))
    if figures == "一":
        # N一家， counts; 一家企业 is an article.
        return (
            unit in {"家", "项", "件", "名", "个", "所", "座"}
            and bool(re.match(r"[,，。;；、)]|$|\n", after))
            and bool(re.search(r"[一-鿿”]$", before))
        )
    return unit not in {"类", "对", "度", "组", "队", "轮", "单", "期", "种", "本", "条", "起"} or bool(
        re.match(r"[,，。;；、)]|$|\n", after)
    )
