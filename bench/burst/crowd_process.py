"""The process of a crowd: whoever measures must not share the interpreter with a thousand telephones.

In a module of its own, as a process that is spawned does not load the ``__main__`` of a package.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


def set_up() -> None:
    """The process reads what its telephones know, from the home and database of its parent."""
    import django

    django.setup()


def ready() -> None:
    """Nothing; whoever waits for it knows that the process has begun."""


def run(crowd: Callable[..., Coroutine[Any, Any, Any]], given: tuple[Any, ...]) -> Any:
    """A crowd to its end, and what came of it."""
    return asyncio.run(crowd(*given))
