"""Import of contracts: ours against bare reading and bulk_create, and against import-export with simple-history."""

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import python_calamine
import xlsxwriter

from bench.clock import Timed, timed
from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs.models import Org
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.models import Batch
from kezhang.records.writing.journal import Author

ROWS = 100_000
PEER_ROWS = 2_000
UPDATED_ROWS = 20_000
HEADINGS = (
    "合同登记编号",
    "合同名称",
    "合同类别",
    "卖方名称",
    "卖方信用代码",
    "买方名称",
    "合同成交额(万元)",
    "技术交易额(万元)",
    "签订日期",
    "登记日期",
)
FIELDS = (
    "registration_number",
    "title",
    "type",
    "seller",
    "seller_code",
    "buyer",
    "amount",
    "technology_amount",
    "signed_on",
    "registered_on",
)
KINDS = {"技术开发": "development", "技术服务": "service", "技术咨询": "consulting"}


def make(path: Path, count: int, more: int = 0) -> None:
    """Contracts 1 to ``count``, each of ``more`` 万元 more than usual."""
    start = date(2024, 1, 1)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, HEADINGS)
        for n in range(1, count + 1):
            page.write_row(
                n,
                0,
                [
                    f"2024{n:012}",
                    f"第{n}号合同",
                    list(KINDS)[n % 3],
                    f"卖方{n % 500}有限公司",
                    "91652799MA7AB1239R",
                    f"买方{n % 900}有限公司",
                ],
            )
            page.write_number(n, 6, 10 + n % 90 + more)
            page.write_number(n, 7, 5 + n % 5)
            for place in (8, 9):
                page.write_datetime(n, place, start + timedelta(days=n % 360), day)


def rows(path: Path) -> Iterator[list]:
    yield from python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()[1:]


def bare(path: Path, org: Org) -> None:
    """The least that stores the same rows: no checks, no keys, no links, no log."""
    TechnologyContract.objects.bulk_create(
        (
            TechnologyContract(
                org=org, registration_number=r[0], title=r[1], type=KINDS[r[2]], seller=r[3], seller_code=r[4], buyer=r[5],
                amount=Decimal(repr(r[6])) * 10_000, technology_amount=Decimal(repr(r[7])) * 10_000,
                signed_on=r[8], registered_on=r[9],
            )
            for r in rows(path)
        ),
        batch_size=500,
    )  # fmt: skip


def ours(path: Path, org: Org) -> None:
    """Understand, check, look up, link, store, log and chain; undoable as a whole."""
    with path.open("rb") as file:
        table = table_detection.read(TECHNOLOGY_CONTRACTS, file, path.name)
    plan = import_plan.plan(TECHNOLOGY_CONTRACTS, table, org)
    assert not plan.rejected, plan.rejected[:3]
    batch = Batch.objects.create(org=org, ledger=TECHNOLOGY_CONTRACTS.slug, file_name=path.name, sha256="")
    import_plan.apply(plan, batch, Author(by=None, reason="bench"))


def peer(path: Path, part: slice) -> None:
    """import-export, for these of the rows, doing the same job: preview first, then import; each row validated by its model, looked up by
    its key, linked to its firm, left alone when unchanged, and logged by simple-history."""
    import tablib
    from import_export import fields, resources, widgets

    from bench.peer.models import PeerContract, PeerFirm

    class ContractResource(resources.ModelResource):
        firm = fields.Field(
            attribute="firm", column_name="seller_code", widget=widgets.ForeignKeyWidget(PeerFirm, "credit_code")
        )

        class Meta:
            model = PeerContract
            import_id_fields = ("registration_number",)
            fields = (*FIELDS, "firm")
            clean_model_instances = True
            skip_unchanged = True

    PeerFirm.objects.get_or_create(credit_code="91652799MA7AB1239R")

    data = tablib.Dataset(headers=FIELDS)
    for row in list(rows(path))[part]:
        data.append(
            [
                *row[:2],
                KINDS[row[2]],
                *row[3:6],
                Decimal(repr(row[6])) * 10_000,
                Decimal(repr(row[7])) * 10_000,
                *row[8:],
            ]
        )
    resource = ContractResource()
    assert not resource.import_data(data, dry_run=True).has_errors()
    assert not resource.import_data(data, dry_run=False, raise_errors=True).has_errors()


def measure() -> list[tuple[str, Timed, Timed, int, int]]:
    """(name, ours, baseline, our rows, baseline's rows)."""
    prefecture = Org.objects.create(code="652700", name="州", level=Org.Level.PREFECTURE)
    orgs = [
        Org.objects.create(code=f"65279{n}", name=f"县{n}", level=Org.Level.COUNTY, parent=prefecture) for n in range(3)
    ]
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.xlsx", Path(folder) / "small.xlsx"
        make(large, ROWS)
        make(small, PEER_ROWS)
        base = timed(lambda: bare(large, orgs[0]))
        # Half of it before and half after: a machine may be twice as quick at one minute as at the next.
        before = timed(lambda: peer(small, slice(PEER_ROWS // 2)))
        mine = timed(lambda: ours(large, orgs[1]))
        after = timed(lambda: peer(small, slice(PEER_ROWS // 2, None)))
        other = Timed(before.wall + after.wall, before.cpu + after.cpu)
        make(small, UPDATED_ROWS, more=1)
        changed = timed(lambda: ours(small, orgs[1]))
    return [
        ("import of 100,000 contracts ÷ bare read + bulk_create", mine, base, ROWS, ROWS),
        ("import-export + simple-history ÷ ours, per row", other, mine, PEER_ROWS, ROWS),
        ("import that changes 20,000 contracts ÷ first import, per row", changed, mine, UPDATED_ROWS, ROWS),
    ]
