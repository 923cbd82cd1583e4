"""对外地址: where an open page is reached by people outside: as the installation says, else as this request came."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse


def open_address(request: HttpRequest | None, name: str, *args: str) -> str:
    """The full address; bureau and date, which staff have in theirs, are no part of it."""
    page = path_of(name, *args)
    if settings.KEZHANG_OPEN_ADDRESS or request is None:
        return (settings.KEZHANG_OPEN_ADDRESS or settings.KEZHANG_OWN_ADDRESS) + page
    return request.build_absolute_uri(request.META.get("SCRIPT_NAME", "").rstrip("/") + page)


def path_of(name: str, *args: str) -> str:
    """The path alone."""
    return "/" + reverse(name, args=args).removeprefix(get_script_prefix()).lstrip("/")
