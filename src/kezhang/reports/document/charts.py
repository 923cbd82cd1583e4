"""Charts: the axis that fits the values, and a chart as Word draws it.

A chart is drawn as lines and areas from the values in the chart part itself; there is no
picture that blurs and no workbook inside that could say something else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from xml.sax.saxutils import quoteattr

from kezhang.reports.document.blocks import Chart, Series, Text
from kezhang.reports.document.runs import clean, paragraph

#: More bars than this cannot be read on one page.
MOST = 12
#: One colour for each series; far enough apart to be told from one another on a black-and-white printer.
COLOURS = ("2F5597", "B4B4B4")
WIDTH_MM = 156
#: The axis runs so far beyond the longest bar that its value fits behind it.
ROOM = Decimal("1.12")
_EMU = 36_000  # in a millimetre
_FONT = '<a:latin typeface="仿宋_GB2312"/><a:ea typeface="仿宋_GB2312"/>'
_TEXT = (
    f'<c:txPr><a:bodyPr wrap="none"/><a:p><a:pPr><a:defRPr sz="1050" b="0">{_FONT}</a:defRPr></a:pPr>'
    '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
)
_NO_LINE = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
_GRID = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill></a:ln></c:spPr>'


@dataclass(frozen=True)
class Axis:
    """The values an axis runs over, and the distance of its lines."""

    least: Decimal
    most: Decimal
    step: Decimal

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        count = int((self.most - self.least) / self.step)
        return tuple(self.least + self.step * n for n in range(count + 1))


def axis_of(chart: Chart) -> Axis:
    """From zero, or below it where a value is, to a round number above the largest, in four to eight steps."""
    values = [v for series in chart.series for v in series.values if v is not None] or [Decimal(0)]
    low, high = min(*values, Decimal(0)), max(*values, Decimal(0)) * ROOM
    high = high if high > low else low + 1
    rough = (high - low) / 5
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)
    least = (low / step).to_integral_value(ROUND_FLOOR) * step
    most = (high / step).to_integral_value(ROUND_CEILING) * step
    return Axis(least, most, step)


def height_mm(chart: Chart) -> int:
    """As high as its bars need, and no higher than two thirds of a page."""
    bars = len(chart.categories) * (1 + len(chart.series))
    return min(22 + 5 * bars, 150)


def word_chart(chart: Chart, relation: str, place: int, numbers: Iterator[int], held: str = "") -> str:
    """The paragraph that holds the chart, its caption and the line that says its numbers."""
    extent = f'cx="{WIDTH_MM * _EMU}" cy="{height_mm(chart) * _EMU}"'
    words = "".join(part.text for part in chart.note)
    drawing = (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{place}" name={quoteattr(f"{chart.kind.value}图{place}")} descr={quoteattr(clean_words(chart.caption, words))}/>'
        "<wp:cNvGraphicFramePr/>"
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Chart"/></w:pPr>{drawing}</w:p>'
        + paragraph("ChartCaption", (Text(chart.caption),), numbers)
        + paragraph("Note", chart.note, numbers, held)
    )


def clean_words(caption: str, note: str) -> str:
    """What is read out to those who do not see the chart; in an attribute no line may break."""
    return " ".join(f"{caption}。{note}".split())


def chart_part(chart: Chart) -> str:
    """word/charts/chartN.xml: horizontal bars, the first category on top, every value written at its bar."""
    axis = axis_of(chart)
    series = "".join(_series(chart, n, each) for n, each in enumerate(chart.series))
    legend = ""
    if len(chart.series) > 1:
        legend = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_TEXT}</c:legend>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="60"/><c:axId val="100"/><c:axId val="200"/></c:barChart>'
        '<c:catAx><c:axId val="100"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_TEXT}<c:crossAx val="200"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="200"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{axis.most:f}"/><c:min val="{axis.least:f}"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f'<c:majorGridlines>{_GRID}</c:majorGridlines><c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_NO_LINE}{_TEXT}'
        f'<c:crossAx val="100"/><c:crosses val="max"/><c:majorUnit val="{axis.step:f}"/></c:valAx>'
        f'</c:plotArea>{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
    )


def _series(chart: Chart, place: int, series: Series) -> str:
    categories = "".join(f'<c:pt idx="{n}"><c:v>{clean(name)}</c:v></c:pt>' for n, name in enumerate(chart.categories))
    values = "".join(
        f'<c:pt idx="{n}"><c:v>{value:f}</c:v></c:pt>' for n, value in enumerate(series.values) if value is not None
    )
    count = f'<c:ptCount val="{len(chart.categories)}"/>'
    label = quoteattr(f'General"{chart.unit}"')
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:v>{clean(series.name)}</c:v></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{COLOURS[place]}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        f'<c:dLbls><c:numFmt formatCode={label} sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_TEXT}<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strLit>{count}{categories}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{count}{values}</c:numLit></c:val></c:ser>"
    )
