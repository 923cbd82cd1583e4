"""The matrix in 台账口径 over 167 counties and all ledgers, against the plain grouped query of each of its numbers.

``python scripts/with_postgres.py python -m bench matrix 2000000`` spreads so many records over all ledgers; PostgreSQL only.
Rows are made by the database, without a log and without the rules of their ledgers: what is measured reads them alone.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from bench.clock import Timed, best
from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.collection.publishing.live_matrix import live_matrix
from kezhang.indicators.by_bureau import counted_over_ledgers
from kezhang.indicators.indicator import Asked
from kezhang.orgs.models import Org
from kezhang.records import access

ROWS, COUNTIES, PREFECTURES, ROUNDS = 2_000_000, 167, 14, 3
AS_OF = date(2024, 6, 30)
STANDING = [indicator for indicator in INDICATORS.values() if indicator.code]
#: So many bodies there are; a body has several records.
BODIES = 50_000


def measure(rows: int = ROWS) -> Iterator[tuple[str, Timed, Timed]]:
    """All indicators of a province, county by county."""
    assert connection.vendor == "postgresql", "bench matrix needs PostgreSQL: scripts/with_postgres.py"
    province, counties = _places()
    for ledger in LEDGERS.values():
        _fill(ledger.model, [county.pk for county in counties], rows // len(LEDGERS))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    asked = [Asked(each, each.usual_period(province, AS_OF), AS_OF) for each in STANDING]
    plain = [_plain(leaf, province) for leaf in counted_over_ledgers(asked)]

    def ours() -> None:
        live_matrix(province, STANDING, AS_OF, by_county=True)

    def bare() -> None:
        with connection.cursor() as cursor:
            for sql, given in plain:
                cursor.execute(sql, given)
                cursor.fetchall()

    with CaptureQueriesContext(connection) as captured:
        ours()
    made = [(query["sql"], None) for query in captured.captured_queries]
    visited = {"ours": _visited(made), "plain": _visited(plain)}
    told = f"{len(made)} queries, {visited['ours']:,} rows visited ÷ {len(plain)} queries, {visited['plain']:,} rows"
    yield (
        f"matrix of {COUNTIES} counties × {len(STANDING)}, {rows:,} records ({told})",
        best(ours, ROUNDS),
        best(bare, ROUNDS),
    )


def _places() -> tuple[Org, list[Org]]:
    """A province of its own, so that nothing of the divisions that are there is in the way."""
    province = Org.objects.create(code="910000", name="测试省", level=Org.Level.PROVINCIAL)
    prefectures = [
        Org.objects.create(code=f"91{n:02}00", name=f"测试{n}州", level=Org.Level.PREFECTURE, parent=province)
        for n in range(1, PREFECTURES + 1)
    ]
    counties = []
    for n in range(COUNTIES):
        over = prefectures[n % PREFECTURES]
        code = f"{over.prefix}{n // PREFECTURES + 1:02}"
        counties.append(Org.objects.create(code=code, name=f"测试{n}县", level=Org.Level.COUNTY, parent=over))
    return province, counties


def _plain(leaf: Asked, org: Org) -> tuple[str, Any]:
    """One indicator's grouped query as the database gets it."""
    counted = access.records(leaf.indicator.over, org).filter(leaf.indicator.counted(leaf.period, leaf.as_of))
    grouped = counted.order_by().values("org_id").annotate(value=leaf.indicator.measure.aggregate())
    return grouped.query.sql_with_params()


def _visited(queries: list[tuple[str, Any]]) -> int:
    """How many rows of tables and indexes were read."""
    total = 0
    with connection.cursor() as cursor:
        for sql, given in queries:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", given)
            (found,) = cursor.fetchone()
            plan = json.loads(found) if isinstance(found, str) else found
            total += _read(plan[0]["Plan"])
    return total


def _read(node: Mapping[str, Any]) -> int:
    below = sum(_read(each) for each in node.get("Plans", ()))
    if "Scan" not in node["Node Type"] or node["Node Type"] == "Bitmap Index Scan":
        return below
    rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return below + int(rows * node["Actual Loops"])


def _fill(model: type[models.Model], orgs: list[int], count: int) -> None:
    """Rows of every county, with values that spread over what each field may hold."""
    table = connection.ops.quote_name(model._meta.db_table)
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = ", ".join(_value(field, place) for place, field in enumerate(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'c', 'f')", [table]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {connection.ops.quote_name(name)}")
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND indisunique"
            " AND NOT indisprimary",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {count}) g,"
            " LATERAL (SELECT (%s::bigint[])[1 + g %% %s] AS org) o",
            [orgs, len(orgs)],
        )


def _value(field: Any, place: int) -> str:
    """What a row has in a field, as an expression over its number; neighbouring fields do not move together."""
    spread = f"((g * {2 * place + 7} + {place}) % 1000003)"
    if field.name == "org":
        return "o.org"
    if field.name == "voided_at":
        return "CASE WHEN g %% 50 = 0 THEN now() END"
    if field.choices:
        known = ", ".join("'" + str(value).replace("'", "''") + "'" for value, _ in field.flatchoices)
        return f"(ARRAY[{known}])[1 + {spread.replace('%', '%%')} %% {len(field.flatchoices)}]::{field.db_type(connection)}"
    spread = spread.replace("%", "%%")
    match field:
        case models.ForeignKey() if field.null:
            return "NULL"
        case models.DateTimeField():
            return "now()"
        case models.DateField():
            return f"date '2022-01-01' + ({spread} %% 1200)::int"
        case models.BooleanField():
            return f"{spread} %% 2 = 0"
        case models.JSONField():
            return "'{}'::jsonb"
        case models.UUIDField():
            return "gen_random_uuid()"
        case models.CharField() | models.TextField():
            return f"left('名' || ({spread} %% {BODIES}), {field.max_length or 60})"
        case _ if "year" in field.name:
            return f"2022 + {spread} %% 3"
        case _:
            return f"1 + {spread} %% 90"
