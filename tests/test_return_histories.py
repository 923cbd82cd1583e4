"""Locks under random histories: whatever people do in whatever order, what was sent or accepted stays as it was.

Forms, commands, imports and their undoing, stale objects, and stores past the steps are tried in turn; after each, every
version that was ever sent, and every result that was published, is held against what it was.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.collection.list_tables.declared import LIST_TABLES
from kezhang.collection.models import Publication, Return, ReturnVersion, Round, Sent
from kezhang.collection.publishing.publication import publish
from kezhang.collection.returning import contents, deciding, life, taking_in
from kezhang.collection.rounds import closing, opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.ledgers.funding.projects import PROJECTS
from kezhang.ledgers.models import Project, TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs.models import User
from kezhang.records.importing import batch_undo, import_plan
from kezhang.records.models import Batch
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.records.writing.refusal import Refused
from kezhang.workflow.steps import NotPossible
from tests import random_histories
from tests import single_records as records
from tests.contract_sheets import HEADINGS
from tests.test_cli import run
from tests.test_importing import ROW, book, changed, planned
from tests.test_list_tables import PROJECT_LIST, project

pytestmark = pytest.mark.django_db
TURNOVER, COUNT = "technology-contract-turnover", "technology-contracts"
SLUGS = (TURNOVER, COUNT, PROJECT_LIST)
ACTS = 40
REFUSALS = (NotPossible, Refused, Sent, ValidationError)


class History:
    """One county, its return and everybody who touches it."""

    def __init__(self, random: Random, round_: Round, answer: Return, people: dict[str, User]) -> None:
        self.random, self.round, self.answer, self.people = random, round_, answer, people
        self.stale = [answer]
        self.kept: dict[tuple[str, int], Any] = {}
        self.accepted = 0
        self.acts: list[Callable[[], Any]] = [
            self.forward, self.forward, self.forward, self.forward, self.step, self.form, self.words, self.command,
            self.record, self.record, self.imported, self.undone, self.past_the_steps, self.sheet, self.closed,
        ]  # fmt: skip

    @property
    def author(self) -> Author:
        return Author(by=self.people["clerk"], reason="更正", accepting="已核对")

    def now(self) -> Return:
        """The return, as it is or as some tab still has it."""
        found = Return.objects.select_related("org", "round__org").get(pk=self.answer.pk)
        self.stale = [*self.stale[-3:], found]
        return self.random.choice([found, found, *self.stale])

    def anybody(self) -> User:
        return self.random.choice(list(self.people.values()))

    def forward(self) -> None:
        """The step that is due, by whom it is due."""
        found, people = Return.objects.get(pk=self.answer.pk), self.people
        match found.state:
            case Return.State.DUE | Return.State.RETURNED | Return.State.MISSING:
                life.make(found, people["clerk"])
            case Return.State.FILLING:
                self._explained(found)
                life.submit(found, people["clerk"])
            case Return.State.REVIEWING:
                life.review(found, people["reviewer"])
            case Return.State.SIGNING:
                life.send(found, people["director"], as_known=True)
            case Return.State.SENT:
                self._decided(found)
            case Return.State.ACCEPTED:
                named = self.random.sample(SLUGS, 2)
                deciding.unlock(found, people["liaison"], named, "数字有误", timezone.localdate())

    def _explained(self, found: Return) -> None:
        version = contents.filled(found)
        word = f"第{version.number}次说明{self.random.randrange(99)}"
        for place, _ in enumerate(version.checks, start=1):
            life.answer_check(found, self.people["clerk"], place, word)
        for each in contents.of(version):
            if each.carried_id is None and each.slug == PROJECT_LIST:
                life.explain_table(found, self.people["clerk"], each.slug, word)
            elif each.carried_id is None:
                life.explain(found, self.people["clerk"], each.slug, word, word)

    def _decided(self, found: Return) -> None:
        if self.random.random() < 0.5:
            deciding.accept_all(found, self.people["liaison"])
        else:
            waiting = [each.slug for each in deciding.undecided(found)]
            deciding.send_back(found, self.people["liaison"], self.random.sample(waiting, 1), "请核对")

    def step(self) -> None:
        """Any step, by anybody, of a return that may be stale."""
        found, by = self.now(), self.anybody()
        self.random.choice(
            [
                lambda: life.make(found, by), lambda: life.submit(found, by), lambda: life.review(found, by),
                lambda: life.turn_back(found, by, "退"), lambda: life.send(found, by), lambda: life.withdraw(found, by),
                lambda: deciding.take_up(found, by), lambda: deciding.accept_all(found, by),
                lambda: deciding.relock(found, by, "仍以原来的为准"), lambda: life.override(found, by, TURNOVER, "1", "口径不同", "通报"),
                lambda: life.explain_table(found, by, PROJECT_LIST, "改"),
            ]
        )()  # fmt: skip

    def _browser(self) -> Client:
        browser = Client()
        browser.force_login(self.anybody())
        return browser

    def _address(self, name: str, **more: str) -> str:
        return f"/{self.answer.org.code}/2024-06-30{reverse(name, kwargs={'pk': self.answer.pk, **more})}"

    def form(self) -> None:
        said = {"note": "改", "until": "2099-01-01", "indicators": SLUGS, f"decision-{TURNOVER}": "return"}
        step = self.random.choice(list(life.STEPS))
        self._browser().post(self._address("return-step", step=step), said)

    def words(self) -> None:
        said = {f"why-{slug}": "改" for slug in SLUGS} | {f"value-{TURNOVER}": "999", f"reason-{TURNOVER}": "口径不同"}
        self._browser().post(self._address("return-words"), said | {f"evidence-{TURNOVER}": "通报"})

    def command(self) -> None:
        step = self.random.choice(["make", "submit", "review", "send", "withdraw", "accept"])
        run("return", step, "--org", self.answer.org.code, "--round", self.round.number)

    def record(self) -> None:
        """A contract or a project made, changed, voided or restored."""
        ledger, model = self.random.choice([(TECHNOLOGY_CONTRACTS, TechnologyContract), (PROJECTS, Project)])
        stored = list(model.objects.order_by("pk"))
        found = self.random.choice(stored) if stored else None
        act = self.random.choice(["make", "change", "void", "restore"])
        if found is None or act == "make":
            number = self.random.randrange(10_000)
            if model is Project:
                project(self.answer.org, f"项目{number}", str(number), date(2024, 5, 1))
            else:
                records.contract(self.answer.org, f"202465000000{number:04}", "1000", date(2024, 3, 20))
        elif act == "change":
            setattr(
                found,
                "amount" if model is TechnologyContract else "granted_amount",
                Decimal(self.random.randrange(2, 99)),
            )
            journal.save(ledger, found, self.author)
        else:
            (journal.void if act == "void" else journal.restore)(ledger, found, self.author)

    def imported(self) -> None:
        amount = self.random.randrange(80, 200)
        plan = planned(self.answer.org, book(HEADINGS, changed(ROW, c5=amount)))
        batch = Batch.objects.create(
            org=self.answer.org,
            ledger=TECHNOLOGY_CONTRACTS.slug,
            file_name="合同.xlsx",
            sha256="",
            by=self.people["clerk"],
        )
        import_plan.apply(plan, batch, self.author)

    def undone(self) -> None:
        """An import taken back, or its taking back taken back."""
        if stored := list(Batch.objects.order_by("pk")):
            act = self.random.choice([batch_undo.undo, batch_undo.redo])
            act(TECHNOLOGY_CONTRACTS, self.random.choice(stored), self.author, LEDGERS.values())

    def past_the_steps(self) -> None:
        """Stored by hand-written code, as a worker of an older release might."""
        stored = list(ReturnVersion.objects.filter(sent_at__isnull=False).order_by("pk"))
        if not stored:
            return
        version = self.random.choice(stored)
        each = self.random.choice([version, *contents.of(version)])
        if isinstance(each, ReturnVersion):
            each.note, each.digest = "改", ""
        else:
            each.explanation = "改"
        with pytest.raises(Sent):
            each.save()

    def sheet(self) -> None:
        words = f"指标,计量单位,累计完成\n技术合同成交额,万元,{self.random.randrange(9)}\n".encode()
        taking_in.take_in(self.now(), self.people["liaison"], "报表.csv", words)

    def closed(self) -> None:
        if self.random.random() < 0.2:
            closing.close(self.round, self.people["liaison"])
        publish(Round.objects.get(pk=self.round.pk), self.people["liaison"])

    def hold(self) -> None:
        """Everything that was ever sent or published is what it was; what is accepted was decided on in whole."""
        for version in ReturnVersion.objects.filter(sent_at__isnull=False):
            self._same(
                "version", version.pk, {**model_to_dict(version, exclude=["withdrawn_at"]), "sent_at": version.sent_at}
            )
            self._same("digest", version.pk, contents.digest_of(version))
            assert contents.digest_of(version) == version.digest
            for each in contents.of(version):
                self._same(type(each).__name__, each.pk, model_to_dict(each))
            if version.withdrawn_at:
                self._same("withdrawn", version.pk, version.withdrawn_at)
        for result in Publication.objects.all():
            self._same("publication", result.pk, (result.content, result.digest))
        found = Return.objects.get(pk=self.answer.pk)
        if found.accepted is not None:
            assert found.accepted.sent_at is not None
            assert all(each.is_accepted for each in contents.judged(found.accepted))
            assert found.accepted.number >= self.accepted
            self.accepted = found.accepted.number

    @property
    def has_sent(self) -> bool:
        """Whether there was anything that must not change; chance may withhold it for long."""
        return any(kind == "version" for kind, _ in self.kept)

    def _same(self, kind: str, pk: int, now: Any) -> None:
        assert self.kept.setdefault((kind, pk), now) == now, (kind, pk)


@pytest.mark.parametrize("seed", random_histories.SEEDS)
def test_nothing_changes_what_was_sent_or_accepted(
    seed, prefecture, county, neighbour, clerk, reviewer, director, liaison
):
    random = Random(seed)
    asked = RoundAsked(
        as_of=date(2024, 6, 30), indicators=[INDICATORS[TURNOVER], INDICATORS[COUNT]],
        tables=[LIST_TABLES[PROJECT_LIST]], deadline=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    round_ = opening.open_round(prefecture, asked, liaison)
    people = {"clerk": clerk, "reviewer": reviewer, "director": director, "liaison": liaison}
    history = History(random, round_, round_.returns.get(org=county), people)
    for done in range(4 * ACTS):
        if done >= ACTS and history.has_sent:
            break
        with suppress(*REFUSALS):
            random.choice(history.acts)()
        history.hold()
    assert history.has_sent
