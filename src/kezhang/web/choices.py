"""One of a few words in an address, such as ``?light=behind``."""

from collections.abc import Set

from django.contrib import messages
from django.http import HttpRequest

from kezhang.records.selection import shortened


def known_choice(request: HttpRequest, name: str, known: Set[str]) -> str:
    """The word an address chooses; an unknown one is told and chooses nothing, so the page shows everything."""
    chosen = request.GET.get(name, "")
    if chosen and chosen not in known:
        messages.error(request, f"没有“{shortened(chosen)}”这一类，下面列出的是全部。")
        return ""
    return chosen
