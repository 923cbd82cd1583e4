"""The preview's words: what was understood of a workbook, sentence by sentence.

Whatever was left out is said, with the rows it stands in.
"""

from collections.abc import Iterable, Sequence

from kezhang.records.importing.detection.row_kinds import RowKind
from kezhang.records.importing.detection.tables import Line, TablePart

_LISTED = 8


def in_words(
    parts: Sequence[TablePart], strange: Sequence[tuple[str, Line]], unread: Sequence[str], hidden: Sequence[str]
) -> list[str]:
    """Sentences for the preview: headers, units, hidden and merged cells, and everything that is not imported."""
    words: list[str] = []
    several = len({part.sheet for part in parts}) > 1
    for part in parts:
        where = f"工作表“{part.sheet}”" if several else ""
        words += [_header(part), *_units(part)]
        words += [f"{where}{each}" for each in (*part.filled_down, *part.shown, *part.hidden)]
        words += [f"{where}{each}" for each in _left_out(part)]
        if part.head.repeated:
            words.append(f"{where}重复的列只读第一列，不再读：{'、'.join(part.head.repeated)}。")
    unknown = list(dict.fromkeys(header for part in parts for header in part.head.unknown))
    if unknown:
        words.append(f"这些列没有对应的字段，不会导入：{'、'.join(unknown)}。")
    for sheet in dict.fromkeys(sheet for sheet, _ in strange):
        lines = [line for name, line in strange if name == sheet]
        first, last = lines[0][0], lines[-1][0]
        words.append(f"工作表“{sheet}”第{first}至{last}行像是另一张表，没有读取；如需导入请另存为单独的表。")
    for sheet in unread:
        if sheet not in hidden:
            words.append(f"工作表“{sheet}”里没有完整的表头，没有读取。")
    if hidden:
        words.append(f"隐藏的工作表没有读取：{'、'.join(hidden)}。")
    return words


def _left_out(part: TablePart) -> list[str]:
    """Of every row that is no record what it is and why; totals are told with their sums."""
    words = []
    for kind, reason in dict.fromkeys(
        (each.kind, each.reason) for each in part.left_out if each.kind is not RowKind.TOTAL
    ):
        some = [each for each in part.left_out if (each.kind, each.reason) == (kind, reason)]
        listed = rows(each.number for each in some)
        words.append(
            f"第{listed}行是{kind.value}（“{some[0].text}”{'等' if len(some) > 1 else ''}：{reason}），不导入。"
        )
    return words


def _header(part: TablePart) -> str:
    first, last = part.head.first + 1, part.head.last + 1
    where = f"第{first}行" if first == last else f"第{first}至{last}行"
    where += f"左起第{part.head.side}栏" if part.head.side else ""
    return f"读取工作表“{part.sheet}”，{where}为表头，认出{len(part.headings)}列，{len(part.rows)}行数据。"


def _units(part: TablePart) -> list[str]:
    """Where the units of amounts come from; what the sheet does not say is asked, and said when it is answered."""
    stated = [(h.unit.label, h.unit_from) for h in part.headings if h.column.unit and h.unit]
    words = [f"金额按{unit}换算（依据{source}）。" for unit, source in sorted(set(stated))]
    for heading in part.headings:
        if heading.unit and heading.unit.code == "PCT":
            words.append(f"“{heading.column.label}”按百分数读取，0.75 即 75%。")
    return words


def rows(numbers: Iterable[int]) -> str:
    """Row numbers as a person lists them: 3、4、9, and no more than a few."""
    found = list(numbers)
    return "、".join(map(str, found[:_LISTED])) + (f"等{len(found)}" if len(found) > _LISTED else "")
