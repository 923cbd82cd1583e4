"""What a ledger's sample leads to: whoever it names and should be in another ledger, put there beforehand."""

from kezhang.catalogue import LEDGERS
from kezhang.orgs.models import Org
from kezhang.records.declaration.ledger import Ledger


def led_to(ledger: Ledger, link):
    return ledger.model._meta.get_field(link.field).related_model


def register(ledger: Ledger, county: Org) -> None:
    for link in (link for link in ledger.links if link.expected):
        other = next(each for each in LEDGERS.values() if each.model is led_to(ledger, link))
        values = {name: other.column(name).reader()(text) for name, text in other.sample.items()}
        other.model.objects.create(org=county, **values)
