"""A list and a figure's panel over 100,000 records, against the bare queries that they cannot do without."""

from datetime import date

from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.clock import Timed, best
from kezhang.ledgers.models import TechnologyContract
from kezhang.orgs import people
from kezhang.orgs.models import Org

AS_OF = date(2024, 6, 30)
#: The list shows this many; the same for ten records and for a hundred thousand.
ROWS = 50
LIST = "ledgers/technology-contracts/"
PANEL = "figures/technology-contract-turnover/?year=2024"


def measure() -> list[tuple[str, Timed, Timed]]:
    """On the county with 100,000 contracts and on an empty one, whose queries are counted too."""
    settings.ALLOWED_HOSTS = ["testserver"]
    full, empty = Org.objects.get(code="652791"), Org.objects.get_or_create(
        code="652792", defaults={"name": "空县", "level": Org.Level.COUNTY}
    )[0]  # fmt: skip
    many, none = _client("many", full), _client("none", empty)
    at_full, at_empty = f"/{full.code}/{AS_OF}/", f"/{empty.code}/{AS_OF}/"
    for page in (LIST, PANEL):
        counts = _queries(many, at_full + page), _queries(none, at_empty + page)
        # Records are named in the panel, so that an empty one asks less; a full one never asks more for more.
        assert counts[0] <= counts[1] + 4, counts
    return [
        (
            "list of 100,000 records ÷ its count, sum and rows",
            best(lambda: many.get(at_full + LIST)),
            best(lambda: _rows(full)),
        ),
        (
            "figure panel over 100,000 records ÷ its sums",
            best(lambda: many.get(at_full + PANEL)),
            best(lambda: _sums(full)),
        ),
    ]


def _client(name: str, org: Org) -> Client:
    person = people.add(name, org, "clerk", "reviewer", password="Zhanghu-2024", full_name=name)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def _live(org: Org) -> QuerySet[TechnologyContract]:
    return TechnologyContract.objects.filter(org=org, voided_at=None)


def _rows(org: Org) -> None:
    rows = _live(org).order_by("-registered_on", "-pk")
    rows.count()
    rows.aggregate(a=Sum("amount"), b=Sum("technology_amount"))
    list(rows[:ROWS])


def _sums(org: Org) -> None:
    year = _live(org).filter(registered_on__gte=date(2024, 1, 1), registered_on__lte=AS_OF)
    year.aggregate(total=Sum("amount"), count=Count("pk"))
    list(year.values("registered_on__month").annotate(total=Sum("amount")).order_by("registered_on__month"))
    list(year.order_by("-amount")[:ROWS])
