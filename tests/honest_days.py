"""寻常的日子: what people of a bureau do on a day, by chance: none of it may be named by the examination.

Days follow one another by a clock of their own, over midnight; now and then the clock is put back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kezhang.backups import taking
from kezhang.catalogue import LEDGERS
from kezhang.collection.models import Return
from kezhang.collection.returning import deciding, life
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.orgs import access_log, passwords, people
from kezhang.orgs.models import Org, Post, User
from kezhang.orgs.people import Appointment, NotAppointed
from kezhang.records.background import uploaded_batch
from kezhang.records.history import leftovers
from kezhang.records.importing import batch_undo, import_plan
from kezhang.records.models import Batch, Upload
from kezhang.records.writing import own_settings
from kezhang.records.writing.evidence_files import attach
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.reports import workflow
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report
from kezhang.seals import anchors, rotation
from kezhang.submissions import erasure
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.form_making import FormRefused
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.quizzes import attempts
from kezhang.submissions.quizzes import life as quiz_life
from kezhang.submissions.quizzes.life import QuizRefused
from kezhang.submissions.quizzes.models import OnlineQuiz
from kezhang.submissions.sending.moving import NotMovable
from kezhang.teamwork import commenting
from kezhang.workflow.steps import NotPossible
from tests import full_homes, random_histories
from tests.made_quizzes import filled_bank, made_quiz
from tests.sample_records import planned, template
from tests.whole_homes import PICTURE

#: What people are told, and which leaves nothing behind.
REFUSALS = (Refused, NotPossible, NotMovable, FormRefused, QuizRefused, NotAppointed)
DEEDS = 12


class HonestBureau:
    """A county below its prefecture, whose people live through days."""

    def __init__(self, chance: Random, folder: Path, *, backs_up: bool) -> None:
        self.chance, self.folder, self.backs_up = chance, folder, backs_up
        top = Org.objects.create(code="652700", name="博尔塔拉蒙古自治州", level=Org.Level.PREFECTURE)
        self.org = Org.objects.create(code="652799", name="朔湖县", level=Org.Level.COUNTY, parent=top)
        self.clerk = people.add("clerk", self.org, Post.Kind.CLERK, Post.Kind.REVIEWER, full_name="李文",
                                password="Zhanghu-2024")  # fmt: skip
        self.director = people.add(
            "director", self.org, Post.Kind.DIRECTOR, full_name="王建国", password="Zhanghu-2024"
        )
        filled_bank(self.org, self.clerk, count=24)
        self.clock = SimpleNamespace(offset=timedelta())
        self.done: dict[str, int] = {}

    @contextmanager
    def living(self) -> Iterator[None]:
        """By the bureau's own clock."""
        true_now = timezone.now
        with mock.patch("django.utils.timezone.now", side_effect=lambda: true_now() + self.clock.offset):
            yield

    def day(self) -> list[str]:
        """One day to its end, in the order that chance gives; what was done."""
        with self.living():
            deeds = self.deeds()
            chosen = [self.chance.choice(list(deeds)) for _ in range(DEEDS)]
            for name in chosen:
                with suppress(*REFUSALS):
                    deeds[name]()
                    self.done[name] = self.done.get(name, 0) + 1
            self.over_midnight()
        return chosen

    def over_midnight(self) -> None:
        """The night's work falls on both sides of it; the clock of some machines is put back by minutes."""
        now = timezone.localtime()
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
        self.clock.offset += midnight - now - timedelta(milliseconds=5)
        for _ in range(4):
            random_histories.step(self.chance, [(self.org, self.author())])
        if self.chance.random() < 0.2:
            self.clock.offset -= timedelta(minutes=7)
            random_histories.step(self.chance, [(self.org, self.author())])
        self.clock.offset += timedelta(hours=8, minutes=self.chance.randrange(60))
        erasure.erase(erasure.due())

    def author(self) -> Author:
        return Author(by=self.clerk, reason="登记", accepting="已核对")

    def deeds(self) -> dict[str, Callable[[], object]]:
        found: dict[str, Callable[[], object]] = {
            "edits": self.edits, "import": self.imports, "undo": self.undoes, "redo": self.redoes,
            "evidence": self.adds_evidence, "report": self.reports, "report step": self.moves_a_report,
            "return": self.returns, "sent in": self.takes_in, "submission step": self.handles, "quiz": self.quizzes,
            "people": self.sees_to_people, "own column": self.adds_a_column, "comment": self.comments,
            "gives up": self.gives_up, "anchor": lambda: anchors.take("定时"), "login": self.logs_in,
        }  # fmt: skip
        if self.backs_up:
            found["backup"] = lambda: taking.take(self.folder)
        if self.chance.random() < 0.03:
            found["new key"] = rotation.rotate
        return found

    def edits(self) -> None:
        for _ in range(8):
            random_histories.step(self.chance, [(self.org, self.author())])

    def imports(self) -> None:
        ledger = self.chance.choice(list(LEDGERS.values()))
        upload = Upload.objects.create(org=self.org, by=self.clerk)
        batch = uploaded_batch.keep(self.org, ledger.slug, "台账.xlsx", template(ledger), self.clerk, upload)
        if self.chance.random() < 0.8:
            import_plan.apply(planned(ledger, self.org), batch, Author(by=self.clerk, batch=batch, accepting="已核对"))

    def undoes(self) -> None:
        if batch := self._one(Batch.objects.filter(state=Batch.State.APPLIED)):
            batch_undo.undo(LEDGERS[batch.ledger], batch, self.author(), LEDGERS.values())

    def redoes(self) -> None:
        if batch := self._one(Batch.objects.filter(state=Batch.State.UNDONE)):
            batch_undo.redo(LEDGERS[batch.ledger], batch, self.author(), LEDGERS.values())

    def gives_up(self) -> None:
        if batch := self._one(Batch.objects.filter(state=Batch.State.PLANNED)):
            leftovers.give_up(batch, self.clerk, "不用了")

    def adds_evidence(self) -> None:
        if firm := self._one(Enterprise.objects.filter(org=self.org, voided_at=None)):
            picture = PICTURE + str(self.chance.random()).encode()
            attach(ENTERPRISES, firm, SimpleUploadedFile("照片.png", picture), self.clerk)

    def reports(self) -> None:
        freezing.half_year(self.org, date(2024, 6, 30), self.clerk)

    def moves_a_report(self) -> None:
        if report := self._one(Report.objects.filter(org=self.org)):
            step = self.chance.choice([
                lambda: workflow.send(report, self.clerk, "送阅"), lambda: self._takes_back(report),
                lambda: workflow.accept(report, self.clerk, "已核对"), lambda: workflow.issue(report, self.director),
                lambda: workflow.correct(report, self.clerk, "漏报", redraft=True),
            ])  # fmt: skip
            step()

    def _takes_back(self, report: Report) -> None:
        with report.file.open("rb") as file:
            workflow.take_back(report, self.clerk, "改.docx", file.read())

    def returns(self) -> None:
        made = full_homes.opened_round(self.org, timezone.localdate())
        answer = made.returns.get(org=self.org)
        full_homes.send(answer)
        chosen = self.chance.choice([deciding.accept_all, life.withdraw, lambda *_: None])
        chosen(Return.objects.get(pk=answer.pk), None)

    def takes_in(self) -> None:
        form = OpenForm.objects.filter(org=self.org, state=OpenForm.State.OPEN).first()
        if form is None:
            made = form_making.from_design(full_homes.DESIGNS["needs"], self.org, self.clerk, date(2024, 1, 1))
            changed = {"takes_files": True, "term_days": 3}
            form = form_making.move(form_making.change(made, changed, self.clerk), "open", self.clerk)
        for _ in range(2):
            full_homes.submission_of(form, f"难题{self.chance.random()}")

    def handles(self) -> None:
        if found := self._one(Submission.objects.filter(erased_at=None)):
            step = self.chance.choice([
                lambda: handling.accept(found, self.clerk, accepting="已核"), lambda: handling.take(found, self.clerk),
                lambda: handling.send_back(found, self.clerk, "请补充"), lambda: handling.release(found, self.clerk),
                lambda: handling.refuse(found, self.clerk, "other", "不符"),
            ])  # fmt: skip
            step()

    def quizzes(self) -> None:
        quiz = OnlineQuiz.objects.filter(org=self.org).exclude(state=OnlineQuiz.State.ENDED).first()
        if quiz is None:
            quiz_life.publish(made_quiz(self.org, self.clerk), self.clerk)
            return
        with suppress(attempts.NotAnswered):
            attempts.start(
                quiz, f"{self.chance.getrandbits(100):032x}", f"设备{self.chance.random()}", "一班", timezone.now()
            )
        if self.chance.random() < 0.4:
            quiz_life.close(quiz, self.clerk)

    def sees_to_people(self) -> None:
        act = self.chance.choice(["password", "new", "appoint"])
        if act == "password":
            passwords.change(self.clerk, f"Zhanghu-{self.chance.randrange(10**6):06}")
        elif act == "new":
            people.add(f"p{User.objects.count()}", self.org, Post.Kind.CLERK, full_name="新人", password="Zhanghu-2024")
        elif person := self._one(User.objects.filter(org=self.org).exclude(pk__in=[self.clerk.pk, self.director.pk])):
            people.appoint(person, [Appointment(self.chance.choice([Post.Kind.CLERK, Post.Kind.LIAISON]), self.org)])

    def adds_a_column(self) -> None:
        own_settings.add(
            ENTERPRISES, self.org, f"评价{self.chance.random()}"[:12], "choice", self.author(), choices=("优", "良")
        )

    def comments(self) -> None:
        commenting.say(self.org, "enterprises", self.chance.randrange(1, 9), "企业", "请核对", self.clerk)

    def logs_in(self) -> None:
        access_log.record(access_log.Kind.LOGIN, self.org, "登录", by=self.clerk)
        access_log.record(access_log.Kind.FAILED, None, "密码不对", by=None, name="nobody")

    def _one(self, rows):
        found = list(rows)
        return self.chance.choice(found) if found else None
