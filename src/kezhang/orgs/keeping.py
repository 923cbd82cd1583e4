"""人员管理: what is done to a person's account by whoever keeps it: reset, expire, unlock, disable, enable, sign out.

Each deed says in words what it did; whoever does it has been asked for their right before.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kezhang.orgs import guessing, passwords, second_factor, sessions
from kezhang.orgs.models import User


@dataclass(frozen=True)
class Deed:
    """One thing that can be done to an account: its name in addresses, its Chinese, and what is asked before."""

    name: str
    label: str
    does: Callable[[User], str]
    asks: str = ""

    @property
    def gives_password(self) -> bool:
        """Whether it ends with a password to be handed over."""
        return self.does is _reset


def _reset(person: User) -> str:
    """A new temporary password; it is returned to be shown once, and kept nowhere."""
    made = passwords.temporary()
    passwords.change(person, made, is_temporary=True)
    guessing.unlock(person.username)
    sessions.end(person)
    return made


def _expire(person: User) -> str:
    person.must_change_password = True
    person.save(update_fields=["must_change_password"])
    return f"已要求{person}下次登录时修改密码。"


def _unlock(person: User) -> str:
    return f"已解锁{person}。" if guessing.unlock(person.username) else f"{person}没有被锁定。"


def _disable(person: User) -> str:
    person.is_active = False
    person.save(update_fields=["is_active"])
    ended = sessions.end(person)
    return f"已停用{person}，不能再登录" + (f"，退出了{ended}个登录。" if ended else "。")


def _enable(person: User) -> str:
    person.is_active = True
    person.save(update_fields=["is_active"])
    return f"已启用{person}。"


def _sign_out(person: User) -> str:
    ended = sessions.end(person)
    return f"已退出{person}的{ended}个登录。" if ended else f"{person}现在没有登录。"


def _forget_code(person: User) -> str:
    return (
        f"已停用{person}的动态口令，本人登录后可以重新启用。"
        if second_factor.give_up(person)
        else f"{person}没有启用动态口令。"
    )


RESET = Deed("reset", "重置密码", _reset, "重置后原密码作废，已有的登录全部退出，确认重置？")
DEEDS = {
    deed.name: deed
    for deed in (
        RESET,
        Deed("expire", "要求改密码", _expire),
        Deed("unlock", "解锁", _unlock),
        Deed("sign-out", "退出全部登录", _sign_out),
        Deed("forget-code", "停用动态口令", _forget_code, "手机遗失时用；停用后只凭密码登录，确认停用动态口令？"),
        Deed("disable", "停用", _disable, "停用后不能登录，已填的数据不受影响，确认停用？"),
        Deed("enable", "启用", _enable),
    )
}


def deeds_for(person: User, *, is_locked: bool, has_code: bool) -> list[Deed]:
    """What there is to do with the account as it is."""
    fitting = {"reset", "expire", "sign-out", "disable"} if person.is_active else {"enable"}
    if is_locked:
        fitting.add("unlock")
    if has_code:
        fitting.add("forget-code")
    return [deed for name, deed in DEEDS.items() if name in fitting]
