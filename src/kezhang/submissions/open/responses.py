"""应答: what the open pages' own scripts are told, and whether it is one of them who asks."""

from django.http import HttpRequest, JsonResponse


def wants_data(request: HttpRequest) -> bool:
    """Whether the page's script asks, and not the browser for a page."""
    return "application/json" in request.headers.get("Accept", "")


def as_data(content: dict[str, object], status: int = 200) -> JsonResponse:
    """With the marker by which a device knows that it is we who answer, and no captive portal."""
    return JsonResponse({"kezhang": 1, **content}, status=status, json_dumps_params={"ensure_ascii": False})
