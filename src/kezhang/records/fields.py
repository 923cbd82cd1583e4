"""The only model fields that are not Django's own: exact amounts, exact quantities, years, credit codes.

What the database holds is an integer or a text, what Python holds is a Decimal or a
text; no float exists in between.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from kezhang.quantities.spelling import visible
from kezhang.quantities.typed_numbers import FIRST_YEAR, LAST_YEAR, exact_number, fault_of
from kezhang.quantities.units import WAN_YUAN, Unit

#: A cell of a sheet holds so many characters; what is longer could not be exported.
LONGEST_TEXT = 32_767
#: What a bureau adds to a list of choices has at most so many characters; the field of a list that can be added to has room.
LONGEST_CHOICE = 40
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def unstorable(text: str) -> str:
    """Why no database keeps this text; empty when it can be kept.

    >>> unstorable("农牧民培训"), unstorable("农牧民" + chr(0))[:6]
    ('', '含有看不见的')
    """
    return "含有看不见的控制字符，多半是从别的程序带来的；请删去后重新填写" if _UNSTORABLE.search(text) else ""


class ScaledField(models.BigIntegerField):
    """A Decimal kept as a whole number of its smallest part, so that SUM in SQL is exact everywhere."""

    places = 2

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise TypeError(f"{self.name}: a float is not an exact amount")
        try:
            return exact_number(str(value), self.places)
        except ValueError as fault:
            raise ValidationError(f"“{value}”：{fault}。") from None

    def get_prep_value(self, value: Any) -> int | None:
        value = self.to_python(value)
        if value is None:
            return None
        if fault := fault_of(value, self.places):
            raise ValidationError(f"“{value}”：{fault}。")
        return int(value.scaleb(self.places))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value).scaleb(-self.places)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        self.get_prep_value(value)

    @property
    def validators(self) -> list:
        """Limits are checked on the Decimal by rules; BigIntegerField's would compare it with whole parts."""
        return list(self._validators)  # type: ignore[attr-defined]

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)


class YuanField(ScaledField):
    """金额: yuan as a Decimal, whole 分 in the database; ``unit`` is what people write on paper."""

    def __init__(self, *args: Any, unit: Unit = WAN_YUAN, **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(*args, **kwargs)


class QuantityField(ScaledField):
    """数量: a number with up to four decimals whose unit another column names, such as a target's value."""

    places = 4


class YearField(models.PositiveIntegerField):
    """年度: a year that a period can be made of."""

    description = "A year"

    @property
    def validators(self) -> list:
        """The bounds of a year stand in for those of the database's integer."""
        return [*self._validators, MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]  # type: ignore[attr-defined]

    def deconstruct(self) -> Any:
        """For the database it is the plain integer it has always been, so no migration tells of it."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveIntegerField", args, kwargs


#: GB 32100-2015: digits and capitals without I, O, S, V, Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_CODE = re.compile(rf"[{ALPHABET}]{{18}}")
_FULL_WIDTH = (
    {ord("０") + i: str(i) for i in range(10)}
    | {ord("Ａ") + i: chr(65 + i) for i in range(26)}
    | {ord("ａ") + i: chr(97 + i) for i in range(26)}
)


class CreditCodeField(models.CharField):
    """统一社会信用代码 (GB 32100-2015): length and alphabet are errors; a failing check digit only warns,
    because real bodies registered before 2016 carry codes that fail it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 18
        super().__init__(*args, **kwargs)
        self.validators.append(
            RegexValidator(
                rf"\A[{ALPHABET}]{{18}}\Z",
                "统一社会信用代码应为18位数字和大写字母，不含 I、O、S、V、Z；请按营业执照核对。",
            )
        )

    def to_python(self, value: Any) -> str | None:
        if value is None:
            return None
        return "".join(visible(str(value)).translate(_FULL_WIDTH).split()).upper()

    @staticmethod
    @lru_cache(maxsize=4096)  # a sheet names few firms many times
    def warning(value: str) -> str:
        """What a person should look at again; empty when nothing is odd."""
        if not _CODE.fullmatch(value):
            return ""
        if _is_identity_number(value):
            return "这个代码同时符合居民身份证号的校验规则，请确认不是误填的身份证号。"
        if check_character(value) != value[17]:
            return "统一社会信用代码的校验位不符（应为“" + check_character(value) + "”），请按营业执照核对。"
        return ""


def check_character(code: str) -> str:
    """The 18th character that GB 32100-2015 computes from the first seventeen.

    >>> check_character("91350200MA2YJ1XR9G")
    'G'
    """
    return ALPHABET[-sum(ALPHABET.index(c) * w for c, w in zip(code, WEIGHTS, strict=False)) % 31]


def _is_identity_number(code: str) -> bool:
    """GB 11643: seventeen digits, a plausible date, and a matching check character."""
    if not code[:17].isdigit() or code[6:8] not in {"19", "20"}:
        return False
    remainder = sum(int(c) * (pow(2, 17 - i, 11)) for i, c in enumerate(code[:17])) % 11
    return "10X98765432"[remainder] == code[17]


_BRACKETS = str.maketrans({"(": "（", ")": "）"})


class OrganisationNameField(models.CharField):
    """单位名称: a legal name, written the one way that lets two sheets mean the same firm:
    no blanks, nothing invisible, full-width brackets, half-width letters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> str | None:
        return None if value is None else legal_name(str(value))


@lru_cache(maxsize=50_000)  # a sheet of contracts names the same firms over and over
def legal_name(text: str) -> str:
    """The one spelling of a firm's name.

    >>> legal_name(" 朔湖科技 (新疆)有限公司 ")
    '朔湖科技（新疆）有限公司'
    >>> legal_name("朔湖科技有限公司。")
    '朔湖科技有限公司'
    """
    return "".join(visible(text).split()).translate(_FULL_WIDTH | _BRACKETS).rstrip("。、，；：,;:")
