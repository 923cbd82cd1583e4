"""What tests of figures and progress are made of: records in one line each, and a figure's value."""

from datetime import date
from decimal import Decimal

from kezhang.catalogue import INDICATORS
from kezhang.ledgers.models import (
    Achievement,
    Activity,
    EnvoyGroup,
    HighTechCertificate,
    PublishedFigure,
    TechnologyContract,
)
from kezhang.ledgers.results.achievements import ACHIEVEMENTS
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.quantities.periods import Period
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.targets.models import TARGETS, Target

YEAR, LAST_YEAR = Period.year_of(2024), Period.year_of(2023)
JUNE = date(2024, 6, 30)


def value(slug: str, org, period=YEAR, as_of=JUNE):
    return INDICATORS[slug].figure(org, period, as_of).value


def written(ledger, record, by=None):
    """Through the journal, as everything comes in: what the log does not know of was never known."""
    journal.save(ledger, record, Author(by=by, reason="登记", accepting="已核对"))
    return record


def contract(org, number, amount, registered_on, by=None, **more):
    given = {
        "type": "service", "seller": "甲", "buyer": "乙", "technology_amount": Decimal(1), "signed_on": registered_on,
        "registered_on": registered_on,
    } | more  # fmt: skip
    made = TechnologyContract(org=org, registration_number=number, title=number, amount=Decimal(amount), **given)
    return written(TECHNOLOGY_CONTRACTS, made, by)


def certificate(org, firm, issued_on, valid_to, kind="first", **more):
    return HighTechCertificate.objects.create(
        org=org, enterprise_name=firm, certificate_number=f"GR{issued_on:%Y%m%d}{firm[:10]}", issued_on=issued_on,
        valid_to=valid_to, recognition_year=issued_on.year, kind=kind, **more,
    )  # fmt: skip


def activity(org, name, **more):
    return Activity.objects.create(
        org=org, name=name, place=name, held_on=more.pop("held_on", date(2024, 5, 26)), **more
    )


def target(org, value, indicator="achievements-registered", **more):
    given = {"type": "assigned", "unit": "项", "year": 2024, "effective_on": date(2024, 2, 1), "version": 1} | more
    number = None if value is None else Decimal(value)
    return written(TARGETS, Target(org=org, indicator=indicator, value=number, is_masked=value is None, **given))


def achievement(org, title, day=date(2024, 5, 1)):
    given = {"kind": "applied", "first_organisation": "甲", "registered_on": day, "stage": "registered"}
    return written(ACHIEVEMENTS, Achievement(org=org, title=title, **given))


def done(org, count, day=date(2024, 5, 1)):
    for n in range(count):
        achievement(org, f"成果{n}", day)


def published(org, subject, year, amount, unit):
    return PublishedFigure.objects.create(
        org=org, subject=subject, data_year=year, value=Decimal(amount), unit=unit, publisher="州统计局",
        published_on=date(year, 6, 1),
    )  # fmt: skip


def group(org, name, **more):
    given = {
        "level": "provincial",
        "kind": "group",
        "leading_organisation": "某大学",
        "filed_on": date(2023, 2, 1),
    } | more
    return EnvoyGroup.objects.create(org=org, name=name, **given)
