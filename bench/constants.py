"""A page from constants: the site answers as always, and instead of working a page out it draws what was worked out before."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse


class FromConstants:
    """Last of the middlewares: whoever asks has been recognised, and may open the page, by the time it answers."""

    #: The template and what it is filled with; None where the page's own view answers.
    page: ClassVar[tuple[Any, dict[str, Any]] | None] = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if FromConstants.page is None:
            return None
        template, context = FromConstants.page
        return HttpResponse(template.render(context, request))
