"""换钥: a new key, and every head signed by it in the same step.

A head that kept the former key's signature would look like one that was signed by it later wherever a clock had once
been ahead, or somebody wrote in the moment between the two keys.
"""

from django.db import transaction

from kezhang.seals import signing_keys
from kezhang.seals.bindings import heads
from kezhang.seals.models import SignedHead
from kezhang.seals.signing_keys import PublicKey

#: Writers hold the head of changes first and that of the register last.
HELD = ("changes", "access", "seals")


def rotate() -> PublicKey:
    """Every chain is held, so that nobody signs meanwhile."""
    with transaction.atomic():
        held: list[SignedHead] = []
        for table in sorted(heads(), key=lambda table: HELD.index(table.log)):
            held += table._default_manager.select_for_update().filter(sequence__gt=0).order_by("pk")
        made = signing_keys.rotate()
        for head in held:
            head.sign_and_save()
    return made
