"""订阅地址: the secret address under which a person's calendar can be subscribed to, until it is renewed."""

from typing import Any

from django.conf import settings
from django.core.signing import Signer
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from kezhang.orgs.models import User
from kezhang.seals.sealed import Sealed

_SIGNER = Signer(salt="kezhang.calendar.feed")


class CalendarFeed(Sealed):
    """订阅: that a person has an address, and how often it was renewed; the secret itself is kept nowhere.

    It follows from the person, the number and the installation's key, so that whoever reads the table cannot subscribe.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    number = models.PositiveIntegerField("第几个地址", default=1)
    is_on = models.BooleanField("有效", default=True)
    since = models.DateTimeField("生成时间", default=timezone.now)

    sealed_in = ""

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"

    def __str__(self) -> str:
        return f"{self.person}的日历订阅"

    @property
    def secret(self) -> str:
        """What the address holds that nobody can guess."""
        return _SIGNER.signature(f"{self.person_id}:{self.number}")

    @classmethod
    def renewed(cls, person: User) -> "CalendarFeed":
        """A new address; the one before leads nowhere from now on."""
        feed, is_new = cls.objects.get_or_create(person=person)
        if not is_new:
            cls.objects.filter(pk=feed.pk).update_sealed(
                number=models.F("number") + 1, is_on=True, since=timezone.now()
            )
            feed.refresh_from_db()
        return feed

    @classmethod
    def person_at(cls, key: int, secret: str) -> Any:
        """Whose address this is; None for one that was renewed, never given, or whose person may not come in any more."""
        # By the person's own key: of a number greater than any key there is nobody; asked of the row's key it is a fault.
        held = cls.objects.filter(person__pk=key, is_on=True, person__is_active=True)
        feed = held.select_related("person__org").first()
        if feed is None or not constant_time_compare(feed.secret, secret):
            return None
        return feed.person
