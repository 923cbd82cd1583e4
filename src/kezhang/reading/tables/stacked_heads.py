"""叠行表头: which heads stand over the figures of a table that was left as one cell after the other.

The words before the first row are all there is: titles, the names of rows, heads, and heads below heads.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kezhang.reading.tables.cells import STOPS, YEAR_CELL, LineCell

_LONGEST_HEAD = 24
_BLANKS = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")
_ONLY_UNIT = re.compile(r"[(（][^()（）\d]{1,6}[)）]")
_WITH_UNITS = re.compile(r"([一-鿿]+)((?:[(（][^()（）\d]{1,6}[)）])+)")
_MONTH = re.compile(r"(?:1[-—])?\d{1,2}月|本月|当月|上半年|全年")
_PLACES = re.compile(r"地区|区域|县区|区县|县市|市县|乡镇|街道|城市|省份|地市|市州|省市|单位")
#: What the names of the rows are called.
_LABEL = re.compile(
    rf"(?:{_PLACES.pattern}|县[(（]?市.{{0,4}}|各?(?:县市区|市县区)|(?:[一二三]级|主要|考核)?指标|项目|科目|预算科目|类别|类型|名称|产品|行业|品种|企业|部门|年份|时间|月份|序号|编号|排序)(?:名称|内容|类别|分类)?(?:[(（][^()（）]{{1,6}}[)）])?"
    r"|(?:计量)?单位|\S{1,6}名称"
)
_TITLE = re.compile(r"(?:表|统计|情况)$|^表\s?\d|单位[:：]")
#: What is written above a table, or in its corner.
_ABOVE = re.compile(r"(?:表|统计|情况|公示|公告|发布)$|^表\s?\d|^单位[:：]|^[(（]?(?:19|20)\d\d年?度?[)）]?$|[:：]")
#: What stands below another head: it says which figure, and not of what.
_BELOW = re.compile(
    r"(?:[#＃]|其中[:：]?)\S*|(?:合计|小计|总计|总[量数额值]|数[量值额]|金额|绝对[数值量]|[个家户人件项]数|比重|占比|构成)"
    r"|(?:(?:\d{1,2}[-—])?\d{1,2}月|本月|当月|本期|本年|上年|全年|累计|年末|期末)*(?:末|止)?(?:累计|同期)?(?:数|值|量|额)?"
    r"|\S{0,6}(?:同比|环比|增长|增速|增减|增幅|降幅|排名|位次|名次|占\S{1,4})\S{0,4}|\S{0,4}(?:任务|完成|目标|实际|预算|执行|计划)(?:数|值|量|额|率|%)?|\S{0,4}指标值"
    r"|[中央省市县乡镇]{1,2}级|[男女]性?|\S{0,4}%"
)
#: What stands at the end of a line of heads.
_LAST = re.compile(r"^(?:备注|说明|责任(?:单位|部门|人))$")
#: Heads in more lines than these are none.
_MOST_LINES = 7
_UNIT_WITHIN = re.compile(r"[(（][^()（）]{1,6}[)）][一-鿿]")
_NO_HEAD = re.compile(r"^-?\d[\d,.]*%?$|[。；;！？]")
#: A head begins with a word, not with its unit; what is said in English is said again.
_OPENS_HEAD = re.compile(r"[^\W\d_]")
_TRANSLATED = re.compile(r"[A-Za-z][A-Za-z'.,&/-]*(?:\s[\x20-\x7e]*|[a-z][\x20-\x7e]*)$|^\([\d ]*[a-z][\x20-\x7e]*$")
_PART = re.compile(r"[一二三四五六七八九十]{1,2}、|[(（][一二三四五六七八九十]{1,2}[)）]")
#: Between a head and what stands below it.
UNDER = "·"


def heads_over(before: Sequence[LineCell], wide: int) -> tuple[list[str], list[str]]:
    """What stands over the names and over ``wide`` columns of figures, out of the cells before the first row."""
    labels: list[str] = []
    if len(before) > wide and _PART.match(before[-1].text):  # 一、高等教育, over the first names
        before = before[:-1]
    heads = _in_two_lines(before, wide) or _among(before, wide)
    if not heads:
        labels, heads = _after_label(before, wide)
    words = [head.text for head in heads[-wide:]]
    if len(words) < wide or any(len(word) > _LONGEST_HEAD or STOPS.search(word) for word in words):
        return [], []
    return labels, words


def heads_in_grid(before: Sequence[LineCell], deep: int, wide: int) -> list[str]:
    """The heads of a table of which every cell is there, the empty ones too: what stands above a column, line by line.

    Names may be said in two languages, and may stand over several lines of heads, which are then as wide as the
    figures alone; the width that makes heads of the fewest lines is right.
    """
    found = [_above_columns(before, width, wide) for width in (deep + wide, deep + 1 + wide, wide)]
    return min((each for each in found if each[1]), default=(0, []), key=lambda each: each[0])[1]


def _above_columns(before: Sequence[LineCell], width: int, wide: int) -> tuple[int, list[str]]:
    """How many lines of that width it takes until there is a head over every column, and the heads."""
    columns = [""] * wide
    lines = 0
    joined = False  # whether a head was found in two pieces: else there is but one line of heads
    for end in range(len(before), width - 1, -width):
        line = [_TRANSLATED.sub("", bare(cell.text)) for cell in before[end - width : end]][-wide:]
        if lines == _MOST_LINES or any(_NO_HEAD.search(word) or len(word) > _LONGEST_HEAD for word in line):
            break
        joined = joined or any(above and below for above, below in zip(line, columns, strict=True))
        columns = [above + below for above, below in zip(line, columns, strict=True)]
        lines += any(line)
        if all(map(_OPENS_HEAD.match, columns)):
            wrong = len(set(columns)) < wide or any(is_label(each) or _UNIT_WITHIN.search(each) for each in columns)
            return (lines, columns) if joined and not wrong else (0, [])
    return 0, []


def bare(words: str) -> str:
    """Without the blanks that only spread the words of a cell."""
    return _BLANKS.sub("", words)


def is_label(words: str) -> bool:
    """Whether a head stands over the names of the rows."""
    return bool(_LABEL.fullmatch(re.sub(r"\s", "", words)))


def is_remark(words: str) -> bool:
    """Whether a head stands over a column that holds no figures: 备注."""
    return bool(_LAST.search(words))


def is_title(words: str) -> bool:
    """Whether words stand above a table: 2023年统计表, 单位：万元."""
    return bool(_TITLE.search(words))


def _after_label(before: Sequence[LineCell], wide: int) -> tuple[list[str], list[LineCell]]:
    """Heads from the first that names the rows: what stands before it are titles."""
    cells = [replace(cell, text=bare(cell.text)) for cell in before if cell.text]
    opens = next((at for at, cell in enumerate(cells) if is_label(cell.text) and len(cells) - at > wide), None)
    labels: list[str] = []
    if opens is None:
        while len(cells) > wide and _ABOVE.search(cells[0].text):
            cells = cells[1:]
        if len(cells) == wide + 1:  # the corner, which may say of what the figures are
            labels, cells = [cells[0].text], cells[1:]
    else:
        cells = cells[opens:]
        while len(cells) > wide and is_label(cells[0].text):
            labels.append(cells[0].text)
            cells = cells[1:]
    if len(cells) == wide or (
        len(cells) > wide and not _BELOW.fullmatch(cells[wide].text) and _all_below(cells[:wide])
    ):
        return labels, cells[:wide]  # a part's own title may stand between the heads and the first name
    return labels, _split(cells, wide)


def says_which(words: str) -> bool:
    """Whether a head below another says only which of its figures a column holds: 总量, 增长%."""
    return bool(_BELOW.fullmatch(words))


def _all_below(cells: Sequence[LineCell]) -> bool:
    return all(_BELOW.fullmatch(cell.text) for cell in cells)


def _split(cells: Sequence[LineCell], wide: int) -> list[LineCell]:
    """Two lines of heads, one after the other, of which some of the first stand over as many of the second each."""
    heads: list[LineCell] = []
    again: set[str] = set()
    for cell in cells:
        if heads and heads[-1].text == cell.text:
            again.add(cell.text)  # written over each of its columns
        else:
            heads.append(cell)
    many = len(heads) - wide
    best: tuple[int, list[LineCell]] = (0, [])
    last = max((at for at, cell in enumerate(heads) if _LAST.search(cell.text)), default=-1)
    for turn in range(max(many, last + 1), len(heads)) if many > 0 else ():
        above, below = heads[:turn], heads[turn:]
        each, over = divmod(len(below), many)
        if over or each < 2:
            continue
        words = [cell.text for cell in below]
        alike = many > 1 and words == words[:each] * many
        score = (2 + len(below) * (turn == many)) * alike  # 总累计 | 2010, and the same five below each
        score += sum(1 if _BELOW.fullmatch(word) else -1 for word in words)
        wider = [cell for cell in above if cell.text in again] or [
            cell for cell in above if not _BELOW.fullmatch(cell.text) and not is_label(cell.text)
        ]
        wider = wider if len(wider) >= many else list(above)
        wider = wider[-1:] if many == 1 and not again else wider[:many]  # the last is nearest to what stands below it
        score += sum(cell.text in again for cell in wider) - sum(bool(_ONLY_UNIT.search(cell.text)) for cell in wider)
        if score > best[0]:
            best = (score, _spread(above, wider, below, each))
    return best[1]


def _spread(
    above: Sequence[LineCell], wider: Sequence[LineCell], below: Sequence[LineCell], each: int
) -> list[LineCell]:
    found: list[LineCell] = []
    nth = 0
    for cell in above:
        if cell in wider:
            found += [replace(sub, text=f"{cell.text}{UNDER}{sub.text}") for sub in below[nth : nth + each]]
            nth += each
        else:
            found.append(cell)
    return found


def with_units_below(above: Sequence[str], below: Sequence[str], width: int) -> list[str]:
    """Heads of which some have parts below them and some a unit: 职务 | 人口 | 排名 over 企业 | 个人 | (万人)."""
    last = max((at for at, head in enumerate(below) if head and not _ONLY_UNIT.fullmatch(head)), default=0)
    grown = _WITH_UNITS.fullmatch(below[last]) if below else None
    if grown:  # 个人 (万人) (件/万人): units of other columns, taken for its own
        below = [*below[:last], grown[1], *_ONLY_UNIT.findall(grown[2]), *below[last + 1 :]]
    parts = [head for head in below if head and not _ONLY_UNIT.fullmatch(head)]
    units = [head for head in below if _ONLY_UNIT.fullmatch(head)]
    above = [head for head in above if head]
    plain = width - 1 - len(parts) - len(units)
    behind = len(units) + plain
    if not units or plain < 0 or len(above) <= behind or not parts:
        return []
    measured = above[len(above) - behind : len(above) - plain]
    said = [f"{head}{unit}" for head, unit in zip(measured, units, strict=True)]
    first = parts[0] if not _MONTH.fullmatch(parts[0]) or not YEAR_CELL.fullmatch(above[1]) else above[1] + parts[0]
    return [above[0], first, *parts[1:], *said, *above[len(above) - plain :]]


def _in_two_lines(cells: Sequence[LineCell], wide: int) -> list[LineCell]:
    """The heads of single cells that were two lines of heads: the second begins with the month below a year."""
    opens = next((at for at in range(len(cells) - 1, -1, -1) if _PLACES.fullmatch(bare(cells[at].text))), None)
    turn = next((at for at in range((opens or 0) + 2, len(cells)) if _MONTH.fullmatch(cells[at].text)), None)
    if opens is None or turn is None or not YEAR_CELL.fullmatch(cells[opens + 1].text):
        return []
    heads = with_units_below(
        [bare(cell.text) for cell in cells[opens:turn]], [bare(cell.text) for cell in cells[turn:]], wide + 1
    )
    return [LineCell(cells[opens].start, cells[-1].end, head) for head in heads[1:]]


def _among(cells: Sequence[LineCell], wide: int) -> list[LineCell]:
    """合计 | 其中 | 增长率 | 单位 | 发明 | 外观: the parts that stand behind the name's own head belong under 其中."""
    opens = next((at for at in range(len(cells) - 1, -1, -1) if _PLACES.fullmatch(bare(cells[at].text))), None)
    if opens is None:
        return []
    spans = [at for at in range(opens) if bare(cells[at].text) == "其中"]
    parts = [cell for cell in cells[opens + 1 :] if cell.text]
    each, over = divmod(len(parts), len(spans) or 1)
    if not spans or over or not each:
        return []
    found: list[LineCell] = []
    for at in range(opens):
        nth = spans.index(at) if at in spans else None
        found += [cells[at]] if nth is None else parts[nth * each : (nth + 1) * each]
    found = [cell for cell in found if cell.text]
    return [replace(cell, text=bare(cell.text)) for cell in found[-wide:]] if len(found) >= wide else []
