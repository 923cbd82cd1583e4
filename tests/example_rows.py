"""示例数据: the rows of the example bureaus, imported once a session and put back for every test that asks.

They are taken the way a clerk takes them in (recognised, planned, applied, journalled, chained), in a transaction
that is rolled back, so that the database stays empty for everybody else. What is put back are the very rows, keys
and digests included: the chain holds, and a test cannot tell them from rows imported for it alone. Only the register,
whose chain goes through every bureau, is written anew for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models, router, transaction

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection.recognition import recognise
from kezhang.records.models import Batch, ChainHead
from kezhang.records.writing.journal import Author
from kezhang.seals import rows as sealed_rows
from kezhang.seals.models import RowSeal, SealHead

EXAMPLES = Path(__file__).parent.parent / "examples"


@dataclass(frozen=True)
class StoredTable:
    """The rows an import left in one table, as the database hands them out."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    counted_key: str  # the column the database counts up by itself, or ""


def import_workbooks(org: Org, folder: str, clerk: User) -> None:
    """Take a folder of the examples in as the bureau's clerk does."""
    for file in sorted((EXAMPLES / folder).glob("*.xlsx")):
        for table in recognise(file.read_bytes(), file.name, LEDGERS.values()):
            batch = Batch.objects.create(org=org, ledger=table.ledger.slug, file_name=file.name, sha256="", by=clerk)
            import_plan.apply(import_plan.plan(table.ledger, table, org), batch, Author(by=clerk, reason="示例"))


def taken(folder: str, people: Callable[[], tuple[Org, User]], first_key: int) -> tuple[StoredTable, ...]:
    """What importing a folder stores for a bureau and its clerk, who are not among the rows.

    ``people`` makes the two, with keys that never vary: changes are digested over them. The rows' own keys count
    from ``first_key``, far above what a test stores for itself.
    """
    assert not Org.objects.exists(), "ask for the rows before a test's own"
    with transaction.atomic():
        org, clerk = people()
        _count_keys_from(first_key)
        before = {table.name: set(table.rows) for table in _tables()}
        import_workbooks(org, folder, clerk)
        after = _tables()
        transaction.set_rollback(True)
    for table in after:
        assert before[table.name] <= set(table.rows), f"importing changed rows of {table.name} that were there"
    added = [(table, tuple(row for row in table.rows if row not in before[table.name])) for table in after]
    return tuple(StoredTable(t.name, t.columns, rows, t.counted_key) for t, rows in added if rows)


def put_back(tables: tuple[StoredTable, ...]) -> None:
    """Store the rows again, under the keys they had; what is stored afterwards gets keys behind them."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            columns = ", ".join(quote(name) for name in table.columns)
            places = ", ".join(["%s"] * len(table.columns))
            if table.name == ChainHead._meta.db_table:  # a bureau that has been asked to write has one already
                ChainHead.objects.filter(org__in=[row[table.columns.index("org_id")] for row in table.rows]).delete()
            cursor.executemany(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})", table.rows)
            if table.counted_key and connection.vendor == "postgresql":
                last = max(row[table.columns.index(table.counted_key)] for row in table.rows)
                cursor.execute(
                    "SELECT setval(sequence, GREATEST(nextval(sequence), %s))"
                    " FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence) AS counted",
                    [last, table.name, table.counted_key],
                )
    sealed_rows.seal_what_is_not(Batch)


def _tables() -> list[StoredTable]:
    """Every table of the site as it stands."""
    tables = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            name = model._meta.db_table
            if model in (RowSeal, SealHead):
                continue
            if router.db_for_write(model) != connection.alias:  # work beside the site, of which an example has none
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            columns = tuple(column[0] for column in cursor.description)
            tables.append(StoredTable(name, columns, tuple(map(tuple, cursor.fetchall())), _counted_key(model)))
    return tables


def _counted_key(model: type[models.Model]) -> str:
    key = model._meta.pk
    return str(key.column) if isinstance(key, models.AutoField | models.BigAutoField) else ""


def _count_keys_from(first: int) -> None:
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            name, key = model._meta.db_table, _counted_key(model)
            if not key or model in (Org, User):  # PostgreSQL takes no count back: the next bureau would get a fixed key
                continue
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", [name, key, first])
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, first - 1])
