"""暂存的内容: what somebody has typed into a form and not saved yet; one for each person and form."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils import timezone

from kezhang.orgs.models import User

#: What nobody came back for in so long is given up, and so is the oldest of more than anybody fills in at a time.
KEPT = timedelta(days=30)
MOST = 40
#: More text than this is no form that somebody types.
LONGEST = 200_000
#: What a form sends besides what was typed.
NOT_TYPED = {"csrfmiddlewaretoken", "ticket"}


class FormDraft(models.Model):
    """暂存: the answers as they stood in the browser, by the names of the form's fields."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField("表单", max_length=200)
    answers = models.JSONField("内容")
    at = models.DateTimeField("暂存时间")

    free_because = "没有保存的输入，三十天后作废；保存时由人再看一遍"

    class Meta:
        verbose_name = verbose_name_plural = "表单暂存"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "page"], name="formdraft_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.page}"

    @property
    def posted(self) -> QueryDict:
        """The answers as a browser sends them."""
        said = QueryDict(mutable=True)
        for name, values in self.answers.items():
            said.setlist(name, values)
        return said

    @classmethod
    def find(cls, person: User, page: str) -> "FormDraft | None":
        return cls.objects.filter(person=person, page=page, at__gt=timezone.now() - KEPT).first()

    @classmethod
    def of(cls, person: User, bureau: str) -> models.QuerySet["FormDraft"]:
        """What the person has typed for a bureau and not saved, newest first; forms are kept under the bureau's code."""
        fresh = cls.objects.filter(person=person, page__startswith=f"{bureau}/", at__gt=timezone.now() - KEPT)
        return fresh.order_by("-at")

    @classmethod
    def keep(cls, person_id: int, page: str, said: QueryDict) -> "FormDraft | None":
        """Keep what was typed in place of what was kept before; None for more than a form holds."""
        answers = {name: said.getlist(name) for name in said if name not in NOT_TYPED}
        if sum(len(value) for values in answers.values() for value in values) > LONGEST:
            return None
        now = timezone.now()
        kept, _ = cls.objects.update_or_create(person_id=person_id, page=page, defaults={"answers": answers, "at": now})
        own = cls.objects.filter(person_id=person_id)
        own.filter(at__lte=now - KEPT).delete()
        beyond = own.order_by("-at").values_list("pk", flat=True)[MOST:]
        own.filter(pk__in=list(beyond)).delete()
        return kept

    @classmethod
    def forget(cls, person: User, page: str) -> None:
        """It was saved, or is not wanted."""
        cls.objects.filter(person=person, page=page).delete()
