"""From a sheet's cell to a column's value.

The one rule: a cell is understood exactly or refused with a sentence that says what would be right;
nothing is guessed. Each function here returns a reader, made once per column and used for every row.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from kezhang.quantities.dates import parse_date
from kezhang.quantities.money import parse_amount
from kezhang.quantities.units import YUAN, Unit
from kezhang.records.fields import CreditCodeField, OrganisationNameField, QuantityField, YuanField

Reader = Callable[[Any], Any]

#: What people type where there is nothing to say.
EMPTY = frozenset({"", "-", "—", "——", "/", "无", "None"})
YES = frozenset({"是", "有", "√", "Y", "y", "1", "true", "True"})
NO = frozenset({"否", "无", "×", "N", "n", "0", "false", "False"})
#: Beyond fifteen digits a number in a sheet has already lost its last ones.
EXACT_DIGITS = 15


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
    if isinstance(field, QuantityField):
        return _quantity
    if isinstance(field, CreditCodeField):
        return _credit_code(field)
    if isinstance(field, OrganisationNameField):
        return field.to_python
    if isinstance(field, models.BooleanField):
        return _yes_or_no
    if isinstance(field, models.DateField):
        return _date
    if isinstance(field, models.IntegerField):
        return _whole_number
    if isinstance(field, models.DecimalField):
        return _quantity
    return _text


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
        except ValueError:
            raise ValueError(f"应为金额，单位{unit.label}，例如 120 或 120.5") from None

    return read


def _quantity(cell: Any) -> Decimal:
    try:
        return Decimal(_plain(cell).replace(",", "").replace("，", ""))
    except ArithmeticError:
        raise ValueError("应为数字") from None


def _credit_code(field: CreditCodeField) -> Reader:
    def read(cell: Any) -> str | None:
        if isinstance(cell, (int, float)) or "E+" in str(cell).upper():
            raise ValueError("18位代码被存成了数字，后几位已经丢失；请把该列设为文本格式后重新填写完整代码")
        return field.to_python(cell)

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


def _whole_number(cell: Any) -> int:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    text = _plain(cell).replace(",", "").replace("，", "")
    try:
        return int(text)
    except ValueError:
        raise ValueError("应为整数") from None


def _text(cell: Any) -> str:
    if isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS:
        raise ValueError("编号被存成了数字，后几位可能已经丢失；请把该列设为文本格式后重新填写")
    return _plain(cell)


def _plain(cell: Any) -> str:
    """A cell as a person would read it aloud: 100.0 from a sheet is 100, a date is ISO."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell).strip()
