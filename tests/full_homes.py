"""装满的一个家: a whole home with a row in every table of every ledger, rounds and returns, and what comes from outside."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.collection.assigning import issuing
from kezhang.collection.assigning.assigned_lines import AssignedLine
from kezhang.collection.assigning.issuing import AssignmentSaid
from kezhang.collection.list_tables.declared import LIST_TABLES
from kezhang.collection.models import Return, Round, ScoreAdjustment
from kezhang.collection.publishing.publication import publish
from kezhang.collection.returning import deciding, life
from kezhang.collection.rounds import closing, opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.orgs.models import Org, User
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.models import Renewal
from kezhang.seals.bindings import sealed_models
from kezhang.submissions.envoy_terms import reviews
from kezhang.submissions.envoys import personal_links
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.form_fields import fields_of
from kezhang.submissions.forms.shipped import DESIGNS
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import (
    DemandTalk,
    OpenForm,
    PointRule,
    SignInSheet,
    Submission,
    VisitConfirmation,
)
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.sending import receiving
from kezhang.submissions.sending.receiving import Sending
from kezhang.submissions.sending.submitted_files import Attachment
from kezhang.teamwork import commenting
from tests.made_quizzes import filled_bank, made_quiz
from tests.opened_forms import DEMAND
from tests.sample_records import applied, planned
from tests.whole_homes import JUNE, WholeHome

ASKED = "technology-contract-turnover"


def fill(home: WholeHome) -> None:
    """Something in every table that a whole home leaves empty, by the ways that people have."""
    a_record_of_every_ledger(home.org, home.clerk)
    answered(home.org, home.clerk)
    sent_in(home.org, home.clerk)
    reviews.make(home.org, "dispatch", JUNE, home.clerk)
    commenting.say(home.org, "enterprises", home.things.firms[0].pk, "甲公司", "请核对", home.clerk)
    for table in sealed_models():
        a_row_of(table, home)
    Renewal.objects.create(report=home.things.draft, as_of=JUNE, digest="0" * 64, figures={})


def a_row_of(table: type[Any], home: WholeHome) -> Any:
    """Its first row; made up where no step above has left one, so that a table that comes later is not forgotten."""
    if (found := table._base_manager.first()) is not None:
        return found
    values: dict[str, Any] = {}
    for field in table._meta.concrete_fields:
        if field.name == "org":
            values["org"] = home.org
        elif field.is_relation and not field.null:
            values[field.name] = a_row_of(field.related_model, home)
        elif not field.has_default() and not field.null and not field.primary_key:
            values[field.name] = made_up(field)
    return table._base_manager.create(**values)


def made_up(field: models.Field) -> Any:
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return date(2024, 5, 1)
    if isinstance(field, models.BooleanField | models.IntegerField):
        return 1
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BinaryField):
        return b"x"
    return "" if isinstance(field, models.FileField) else "x"


def a_record_of_every_ledger(org: Org, by: User) -> None:
    """Each with a past: taken in, made void and restored."""
    author = Author(by=by, reason="登记", accepting="已核对")
    for ledger in LEDGERS.values():
        stored: Any = ledger.model._default_manager.filter(org=org)
        if not stored.exists():
            applied(planned(ledger, org), by)
        for record in stored.filter(voided_at=None)[:1]:
            journal.void(ledger, record, author)
            record.refresh_from_db()
            journal.restore(ledger, record, author)


def answered(org: Org, by: User) -> Return:
    """A share handed down; a round opened, answered, decided, unlocked, closed and published."""
    assert org.parent is not None
    said = AssignmentSaid(2025, "州科发〔2025〕8号")
    line = AssignedLine(INDICATORS[ASKED], "第1行", unit="万元", whole=Decimal(5), shares={org.code: Decimal(5)})
    issuing.issue(org.parent, issuing.checked(org.parent, [line], said), said, None, {org.code: org})
    made = opened_round(org, timezone.localdate())
    answer = made.returns.get(org=org)
    send(answer)
    deciding.accept_all(answer, None)
    answer.refresh_from_db()
    closing.close(Round.objects.get(pk=made.pk), None)
    deciding.unlock(Return.objects.get(pk=answer.pk), None, [ASKED], "补登", timezone.localdate() + timedelta(days=3))
    ScoreAdjustment.objects.create(round=made, org=org, kind="bonus", points=Decimal(1), reason="试点", by=by)
    publish(Round.objects.get(pk=made.pk), None)
    return answer


def opened_round(org: Org, day: date) -> Round:
    assert org.parent is not None
    asked = RoundAsked(as_of=day, indicators=[INDICATORS[ASKED]], tables=[LIST_TABLES["list-projects"]], counties=[org], asks_reasons=False,
                       deadline=timezone.now() + timedelta(days=5))  # fmt: skip
    return opening.open_round(org.parent, asked, None)


def send(answer: Return) -> None:
    """By nobody in particular, through all the steps: what is tried is what they leave, not who may take them."""
    version = life.make(answer, None)
    for place, _ in enumerate(version.checks, start=1):
        life.answer_check(answer, None, place, "已与登记系统核对")
    for figure in version.figures.filter(carried__isnull=True):
        life.explain(answer, None, figure.item.indicator, "集中在下半年登记", "逐户走访")
    life.submit(answer, None)
    life.review(answer, None)
    life.send(answer, None)


def sent_in(org: Org, by: User) -> None:
    """Forms, what came by them and what became of it; a quiz; a link of an envoy and one of a village."""
    made = form_making.change(
        form_making.from_design(DESIGNS["needs"], org, by, date(2024, 1, 1)), {"takes_files": True}, by
    )
    form = form_making.move(made, "open", by)
    for title in ("番茄保鲜", "棉花分选", "红枣烘干"):
        submission_of(form, title)
    taken, returned, _ = Submission.objects.filter(form=form).order_by("pk")
    handling.accept(taken, by, accepting="已核")
    handling.send_back(returned, by, "请补充联系人")
    taken.refresh_from_db()
    given = personal_links.give(org, "cadre", "买买提", by, about="红柳村")
    VisitConfirmation.objects.create(submission=taken, link=given.link, is_same_device=False)
    SignInSheet.objects.create(org=org, form=form, code=fresh_id()[:12], title="培训", held_on=date(2024, 5, 1), by=by)
    PointRule.objects.create(org=org, act="visit", points=2)
    DemandTalk.objects.create(
        org=org, demand=taken.record_id or 1, partner="石河子大学", held_on=date(2024, 5, 2), by=by
    )
    filled_bank(org, by, count=24)
    made_quiz(org, by)


def submission_of(form: OpenForm, title: str) -> Submission:
    names = {field.name for field in fields_of(form)}
    answers = {name: words for name, words in DEMAND.items() if name in names} | {"title": title}
    page = Attachment("说明.pdf", ".pdf", b"%PDF-1.7 " + title.encode())
    sending = Sending(client_id=fresh_id(), answers=answers, agreed=True, attachments=[page])
    return receiving.receive(form, sending).submission
