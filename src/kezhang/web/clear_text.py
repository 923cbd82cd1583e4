"""What no database keeps is turned away before any page reads it: NUL and halves of characters in a request.

A browser never sends them by itself; they come from damaged files pasted into a field, and from programs.
"""

from collections.abc import Callable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kezhang.records.fields import unstorable


class ClearText:
    """Middleware: a page's address with such a character does not exist, a form with one is refused in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if unstorable(request.path_info):
            raise Http404
        if fault := next((fault for text in _texts(request) if (fault := unstorable(text))), ""):
            return render(request, "web/refused.html", {"fault": f"填写的内容{fault}。"}, status=422)
        return self.get_response(request)


def _texts(request: HttpRequest) -> Iterator[str]:
    """Everything typed: names and values, and the names of files."""
    for typed in (request.GET, request.POST):
        for name, values in typed.lists():
            yield from (name, *values)
    for name, files in request.FILES.lists():
        yield name
        yield from (file.name or "" for file in files)
