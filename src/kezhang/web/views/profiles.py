"""画像: the page about one firm, envoy, project or village, from everything that was recorded of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kezhang.catalogue import LEDGERS
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.viewing import as_of_in_view, bureau_in_view, person_of
from kezhang.records.fields import legal_name
from kezhang.records.profile import Profile, profile

#: No name or code is longer.
LONGEST = 200


@require_GET
def profile_page(request: HttpRequest, kind: str) -> HttpResponse:
    """One subject, named in the address as its records name it, for it may stand in no register."""
    subject, org = LEDGERS.get(kind), bureau_in_view(request)
    name, code = (request.GET.get(part, "").strip() for part in ("name", "code"))
    if subject is None or subject.identity is None or max(len(name), len(code)) > LONGEST:
        raise Http404
    context = {"identity": subject.identity, "subject": subject, "slug": subject.slug, "asked": name or code}
    if not context["asked"]:
        return render(request, "web/profile_asked.html", context)
    if subject.identity.organisations:
        name, code = legal_name(name), code.upper()
    found = profile(subject, org, person_of(request), as_of_in_view(request), name, code)
    if not found:
        return render(request, "web/profile_asked.html", context, status=404)
    _note_seen(request, found)
    return render(request, "web/profile.html", context | {"profile": found})


def _note_seen(request: HttpRequest, found: Profile) -> None:
    """That personal data were looked at, where any were."""
    seen = [each for each in found.people if each.is_personal]
    if seen:
        labels = "、".join(dict.fromkeys(each.role for each in seen))
        access_log.note(request, Kind.PERSONAL, bureau_in_view(request), f"画像“{found.name}”：{labels}")
