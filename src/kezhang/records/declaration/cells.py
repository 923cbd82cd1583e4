"""From a sheet's cell to a column's value.

A cell is understood exactly or refused with a sentence that says what would be right;
nothing is guessed. Each function here returns a reader, made once per column and used for every row.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from kezhang.quantities.dates import parse_date
from kezhang.quantities.money import NotAnAmount, parse_amount
from kezhang.quantities.numerals import chinese
from kezhang.quantities.spelling import visible
from kezhang.quantities.typed_numbers import exact_number, half_width, unparted, whole_number, year_number
from kezhang.quantities.units import PERCENT, YUAN, Unit, unit_of
from kezhang.records.declaration.cell_traces import is_nameless, names_others, organisations_in
from kezhang.records.fields import (
    CreditCodeField,
    OrganisationNameField,
    ScaledField,
    YearField,
    YuanField,
    unstorable,
)

Reader = Callable[[Any], Any]

#: What people type where there is nothing to say.
EMPTY = frozenset({"", "-", "--", "—", "——", "－", "/", "／", "\\", "无", "暂无", "None", "N/A"})
#: How papers write a number that is there and not told.
MASKED = re.compile(r"[*＊×xX]{1,6}|隐去")
YES = frozenset({"是", "有", "√", "Y", "y", "1", "true", "True"})
NO = frozenset({"否", "无", "×", "N", "n", "0", "false", "False"})
#: Beyond fifteen digits a number in a sheet has already lost its last ones.
EXACT_DIGITS = 15
#: What Excel makes of a long number: its last digits are gone.
_UNREADABLE_CODE = re.compile(r"\d(?:\.\d{1,20})?[Ee]\+\d{1,3}|\d\.\d{1,20}[Ee]\d{1,3}", re.ASCII)
_ORDINAL = re.compile(
    r"(?:\d{4}年度?)?第?([0-9]{1,4}|[一二两三四五六七八九十百零〇]{1,5})(?:批次|批|次|期|届|轮|号)?", re.ASCII
)
_MONTH = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*月?", re.ASCII)
#: What may stand before a long number: 编号：2024…, No.2024….
_OF_A_NUMBER = r"(?:(?:登记|证书|合同)?编号|No\.?|№)\s*[:.]?\s*(?=[A-Z]{0,4}\d{6})"
_NUMBER = re.compile(
    r"(?P<before>大约|约|近|超过|超|逾)?\s*(?P<digits>\d[\d,，]{0,20}(?:\.\d{1,8})?)\s*(?P<scale>[万亿])?\s*"
    r"(?P<within>余|多|来)?\s*(?P<unit>[一-鿿]{1,3}?)?(?P<after>左右|以上|上下)?",
    re.ASCII,
)


def is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip() in EMPTY)


def reader_for(field: models.Field, unit: Unit | None = None, spellings: Mapping[str, str] | None = None) -> Reader:
    """How to read the cells of one column; ``unit`` is what the sheet says its amounts are in.

    The reader raises ValueError with a sentence in Chinese; empty cells never reach it.
    """
    read = _reader(field, unit)
    if not spellings:
        return read

    def respelt(cell: Any) -> Any:
        text = _plain(cell)
        return read(spellings.get(text, text))

    return respelt


def _reader(field: models.Field, unit: Unit | None) -> Reader:
    if field.flatchoices:
        return _choice(field)
    if isinstance(field, YuanField):
        return _amount(unit or YUAN)
    if isinstance(field, ScaledField):
        return _quantity(field.places)
    if isinstance(field, CreditCodeField):
        return _credit_code(field)
    if isinstance(field, OrganisationNameField):
        return _organisation(field)
    if isinstance(field, models.BooleanField):
        return _yes_or_no
    if isinstance(field, models.DateField):
        return _date
    if isinstance(field, YearField):
        return lambda cell: year_number(_plain(cell))
    if isinstance(field, models.IntegerField):
        return _fraction(field) if unit is PERCENT else _whole_number(field)
    return _labelled(field) if isinstance(field, models.CharField) else _text


def bounds_of(field: models.IntegerField) -> tuple[int, int]:
    """What a column of whole numbers holds on every database; SQLite itself would take more."""
    return BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]


def _choice(field: models.Field) -> Reader:
    stored = {str(label): value for value, label in field.flatchoices}
    values = {str(value): value for value in stored.values()}
    known = "、".join(list(stored)[:12])

    def read(cell: Any) -> Any:
        text = _plain(cell)
        if text in stored:
            return stored[text]
        if text in values:
            return values[text]
        raise ValueError(f"应为：{known}{'等' if len(stored) > 12 else ''}")

    return read


def _amount(unit: Unit) -> Reader:
    def read(cell: Any) -> Decimal:
        try:
            return parse_amount(_plain(cell), unit)
        except NotAnAmount:
            raise ValueError(f"应为金额，单位{unit.label}，例如 120 或 120.5") from None

    return read


def _quantity(places: int) -> Reader:
    return lambda cell: exact_number(_plain(cell), places)


def _credit_code(field: CreditCodeField) -> Reader:
    def read(cell: Any) -> str | None:
        if isinstance(cell, (int, float)) or _UNREADABLE_CODE.fullmatch(str(cell).strip()):
            raise ValueError("18位代码被存成了数字，后几位已经丢失；请把该列设为文本格式后重新填写完整代码")
        return field.to_python(cell)

    return read


def _organisation(field: OrganisationNameField) -> Reader:
    def read(cell: Any) -> str | None:
        text = _text(cell)
        if len(found := organisations_in(text)) > 1:
            raise ValueError(f"一格里有{len(found)}家单位：{'、'.join(found)}；请一行写一家")
        if names_others(text):
            raise ValueError("只写了几家单位中的一家；请一行写一家")
        if is_nameless(text):
            raise ValueError("应为单位名称，不能只有数字或符号")
        return field.to_python(text)

    return read


def _labelled(field: models.CharField) -> Reader:
    """A short text, without its own column's name before it, and of one width where it is a code."""
    label = str(field.verbose_name)
    named = re.compile(rf"{re.escape(label)}\s*:|{_OF_A_NUMBER}", re.IGNORECASE)

    def read(cell: Any) -> str:
        text = _text(cell)
        if found := named.match(half_width(text)):
            text = text[found.end() :].strip()
        if not text.isascii() and (narrow := half_width(text).rstrip("。")).isascii():
            return narrow.strip()
        return text

    return read


def _yes_or_no(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    text = _plain(cell)
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueError("应为：是、否")


def _date(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    return parse_date(cell)


def _whole_number(field: models.IntegerField) -> Reader:
    least, most = bounds_of(field)
    return lambda cell: whole_number(half_width(_plain(cell)).removesuffix("%"), least, most)


def _fraction(field: models.IntegerField) -> Reader:
    """75 from 0.75, where Excel shows 75%."""
    whole = _whole_number(field)

    def read(cell: Any) -> int:
        percent = exact_number(_plain(round(cell, 8) if isinstance(cell, float) else cell), 8) * 100
        return whole(f"{percent.normalize():f}")

    return read


def eased(field: models.Field, read: Reader, cell: Any) -> tuple[Any, str]:
    """A cell that ``read`` refused, read for what it can only mean, and what a person must know of it.

    Approximate numbers and dates without a day are taken with a warning, never silently. Raises ValueError
    as ``read`` did where nothing but a guess would help.
    """
    if isinstance(field, OrganisationNameField) and len(found := organisations_in(_text(cell))) > 1:
        return field.to_python(
            "、".join(found)
        ), f"一格里有{len(found)}家单位，请核对是否应分成{len(found)}行，或牵头、合作分列"
    if isinstance(field, OrganisationNameField) and names_others(_text(cell)):
        return field.to_python(_text(cell)), "只写了几家单位中的一家，请核对是否应一行写一家"
    text = half_width(_plain(cell))
    if isinstance(field, models.DateField) and isinstance(cell, str) and (month := _MONTH.fullmatch(text)):
        value = parse_date(f"{month[1]}-{month[2]}-1")
        return value, f"只写到月，按{value.year}年{value.month}月1日记"
    if _is_counted(field) and (ordinal := _ORDINAL.fullmatch(text)):
        number = ordinal[1] if ordinal[1].isdigit() else chinese(ordinal[1])
        return read(str(number)), ""
    if isinstance(field, models.IntegerField) and not field.flatchoices and (number := _NUMBER.fullmatch(text)):
        value = _counted(field, read, number)
        hedged = number["before"] or number["within"] or number["after"]
        return value, f"“{text}”是约数，按{number['digits']}{number['scale'] or ''}记" if hedged else ""
    if isinstance(field, YearField) and (year := chinese(text.removesuffix("度").removesuffix("年"))) is not None:
        return read(str(year)), ""
    return read(cell), ""


def _is_counted(field: models.Field) -> bool:
    """Whether it holds whole numbers that may be ordinals: 3 from 第三批, 第3批 and 2024年第3批."""
    return isinstance(field, models.IntegerField) and not (
        field.flatchoices or isinstance(field, (ScaledField, YearField))
    )


def _counted(field: models.Field, read: Reader, number: re.Match[str]) -> Any:
    """The number without its hedges; of an amount with its unit, of a count without it."""
    if isinstance(field, YuanField):
        return read(f"{number['digits']}{number['scale'] or ''}{number['unit'] or ''}")
    if number["unit"] and unit_of(number["unit"]) is None:
        raise ValueError(f"应为整数，读不出“{number['unit']}”")
    scale = {None: 1, "万": 10_000, "亿": 100_000_000}[number["scale"]]
    value = Decimal(unparted(number["digits"])) * scale
    return read(str(int(value)) if value == int(value) else str(value))


def _text(cell: Any) -> str:
    if isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS:
        raise ValueError("编号被存成了数字，后几位可能已经丢失；请把该列设为文本格式后重新填写")
    text = visible(_plain(cell)).strip()
    if _UNREADABLE_CODE.fullmatch(text):
        raise ValueError("编号已被改成科学计数，后几位已经丢失；请把该列设为文本格式后重新填写完整编号")
    if fault := unstorable(text):
        raise ValueError(fault)
    return text


def _plain(cell: Any) -> str:
    """A cell as a person would read it aloud: 100.0 from a sheet is 100, a date is ISO."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell).strip()
