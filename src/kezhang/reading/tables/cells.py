"""单元格: a cell of a table in a text, a table of them, and what cells look like: numbers, years, units, words."""

import re
from dataclasses import dataclass, field

#: A cell that is a number by its look, with its unit and bound or without: ≥30家, 1.2万人次, 15项以上.
FIGURE = re.compile(
    r"(?!\d{1,3}(?:[-—~至]\d{1,3})?周?岁)[-+≥≤><=＞＜约近]{0,2}\s?\d(?:[\d,，.]*\d)?\s?(?:%|(?![年月日])[万亿]?[一-鿿]{0,4}(?:/[一-鿿]{1,2})?|℃|km|kW)(?:及?以[上下内]|左右)?|\*{1,6}[一-鿿]{0,3}"
)

#: 27446-3: a number that the page spoilt keeps its place.
SPOILT = re.compile(r"\d[\d.,]{2,}-\d{1,2}")
#: 2023, 2023年6月, 2023.06.
YEAR_CELL = re.compile(r"(?:19|20)\d\d(?:[.年]\d{0,2}月?)?")
#: (万人): a unit that stands in a cell of its own.
UNIT_CELL = re.compile(r"[(（][^()（）\d]{1,8}[)）]")
#: What no cell of a table says: a sentence has ended, or goes on.
STOPS = re.compile(r"[。；;！？]")
#: [tr], [/td]: what a page was written in.
MARKUP = re.compile(r"\[/?[a-z]{1,6}\]")
CHINESE = re.compile(r"[一-鿿]")
#: The blanks that only spread the words of a cell.
SPREAD = re.compile(r"(?<=[一-鿿])[ 　]+(?=[一-鿿(（])")


@dataclass(slots=True)
class LineCell:
    start: int
    end: int
    text: str
    heads: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(slots=True)
class CellLines:
    """A table of the text: rows of boxes, and the stretch it covers."""

    start: int
    end: int
    rows: list[list[LineCell]] = field(default_factory=list)
    given: bool = False  # the document itself draws it
    drawn: bool = False  # bars or tabs stand between the cells
    before: list[LineCell] = field(default_factory=list)  # the short lines above it, which may be its heads

    @property
    def first_figure(self) -> int:
        """Where the row with the first figure begins: what titles a table may stand among its heads."""
        return next(
            (row[0].start for row in self.rows if any(FIGURE.fullmatch(box.text) for box in row[1:])), self.start
        )
