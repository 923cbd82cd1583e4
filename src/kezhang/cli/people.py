"""Who acts: the person a command names, and the end with one sentence where a step is refused."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from kezhang.cli.console import stop
from kezhang.orgs.models import User
from kezhang.workflow.steps import NotPossible

By = Annotated[str, typer.Option("--by", help="办理人的登录名；不写则记为命令行")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]

Done = TypeVar("Done")


def person(login: str) -> User | None:
    if not login:
        return None
    found = User.objects.filter(username=login).first()
    if found is None:
        stop(f"没有登录名为 {login} 的人员。")
    return found


def done(step: Callable[[], Done]) -> Done:
    """What the step gives; 1 where it is refused."""
    try:
        return step()
    except NotPossible as fault:
        stop(str(fault), 1)
