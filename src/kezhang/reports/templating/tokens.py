"""Tokens: how a template names a figure, 【指标|口径|格式】, in words a clerk can type.

A token is understood or named as a fault with its paragraph and the nearest names;
none is passed over and none is guessed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import fuzz, process

from kezhang.catalogue import INDICATORS, find
from kezhang.indicators.indicator import AnyIndicator, Indicator
from kezhang.reports.figure_kinds.actuals import ACTUAL, PART
from kezhang.reports.figure_kinds.catalogue import BY_WORD
from kezhang.reports.figure_kinds.formats import style_of
from kezhang.reports.figure_kinds.kind import IndicatorKind
from kezhang.reports.templating.exhibit_tokens import NAMES, Exhibit, TableAsked, names_listed, read_exhibit

NOTHING_OWN: Mapping[str, AnyIndicator] = {}
_TOKEN = re.compile(r"【([^【】]*)】")
UNPAIRED = "方头括号没有成对；一个标签要写在同一段里，以【开头、以】结尾"
#: Words this like an indicator's name, and no longer, were meant for it.
_NEAR, _LONGEST = 86, 40
_WIDE = str.maketrans({"｜": "|", "丨": "|", "│": "|", "／": "/", "＝": "=", "　": " "})


class Phrase(Enum):
    """口径 that is told in words: whole sentences, names, a year."""

    DATA_YEAR = "数据年度"
    SENTENCE = "句"
    PLAN = "计划句"
    NAMES = "名单"


#: Every 口径 a token may name, as it is typed.
ASKED: dict[str, IndicatorKind | Phrase] = {**BY_WORD, **{phrase.value: phrase for phrase in Phrase}}


class Setting(Enum):
    """What a token may name besides an indicator."""

    BUREAU = "单位"
    SHORT_BUREAU = "简称"
    PLACE = "地名"
    LEADERSHIP = "党委政府"
    SUPERIOR = "上级"
    YEAR = "年度"
    NEXT_YEAR = "下年度"
    LAST_YEAR = "上年度"
    HALF = "期间"
    AS_OF = "截至"
    DATE = "成文日期"
    TIME_SHARE = "时间进度"
    PROBLEMS = "问题"
    PROMISES = "承诺"
    CASES = "案例"
    CARRIED = "上期"


#: A number that no ledger holds: its author writes it, and the report waits for him. 【手填|说明|去年写作7家】
BY_HAND = "手填"
#: In a row of a table in a bureau's own document: one row for each record, its columns, its number.
EACH, COLUMN, NUMBER = "每条", "列", "序号"
#: One row for each bureau below, and a row with what those come to together.
EACH_PLACE, TOTAL = "每县", "合计"
#: Several indicators in one breath, those that have something to tell: 【列举|指标、指标=叫法|口径】
LISTED = "列举"


@dataclass(frozen=True)
class Token:
    """One token of a template."""

    written: str
    setting: Setting | None = None
    indicator: AnyIndicator | None = None
    asks: IndicatorKind | Phrase = ACTUAL
    style: str = ""  # 格式: a unit, 余, a number of decimals
    column: str = ""  # 其中: the field whose values the figure is split by
    exhibit: Exhibit | None = None  # 表, 图
    each: TableAsked | None = None  # 每条: the row comes once for each of these records
    cell: str = ""  # 列, 序号: what stands in a cell of such a row
    of_places: str = ""  # 每县, 合计: the row comes once for each bureau below, or says what those come to
    by_hand: str = ""  # 手填: what its author is told
    listed: tuple[tuple[AnyIndicator, str], ...] = ()  # 列举: each indicator and what it is called here

    @property
    def stands_alone(self) -> bool:
        """Whether it becomes paragraphs, a table or a chart, and not words within a paragraph."""
        return self.exhibit is not None or self.setting in (
            Setting.PROBLEMS,
            Setting.PROMISES,
            Setting.CASES,
            Setting.CARRIED,
        )


@dataclass(frozen=True)
class TemplateFault:
    """A token that says nothing we know."""

    paragraph: int
    text: str
    token: str
    says: str
    where: str = ""  # in a bureau's own document: 表1第2行第3格, 页眉

    def __str__(self) -> str:
        return f"{self.where or f'第{self.paragraph}段'}“{self.text[:24]}”中的{self.token}：{self.says}"


class FaultyTemplate(Exception):
    """The template cannot be used; ``faults`` names every token that is wrong."""

    def __init__(self, faults: Sequence[TemplateFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def split(paragraph: str) -> list[str | re.Match[str]]:
    """A paragraph's words and tokens in order."""
    pieces: list[str | re.Match[str]] = []
    at = 0
    for match in _TOKEN.finditer(paragraph):
        pieces += [paragraph[at : match.start()], match]
        at = match.end()
    return [*pieces, paragraph[at:]]


def read(
    written: str, paragraph: int, text: str, own: Mapping[str, AnyIndicator] = NOTHING_OWN
) -> Token | TemplateFault:
    """Understand one token, or say what is wrong with it; ``own`` are the bureau's own indicators by name."""
    name, *rest = (part.strip() for part in written.translate(_WIDE).split("|"))
    if (special := _special(written, name, rest, paragraph, text, own)) is not None:
        return special
    indicator = own.get(name) or find(name)
    if indicator is None:
        near = "、".join(f"“{n}”" for n in nearest(name, own))
        return TemplateFault(paragraph, text, f"【{written}】", f"没有“{name}”这个指标，相近的有{near}")
    asks: IndicatorKind | Phrase = ACTUAL
    style = column = ""
    for part in rest:
        if known := ASKED.get(part):
            asks = known
        elif asks is PART and not column and (named := _column(indicator, part)):
            column = named
        elif part and (not style):
            style = part
    if style and not _known_style(style, indicator):
        words = "、".join(ASKED)
        return TemplateFault(
            paragraph, text, f"【{written}】", f"不认识“{style}”；口径可写{words}，格式可写计量单位或余"
        )
    if isinstance(asks, IndicatorKind) and (unfit := asks.fits(indicator)):
        return TemplateFault(paragraph, text, f"【{written}】", unfit)
    if asks is PART and not column:
        says = f"“其中”后面要写按哪一列分，可写{'、'.join(splittable(indicator).values()) or '（该指标不能再分）'}"
        return TemplateFault(paragraph, text, f"【{written}】", says)
    return Token(written, indicator=indicator, asks=asks, style=style, column=column)


def _special(
    written: str, name: str, rest: Sequence[str], paragraph: int, text: str, own: Mapping[str, AnyIndicator]
) -> Token | TemplateFault | None:
    """A token that does not begin with an indicator; None for one that does."""
    setting = next((s for s in Setting if s.value == name), None)
    if setting and (not rest or (setting is Setting.CARRIED and rest == ["本节"])):
        return Token(written, setting=setting)
    if name in NAMES:
        exhibit = read_exhibit(name, rest)
        if isinstance(exhibit, str):
            return TemplateFault(paragraph, text, f"【{written}】", exhibit)
        return Token(written, exhibit=exhibit)
    if name == BY_HAND:
        if not rest or not rest[0]:
            return TemplateFault(
                paragraph, text, f"【{written}】", "请写明要填什么，如【手填|院士工作站数|去年写作7家】"
            )
        return Token(written, by_hand="，".join(part for part in rest if part))
    if name == EACH:
        asked = read_exhibit("表", rest)
        if not isinstance(asked, TableAsked):
            return TemplateFault(paragraph, text, f"【{written}】", str(asked).replace("【表|", "【每条|"))
        return Token(written, each=asked)
    if name in (EACH_PLACE, TOTAL) and not rest:
        return Token(written, of_places=name)
    if name == NUMBER and not rest:
        return Token(written, cell=NUMBER)
    if name == COLUMN and len(rest) == 1 and rest[0]:
        return Token(written, cell=rest[0])
    if name == LISTED:
        return _listing(written, rest, paragraph, text, own)
    return None


def _listing(
    written: str, rest: Sequence[str], paragraph: int, text: str, own: Mapping[str, AnyIndicator]
) -> Token | TemplateFault:
    found: list[tuple[AnyIndicator, str]] = []
    says = "" if rest and rest[0] and len(rest) <= 2 else "写法是【列举|指标、指标=叫法|口径】"
    for each in names_listed(rest[0], own) if rest else ():
        name, _, called = (part.strip() for part in each.partition("="))
        indicator = own.get(name) or find(name)
        if indicator is None:
            near = "、".join(f"“{n}”" for n in nearest(name, own))
            says = says or f"没有“{name}”这个指标，相近的有{near}"
        else:
            found.append((indicator, called))
    asks = ASKED.get(rest[1] or ACTUAL.word) if len(rest) == 2 else ACTUAL
    if asks is None or asks is PART or asks in (Phrase.NAMES, Phrase.DATA_YEAR):
        says = (
            says
            or f"列举的口径可写{'、'.join(w for w, k in ASKED.items() if isinstance(k, IndicatorKind) and k is not PART)}、句、计划句"
        )
    if not says and isinstance(asks, IndicatorKind):
        says = next((unfit for indicator, _ in found if (unfit := asks.fits(indicator))), "")
    if says or asks is None:
        return TemplateFault(paragraph, text, f"【{written}】", says)
    return Token(written, asks=asks, listed=tuple(found))


def splittable(indicator: AnyIndicator) -> dict[str, str]:
    """The columns a figure may be split by: short words, not dates or amounts."""
    if not isinstance(indicator, Indicator):
        return {}
    plain = [c for c in indicator.over.columns if c.choices or c.name in indicator.over.filters]
    return {c.name: c.label for c in plain}


def _column(indicator: AnyIndicator, label: str) -> str:
    return next((name for name, known in splittable(indicator).items() if known == label), "")


def names_something(inside: str, own: Mapping[str, AnyIndicator] = NOTHING_OWN) -> bool:
    """Whether words in other brackets were meant as a token: they name an indicator or a setting, or nearly."""
    name, bar, _ = inside.translate(_WIDE).partition("|")
    name = name.strip()
    if not name or len(name) > _LONGEST:
        return False
    if (
        name in own
        or find(name) is not None
        or any(name == s.value for s in Setting)
        or name in (*NAMES, BY_HAND, LISTED, EACH, EACH_PLACE)
    ):
        return True
    near = process.extractOne(name, _names(own), scorer=fuzz.ratio)
    return bool(near) and near[1] >= (60 if bar else _NEAR)


def nearest(name: str, own: Iterable[str] = ()) -> list[str]:
    """The three indicator names most like what was typed."""
    return [found[0] for found in process.extract(name, _names(own), scorer=fuzz.WRatio, limit=3)]


def _names(own: Iterable[str]) -> list[str]:
    names = [n for i in INDICATORS.values() if i.code for n in (i.label, *i.also_called)]
    return [*names, *own, *(s.value for s in Setting)]


def _known_style(style: str, indicator: AnyIndicator) -> bool:
    return style_of(style, indicator.unit) is not None
