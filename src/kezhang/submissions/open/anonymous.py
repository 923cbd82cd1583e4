"""不用登录: what marks a view as an open one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_deny


def open_to_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No login is asked for, and no other page may show it inside itself."""

    @wraps(view)
    def opened(*args: Any, **kwargs: Any) -> HttpResponse:
        return view(*args, **kwargs)

    return login_not_required(xframe_options_deny(opened))
