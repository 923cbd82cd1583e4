"""示例数据: the rows of the example bureaus, imported once a session and put back for every test that asks.

They are taken the way a clerk takes them in (recognised, planned, applied, journalled, chained), in a transaction
that is rolled back, so that the database stays empty for everybody else. What is put back are the very rows, keys
and digests included: the chain holds, and a test cannot tell them from rows imported for it alone. Only the register,
whose chain goes through every bureau, is written anew for them.
"""

from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection.recognition import recognise
from kezhang.records.models import Batch, ChainHead
from kezhang.records.writing.journal import Author
from kezhang.seals import rows as sealed_rows
from kezhang.seals.models import RowSeal, SealHead
from tests.opened_here import files_opened_here
from tests.stored_rows import StoredTable, added, counted_models, put, stored_tables

EXAMPLES = Path(__file__).parent.parent / "examples"


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
        before = stored_tables(apart=(RowSeal, SealHead))
        with files_opened_here():
            import_workbooks(org, folder, clerk)
        after = stored_tables(apart=(RowSeal, SealHead))
        transaction.set_rollback(True)
    assert not added(after, before), "importing changed rows that were there"
    return added(before, after)


def put_back(tables: tuple[StoredTable, ...]) -> None:
    """Store the rows again, under the keys they had; what is stored afterwards gets keys behind them."""
    with transaction.atomic():
        for table in tables:
            if table.name == ChainHead._meta.db_table:  # a bureau that has been asked to write has one already
                ChainHead.objects.filter(org__in=table.values("org_id")).delete()
        put(tables)
    sealed_rows.seal_what_is_not(Batch)


def _count_keys_from(first: int) -> None:
    with connection.cursor() as cursor:
        for model in counted_models():
            if model in (Org, User):  # PostgreSQL takes no count back: the next bureau would get a fixed key
                continue
            name, key = model._meta.db_table, model._meta.pk.column
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", [name, key, first])
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, first - 1])
