"""密码: what one must be like, when it is too old, and the one door for setting one.

Django's validators judge what is common, all digits or like the person's own name; their sentences are ours where its
translation has none.
"""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import MinimumLengthValidator, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kezhang.orgs.models import FormerPassword, User

#: How many passwords are remembered and refused, the present one among them.
REMEMBERED = 5
CLASSES = 3
#: A name's pinyin shorter than this occurs in anything.
SHORTEST_NAME = 5
#: Without letters and digits that are mistaken for one another on paper.
_LETTERS, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"


class LongEnough(MinimumLengthValidator):
    """长度: Django's rule, with a sentence in Chinese."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's signature
        if len(password) < self.min_length:
            raise ValidationError(
                f"密码至少{self.min_length}个字符，现在是{len(password)}个。", code="password_too_short"
            )

    def get_help_text(self) -> str:
        return f"至少{self.min_length}个字符。"


class SeveralClasses:
    """字符种类: three of small letters, capitals, digits and signs."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's signature
        kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
        if sum(any(kind(c) for c in password) for kind in kinds) < CLASSES:
            raise ValidationError("密码应含小写字母、大写字母、数字、符号中的三种。", code="password_too_plain")

    def get_help_text(self) -> str:
        return "小写字母、大写字母、数字、符号中至少三种。"


class NotOwnName:
    """姓名和单位: neither written in pinyin."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None:
            return
        typed = password.lower()
        names = [user.full_name, user.org.name if user.org else "", (user.org.name if user.org else "")[:-1]]
        from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary is slow to load

        spelt = ["".join(lazy_pinyin(name)).lower() for name in names]
        if any(len(each) >= SHORTEST_NAME and each in typed for each in spelt):
            raise ValidationError("密码不能含本人姓名或单位名称的拼音。", code="password_own_name")

    def get_help_text(self) -> str:
        return "不含本人姓名、单位名称的拼音。"


class NotUsedBefore:
    """历史: none of the last ones."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        former = FormerPassword.objects.filter(person=user).values_list("digest", flat=True)[: REMEMBERED - 1]
        if any(check_password(password, digest) for digest in (user.password, *former)):
            raise ValidationError(f"密码不能与最近{REMEMBERED}次用过的相同。", code="password_used")

    def get_help_text(self) -> str:
        return f"不与最近{REMEMBERED}次用过的相同。"


def faults_of(password: str, person: User) -> list[str]:
    """What is wrong with it, in sentences."""
    try:
        validate_password(password, person)
    except ValidationError as weak:
        return list(weak.messages)
    return []


def change(person: User, password: str, *, is_temporary: bool = False) -> None:
    """Set it, keep what it was before, and forget what that makes too many. A temporary one is changed at the next login."""
    with transaction.atomic():
        if person.pk is not None and person.has_usable_password():
            FormerPassword.objects.create(person=person, digest=person.password)
            kept = FormerPassword.objects.filter(person=person).values_list("pk", flat=True)[: REMEMBERED - 1]
            FormerPassword.objects.filter(person=person).exclude(pk__in=list(kept)).delete_sealed()
        person.set_password(password)
        person.password_set_at, person.must_change_password = timezone.now(), is_temporary
        person.save()


def temporary() -> str:
    """A password to hand over on paper; it fits every rule.

    >>> made = temporary()
    >>> len(made), made[4], made[9]
    (14, '-', '-')
    """
    letters = [secrets.choice(_LETTERS) for _ in range(8)]
    letters[0] = letters[0].upper()
    digits = [secrets.choice(_DIGITS) for _ in range(4)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:]) + "-" + "".join(digits)


def is_due(person: User) -> str:
    """Why the person must change their password before anything else, or ""."""
    if person.must_change_password:
        return "首次登录，或密码由管理员重置过，请先修改密码。"
    days = settings.KEZHANG_PASSWORD_DAYS
    if days and person.password_set_at < timezone.now() - timedelta(days=days):
        return f"密码已用了{days}天以上，请修改后继续使用。"
    return ""
