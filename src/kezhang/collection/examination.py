"""报送体检: whether the figures of every sent return are those that were sent, and whether the bureau's log still holds what
it held then: the bureau above has its signed head, and whoever cuts or rewrites the log below it is named.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from kezhang.collection.models import ReturnVersion
from kezhang.collection.returning.contents import digest_of
from kezhang.orgs.models import Org
from kezhang.records.history.integrity import IntegrityFault
from kezhang.records.models import Change
from kezhang.seals import signing_keys
from kezhang.seals.signing_keys import is_signed


def examine(orgs: Iterable[Org] | None = None) -> Iterator[IntegrityFault]:
    """Every version that was ever sent, by the bureau that sent it or the one it was sent to."""
    found = ReturnVersion.objects.filter(sent_at__isnull=False).select_related("answer__org", "answer__round__org")
    if orgs is not None:
        chosen = list(orgs)
        found = found.filter(Q(answer__org__in=chosen) | Q(answer__round__org__in=chosen))
    keys = {key.id: key.key for key in signing_keys.public_keys().values()}
    for version in found.order_by("pk"):
        for says in _faults(version, keys):
            yield IntegrityFault(version.answer.org, f"报送“{version}”", says)


def _faults(version: ReturnVersion, keys: dict[str, str]) -> Iterator[str]:
    if version.digest and version.digest != digest_of(version):
        yield "数字与报送时的校验值不符"
    if not (head := version.head):
        return
    statement = {name: value for name, value in head.items() if name not in {"key", "signature"}}
    if not is_signed(statement, str(head.get("signature")), keys.get(str(head.get("key")), "")):
        yield "报送时的链首签名不对，可能被改过"
        return
    entry = Change.objects.filter(org=version.answer.org_id, sequence=head.get("sequence")).first()
    if head.get("chain") != str(version.answer.org_id) or entry is None or entry.digest != head.get("digest"):
        yield f"变更链第{head.get('sequence')}条与报送时交给上级的链首不符，链可能被截短或整个重写过"
