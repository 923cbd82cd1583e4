"""One door for what is typed: whatever the way in, a value is read within its bounds or refused in words."""

import itertools
from copy import copy
from datetime import date
from decimal import Decimal

import pytest

from kezhang.catalogue import LEDGERS
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.quantities.dates import parse_date
from kezhang.quantities.money import parse_amount
from kezhang.quantities.periods import Period
from kezhang.quantities.typed_numbers import exact_number, whole_number, year_number
from kezhang.quantities.units import WAN_YUAN
from kezhang.records.declaration.validation import problems
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.targets.models import TARGETS

#: Python knows a value for each of these; a person means none by it.
NO_NUMBERS = ("²", "½", "٣", "1_000", "nan", "NaN", "Infinity", "-inf", "1e30", "1E5", "0x10", "--1", "一百", "")


@pytest.mark.parametrize("text", NO_NUMBERS)
@pytest.mark.parametrize(
    "read",
    [
        lambda text: whole_number(text, 0, 100),
        lambda text: exact_number(text, 4),
        lambda text: parse_amount(text, WAN_YUAN),
        year_number,
        parse_date,
        Period.parse,
    ],
)
def test_what_only_a_program_takes_for_a_number_is_refused_in_words(read, text):
    with pytest.raises(ValueError, match=r"应为|不是"):
        read(text)


@pytest.mark.parametrize(
    ("read", "text", "says"),
    [
        (lambda t: exact_number(t, 4), "9" * 19, "应小于1万亿"),
        (lambda t: exact_number(t, 4), "1.00001", "最多4位小数"),
        (lambda t: parse_amount(t, WAN_YUAN), "9" * 19, "应小于1万亿元"),
        (lambda t: parse_amount(t, WAN_YUAN), "1亿亿", "不是金额"),
        (lambda t: parse_amount(t, WAN_YUAN), "0.0000001", "最多精确到分"),
        (lambda t: whole_number(t, 0, 32767), "32768", "应为0至32767之间的整数"),
        (lambda t: whole_number(t, 0, 32767), "-1", "应为0至32767之间的整数"),
        (lambda t: whole_number(t, 0, 32767), "9" * 5000, "应为整数"),
        (year_number, "0", "应为1900至2100之间的年份"),
        (parse_date, "0001-01-01", "年份应在1900至2100之间"),
        (parse_date, date(1, 1, 1), "年份应在1900至2100之间"),
        (parse_date, "2024-13-01", "没有13月"),
        (parse_date, float("inf"), "应为日期"),
        (Period.parse, "0000", "不是期间：年份应在1900至2100之间"),
        (Period.parse, "2024-00", "不是期间"),
        (Period.parse, "2024-13", "不是期间"),
        (Period.parse, "2023-01-01..2024-06-20", "不是期间"),
        (Period.parse, "2024-01-01..2024-06-31", "2024年6月没有31日"),
    ],
)
def test_what_is_beyond_the_bounds_is_refused_with_what_would_be_right(read, text, says):
    with pytest.raises(ValueError, match=says):
        read(text)


def test_full_width_digits_are_digits():
    assert (whole_number("３００", 0, 999), exact_number("１，２００．５", 4)) == (300, Decimal("1200.5"))
    assert (year_number("２０２４"), Period.parse("２０２４－０６")) == (2024, Period.month(2024, 6))
    assert parse_date("２０２４－０６－３０") == date(2024, 6, 30)


def samples():
    return [
        pytest.param(ledger, column, id=f"{ledger.slug}-{column.name}")
        for ledger in LEDGERS.values()
        for column in ledger.columns
    ]


HOSTILE = (*NO_NUMBERS, "9" * 19, "9" * 5000, "-5", "0001-01-01", "9999-12-31", "a\0b", "\ud800", "x" * 40_000)


@pytest.mark.parametrize(("ledger", "column"), samples())
def test_a_column_reads_a_value_that_every_database_keeps_or_says_why_not(ledger, column):
    for typed in (*HOSTILE, True, 1e300, float("nan"), float("inf"), 10**30, -1):
        record = ledger.model()
        said = told(record, column, typed) or [p.says for p in problems(ledger, record) if p.column == column.name]
        assert all(says_in_chinese(words) for words in said), (typed, said)
        if not said:
            assert_kept(column, getattr(record, column.name))


def told(record, column, typed):
    """Puts what was typed into the record; what the reader says instead where it refuses."""
    try:
        setattr(record, column.name, column.reader()(typed))
    except ValueError as fault:
        return [str(fault)]
    return []


def says_in_chinese(text: str) -> bool:
    return any("一" <= character <= "鿿" for character in text)


def assert_kept(column, value):
    """What PostgreSQL's column of this kind holds; SQLite would take nearly anything."""
    field = column.model_field
    if isinstance(value, str):
        value.encode()
        assert "\0" not in value
        assert len(value) <= (field.max_length or 32_767)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        assert 0 <= value <= (32_767 if "Small" in field.get_internal_type() else 2_147_483_647)
    elif isinstance(value, Decimal):
        assert abs(field.get_prep_value(value)) < 2**63
    else:
        assert 1900 <= value.year <= 2100


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("value", Decimal("NaN"), "应为数字"),
        ("value", Decimal("Infinity"), "应为数字"),
        ("value", Decimal("1e30"), "应小于1万亿"),
        ("value", Decimal("1.00001"), "最多4位小数"),
        ("year", 0, "应为1900至2100之间的整数"),
        ("version", 2**40, "应为0至2147483647之间的整数"),
        ("effective_on", date(1, 1, 1), "年份应在1900至2100之间"),
        ("document_title", "a\0b", "控制字符"),
        ("remark", "长" * 40_000, "最多32767个字"),
    ],
)
def test_the_journal_refuses_a_value_that_no_reader_has_seen(county, clerk, name, value, says):
    record = filled(TARGETS, county)
    setattr(record, name, value)
    with pytest.raises(Refused, match=says):
        journal.save(TARGETS, record, Author(by=clerk, accepting="核对"))


@pytest.mark.django_db
def test_a_name_is_judged_by_the_length_people_see(county, clerk):
    record = filled(ENTERPRISES, county)
    record.name = "长" * 200
    with pytest.raises(Refused, match="最多120个字"):
        journal.save(ENTERPRISES, record, Author(by=clerk))


def filled(ledger, org=None):
    """A record with the sample's values, and with something in every other column."""
    record = ledger.model(org=org) if org else ledger.model()
    for column in ledger.columns:
        text = ledger.sample.get(column.name)
        if text is not None:
            setattr(record, column.name, column.reader()(text))
        elif org is None:
            setattr(record, column.name, something(column))
    return record


def something(column):
    if column.choices:
        return next(iter(column.choices))
    kind = column.model_field.get_internal_type()
    known = {"BooleanField": True, "DateField": date(2024, 6, 5), "BigIntegerField": Decimal(7)}
    return known.get(kind, 7 if "Integer" in kind else "某某")


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=lambda ledger: ledger.slug)
def test_a_rule_is_not_judged_while_a_field_it_reads_is_empty(ledger):
    """Every pair of columns left empty, in a record that has everything and in one that has nothing else."""
    full, empty, names = filled(ledger), ledger.model(), [column.name for column in ledger.columns]
    for name in names:
        setattr(empty, name, ledger.column(name).blank)
    for pair in itertools.combinations(names, 2):
        emptied, alone = copy(full), copy(empty)
        for name in pair:
            setattr(emptied, name, getattr(empty, name))
            setattr(alone, name, getattr(full, name))
        problems(ledger, emptied)
        problems(ledger, alone)
