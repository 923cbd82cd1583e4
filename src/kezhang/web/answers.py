"""没有内容的回答: an address that is only sent to, opened by hand, is told about on a page of ours."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kezhang.orgs.viewing import is_whole_page


class TellWhatIsOnlySentTo:
    """A 405 has no words of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != 405 or not is_whole_page(request):
            return answer
        told = render(request, "405.html", status=405)
        told.headers["Allow"] = answer.headers["Allow"]
        return told
