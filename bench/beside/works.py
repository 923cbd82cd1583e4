"""后台任务的种类: each kind of job put down on a bureau of some size, and how much of what it makes is there.

What the people of a site would do is done here by the same doors; the site's own worker takes the job up.
"""

import io
import os
import zipfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from bench.beside import site

if TYPE_CHECKING:
    from kezhang.collection.models import Return as CountyReturn
    from kezhang.jobs.models import Job
    from kezhang.orgs.models import Org, User
    from kezhang.reports.models import Report

#: Documents that are collated at once; a prefecture has ten counties, and asks twice a year.
DOCUMENTS = 60
AS_OF = "2024-06-30"
#: Figures that a round asks for.
FIGURES = 20
#: Rows below which a workbook is planned at once.
LEAST = 3_000


class Work(ABC):
    """One kind, for one bureau and one clerk, over so many rows."""

    def __init__(self, home: Path, rows: int) -> None:
        from kezhang.orgs.models import Org, User

        self.home, self.rows, self.turn = home, rows, 0
        self.org: Org = Org.objects.get(code=site.CODE)
        self.clerk: User = User.objects.get(username="clerk")
        self.director: User = User.objects.get(username="director")

    def put_down(self) -> "Job":
        """One more job of its kind."""
        self.turn += 1
        job = self.begun()
        if job is None:
            raise RuntimeError("nobody would take the job up")
        return job

    def prepare(self) -> None:
        """What there must be before; a bureau with records, for most."""
        _records(self.org, self.clerk, self.rows)

    @abstractmethod
    def begun(self) -> "Job | None": ...

    def count(self) -> int:
        """How many things of those that it makes are there; a job that is done has made one, any other none."""
        from kezhang.jobs.models import Job

        return sum(1 for job in Job.objects.exclude(made="") if job.made.storage.exists(job.made.name or ""))


class Preview(Work):
    """A workbook is planned."""

    def prepare(self) -> None:
        """Nothing is there: all of it is new."""

    def begun(self) -> "Job | None":
        from kezhang.records.background import import_job, uploaded_batch

        file = site.workbook(self.home / "合同.xlsx", max(self.rows, LEAST), self.turn * 1_000_000)
        batch = uploaded_batch.keep(self.org, "technology-contracts", file.name, file.read_bytes(), self.clerk)
        return import_job.put_down_preview(batch, self.clerk)

    def count(self) -> int:
        from kezhang.jobs.models import Job

        return sum("preview" in job.result for job in Job.objects.all())


class Export(Work):
    """The list of all records."""

    def begun(self) -> "Job | None":
        from django.http import QueryDict

        from kezhang.catalogue import LEDGERS
        from kezhang.records.background import export_job

        return export_job.put_down(LEDGERS["technology-contracts"], self.org, self.clerk, QueryDict())


class Draft(Work):
    """A half-year report is measured, written and frozen."""

    def begun(self) -> "Job | None":
        from kezhang.jobs import queue
        from kezhang.reports.background.draft_job import DRAFT

        arguments = {"period": "2024H1", "as_of": AS_OF, "template": "half_year"}
        return queue.enqueue(DRAFT, self.org, self.clerk, f"第{self.turn}份", arguments, key=str(self.turn))

    def count(self) -> int:
        from kezhang.reports.models import Report

        return Report.objects.count()


class Correction(Work):
    """An issued report is corrected and measured anew; each is another's, for a report has one correction at a time."""

    def begun(self) -> "Job | None":
        from kezhang.jobs import queue
        from kezhang.reports.background.draft_job import CORRECTION

        issued = _report(self.org, self.clerk)
        _issue(issued, self.director)
        arguments = {"report": issued.number, "why": "漏报", "as_of": AS_OF, "redraft": True}
        return queue.enqueue(CORRECTION, self.org, self.clerk, issued.number, arguments, key=issued.number)

    def count(self) -> int:
        from kezhang.reports.models import Report

        return Report.objects.exclude(corrects=None).count()


class Return(Work):
    """A long edited file comes back."""

    def prepare(self) -> None:
        from kezhang.reports import workflow

        super().prepare()
        self.report = _report(self.org, self.clerk)
        workflow.send(self.report, self.clerk)
        self.content = _content(self.report)

    def begun(self) -> "Job | None":
        from kezhang.reports.background import returned_file_job

        padded = _with_part(self.content, "word/media/照片.bin", os.urandom(returned_file_job.BIG))
        return returned_file_job.put_down(self.report, self.clerk, f"第{self.turn}稿.docx", padded, "")

    def count(self) -> int:
        from kezhang.reports.models import Revision

        return Revision.objects.filter(what=Revision.What.BACK).count()


class Print(Work):
    """A report that hands have edited is printed by an office program."""

    def prepare(self) -> None:
        super().prepare()
        self.report = _report(self.org, self.clerk)

    def begun(self) -> "Job | None":
        from kezhang.jobs import queue
        from kezhang.reports.background.printing_job import PRINT

        arguments = {"report": self.report.number, "sha256": self.report.sha256}
        return queue.enqueue(PRINT, self.org, self.clerk, self.report.title, arguments, key=str(self.turn))


class Examination(Work):
    """`kezhang doctor` over everything."""

    def begun(self) -> "Job | None":
        from kezhang.reports.background import examination_job

        return examination_job.put_down(self.org, self.clerk)

    def count(self) -> int:
        from kezhang.jobs.models import Job

        return Job.objects.filter(kind="examination", state=Job.State.DONE).count()


class Read(Work):
    """A long report is read."""

    def prepare(self) -> None:
        """No records are needed."""

    def begun(self) -> "Job | None":
        from kezhang.intake.background import reading_job

        return reading_job.put_down(self.org, self.clerk, f"总结{self.turn}.txt", _text(self.turn, 4_000).encode())

    def count(self) -> int:
        from kezhang.intake.models import ReadDocument

        return ReadDocument.objects.count()


class Collate(Work):
    """Reports that were read become one workbook."""

    def prepare(self) -> None:
        from kezhang.intake import upload

        self.chosen = [
            upload.keep(f"总结{n}.txt", _text(n, 300).encode(), self.org, self.clerk)[0].pk for n in range(DOCUMENTS)
        ]

    def begun(self) -> "Job | None":
        from kezhang.intake.background import collation_job

        return collation_job.put_down(self.org, self.clerk, self.chosen)


class Backup(Work):
    """A backup of the installation; before the site starts it is told into which folder."""

    def begun(self) -> "Job | None":
        from kezhang.backups.backup_job import BACKUP
        from kezhang.jobs import queue

        return queue.enqueue(BACKUP, self.org, self.clerk, "手动", {}, key=str(self.turn))

    def count(self) -> int:
        """Whole ones; what is there under the name of a backup and cannot be opened raises."""
        found = sorted(Path(os.environ["KEZHANG_BACKUPS"]).glob("kezhang-*.zip"))
        for file in found:
            with zipfile.ZipFile(file) as package:
                if (broken := package.testzip()) is not None:
                    raise RuntimeError(f"{file.name}: {broken}")
        return len(found)


class Check(Work):
    """A prefecture's counties are checked, one after the other."""

    def prepare(self) -> None:
        from kezhang.orgs import people
        from kezhang.orgs.divisions import add_county

        super().prepare()
        self.superior = _superior(self.org)
        self.looking = people.add("superior", self.superior, "clerk", password=site.PASSWORD, full_name="superior")
        for number in range(1, 9):
            add_county(f"65275{number}", f"临川{number}县")

    def begun(self) -> "Job | None":
        from datetime import date

        from kezhang.controls import checking_job

        return checking_job.put_down(self.superior, self.looking, date.fromisoformat(AS_OF))


class Measure(Work):
    """A return's figures are measured; what broke off is begun anew by a second press, else a round is opened."""

    def prepare(self) -> None:
        from kezhang.collection.returning import measuring_job

        super().prepare()
        self.superior = _superior(self.org)
        measuring_job.BIG = 0

    def begun(self) -> "Job | None":
        from kezhang.collection.models import Return
        from kezhang.collection.returning import measuring_job

        due = Return.objects.filter(org=self.org, state=Return.State.DUE).select_related("org", "round").first()
        return measuring_job.put_down(due or self._asked(), self.clerk)

    def _asked(self) -> "CountyReturn":
        from datetime import date, timedelta

        from django.utils import timezone

        from kezhang.catalogue import INDICATORS
        from kezhang.collection.rounds import opening

        asked = opening.RoundAsked(
            as_of=date.fromisoformat(AS_OF),
            indicators=[*INDICATORS.values()][:FIGURES],
            deadline=timezone.now() + timedelta(days=9),
        )
        return opening.open_round(self.superior, asked, None).returns.select_related("org", "round").get(org=self.org)

    def count(self) -> int:
        """Versions, each with every figure that its round asks for, and its return begun."""
        from kezhang.collection.models import Return, ReturnVersion

        made = ReturnVersion.objects.select_related("answer__round")
        for version in made:
            if (
                version.answer.state == Return.State.DUE
                or version.figures.count() != version.answer.round.items.count()
            ):
                raise RuntimeError(f"{version} is made in part")
        if begun := Return.objects.filter(org=self.org, versions=None).exclude(state=Return.State.DUE).first():
            raise RuntimeError(f"{begun} is begun and has no version")
        return len(made)


KINDS: dict[str, type[Work]] = {
    "preview": Preview, "export": Export, "draft": Draft, "correction": Correction, "return": Return, "print": Print,
    "examination": Examination, "read": Read, "collate": Collate, "backup": Backup,
    "check": Check, "measure": Measure,
}  # fmt: skip


def _records(org: "Org", by: "User", rows: int) -> None:
    """So many contracts through the journal, as an import leaves them."""
    from datetime import date, timedelta
    from decimal import Decimal

    from kezhang.ledgers.models import TechnologyContract
    from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
    from kezhang.records.writing import journal
    from kezhang.records.writing.journal import Author

    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(170)]
    made = [
        TechnologyContract(
            org=org, registration_number=f"2023652799{n:08}", title=f"合同{n}", type="service", seller=f"朔湖甲{n % 500}公司",
            buyer=f"朔湖乙{n % 300}公司", amount=Decimal(n % 900 + 1), technology_amount=Decimal(1),
            signed_on=days[n % 170], registered_on=days[n % 170],
        )
        for n in range(rows)
    ]  # fmt: skip
    journal.save_many(TECHNOLOGY_CONTRACTS, org, made, Author(by=by, reason="补录", accepting="已核对"))


def _superior(org: "Org") -> "Org":
    """The prefecture above a county, which has none where divisions were not loaded."""
    from kezhang.orgs.divisions import significant
    from kezhang.orgs.models import Org

    code = org.code[:4] + "00"
    named = {"name": "朔湖州", "level": Org.Level.PREFECTURE, "prefix": significant(code)}
    above, _ = Org.objects.get_or_create(code=code, defaults=named)
    org.parent = above
    org.save()
    return above


def _report(org: "Org", by: "User") -> "Report":
    from datetime import date

    from kezhang.reports.frozen import freezing

    return freezing.half_year(org, date.fromisoformat(AS_OF), by)


def _issue(report: "Report", by: "User") -> None:
    from kezhang.reports import workflow

    workflow.issue(report, by)
    report.refresh_from_db()


def _content(report: "Report") -> bytes:
    report.refresh_from_db()
    with report.file.open("rb") as file:
        return file.read()


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, part)
    return out.getvalue()


def _text(number: int, lines: int) -> str:
    """A report of so many lines, each with two quantities; no two reports are the same."""
    head = f"临川{number}县科技局2024年上半年工作总结\n2024年上半年工作情况如下。\n"
    return head + "".join(
        f"第{n}项，截至6月底登记技术合同{n + 3}项，成交额{n * 7 + number}万元，同比增长{n % 30}.5%。\n"
        for n in range(lines)
    )
