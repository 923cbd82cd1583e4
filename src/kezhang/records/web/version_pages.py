"""新版本: one button makes the next version of a task; its form begins with what the newest one says."""

from django.http import Http404, HttpRequest, HttpResponse

from kezhang.records import access
from kezhang.records.declaration import own_columns
from kezhang.records.declaration.versions import next_version
from kezhang.records.web.pages import LedgerPages


class VersionPages(LedgerPages):
    """For a ledger whose records come in versions."""

    def new_version(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asked for from any version, it follows the newest one, whose words the form begins with."""
        record = self._get(request, pk)
        newest = access.versions(self.ledger, record, record.org).select_related("org").first()
        if newest is None or not self._may_write(request, newest):
            raise Http404
        made = next_version(own_columns.view(self.ledger, record.org), newest)
        return self._filled_in(request, made, former=newest)
