"""未成年人: under fourteen, either nothing is asked that names a child, or a guardian answers and agrees for himself.

个人信息保护法第二十八条、第三十一条: what is told of a child under fourteen is sensitive, and the guardian's to give.
"""

import re
from collections.abc import Mapping

from kezhang.quantities.typed_numbers import FIRST_YEAR, year_number
from kezhang.records.declaration.rules import Problem

#: The two ways, as ``OpenForm.Minors`` names them.
NO_DATA, GUARDIAN = "no_data", "guardian"
AGE = 14
BIRTH_YEAR, CODE = "birth_year", "minor_code"
AGREED = "同意"
_NO_DATA_FIELDS = (
    ("minor_school", "学校", (), "学校全称"),
    ("minor_class", "班级", (), "如 三年级二班"),
    (CODE, "代码", (), "学校编发的，1至10位字母或数字；不要填姓名、电话、证件号"),
)
_GUARDIAN_FIELDS = (
    ("guardian_name", "监护人姓名", (), "未满14周岁的必填"),
    ("guardian_relation", "与本人的关系", ("父亲", "母亲", "其他监护人"), "未满14周岁的必填"),
    ("guardian_phone", "监护人电话", (), "未满14周岁的必填"),
    ("guardian_agreed", "监护人同意", (AGREED,), "我是监护人，同意收集和使用上面的信息；未满14周岁的必选"),
)
#: What each way asks beside a form's own lines: (name, label, options, help).
ASKED = {NO_DATA: _NO_DATA_FIELDS, GUARDIAN: ((BIRTH_YEAR, "出生年份", (), "如 2015"), *_GUARDIAN_FIELDS)}
_CODE = re.compile(r"[A-Za-z0-9-]{1,10}")


def problems(way: str, answers: Mapping[str, str], year: int) -> list[Problem]:
    """What is wrong with the answers of one way in a year; by whatever road they came."""
    if way == NO_DATA:
        code = answers.get(CODE, "")
        if code and not _CODE.fullmatch(code):
            return [Problem(CODE, "代码", code, "应为学校编发的1至10位字母或数字，不要填姓名、电话、证件号")]
        return []
    if way != GUARDIAN or not (typed := answers.get(BIRTH_YEAR, "")):
        return []
    try:
        born = year_number(typed)
    except ValueError as fault:
        return [Problem(BIRTH_YEAR, "出生年份", typed, str(fault))]
    if born > year:
        return [Problem(BIRTH_YEAR, "出生年份", typed, f"应在{FIRST_YEAR}至{year}之间")]
    if not is_of_minor(way, answers, year):
        return []
    return [
        Problem(name, label, "", "未满14周岁的，须由监护人填写并同意")
        for name, label, _, _ in _GUARDIAN_FIELDS
        if not answers.get(name)
    ]


def is_of_minor(way: str, answers: Mapping[str, str], year: int) -> bool:
    """Whether somebody under fourteen is spoken of; who turns fourteen this year may not have done so yet.

    >>> is_of_minor(GUARDIAN, {"birth_year": "2012"}, 2026), is_of_minor(GUARDIAN, {"birth_year": "2011"}, 2026)
    (True, False)
    """
    if way != GUARDIAN:
        return False
    try:
        return year - year_number(answers.get(BIRTH_YEAR, "")) <= AGE
    except ValueError:
        return False
