"""样例记录: the record of a ledger's own sample row, taken in from its template as a clerk takes it in.

A template is written and read once a session, whatever number of tests start from it: a file is read in a process
of its own, which costs more than everything after it.
"""

from functools import cache
from io import BytesIO

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org, User
from kezhang.records import workbook_writer
from kezhang.records.declaration.ledger import Ledger
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.importing.detection.tables import DetectedTable
from kezhang.records.importing.import_plan import Plan
from kezhang.records.models import Batch
from kezhang.records.writing.journal import Author


@cache
def _template(slug: str) -> bytes:
    return workbook_writer.template(LEDGERS[slug])


@cache
def _table(slug: str) -> DetectedTable:
    return table_detection.read(LEDGERS[slug], BytesIO(_template(slug)), "台账.xlsx")


def template(ledger: Ledger) -> bytes:
    """The ledger's template as a person downloads it."""
    return _template(ledger.slug)


def template_table(ledger: Ledger) -> DetectedTable:
    """What is read out of the ledger's template."""
    return _table(ledger.slug)


def planned(ledger: Ledger, org: Org) -> Plan:
    """What importing the template would do."""
    return import_plan.plan(ledger, template_table(ledger), org)


def applied(plan: Plan, by: User) -> Batch:
    batch = Batch.objects.create(org=plan.org, ledger=plan.ledger.slug, file_name="台账.xlsx", sha256="", by=by)
    return import_plan.apply(plan, batch, Author(by=by, reason="试导入"))
