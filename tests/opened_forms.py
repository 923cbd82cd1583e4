"""Forms that tests open, and what somebody sends by them."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.shipped import DESIGNS
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.sealing.seal import phrase_of

DEMAND = {
    "enterprise_name": "朔湖绿源农业科技有限公司",
    "credit_code": "91652799MA7AB1239R",
    "title": "番茄采后保鲜与分选技术",
    "field": "农产品加工",
    "description": "采后三天损耗一成半，希望降到百分之五以内",
    "planned_input": "60",
    "contact_name": "马建新",
    "contact_phone": "13909090909",
}


def opened(org: Org, by: User | None, key: str = "needs", closes_on: date | None = None, **changed: Any) -> OpenForm:
    form = form_making.from_design(DESIGNS[key], org, by, timezone.localdate() - timedelta(days=400), closes_on)
    if changed:
        form = form_making.change(form, changed, by)
    OpenForm.objects.filter(pk=form.pk).update(state=OpenForm.State.OPEN)
    form.refresh_from_db()
    return form


def send(form: OpenForm, client: Client | None = None, **said: Any) -> Any:
    """Post a form as a browser without a script does; the answer."""
    answers = {**DEMAND, "id": fresh_id(), "agreed": "1", **said}
    return (client or Client()).post(f"/open/{form.code}/", answers)


def sent(form: OpenForm, **said: Any) -> Submission:
    answer = send(form, **said)
    assert answer.status_code == 201, answer.content.decode()[:3000]
    return Submission.objects.order_by("-pk").first()


def follow(submission: Submission, client: Client | None = None, **said: str) -> Any:
    asked = {"number": submission.shown_number, "phrase": phrase_of(submission.number), **said}
    return (client or Client()).post("/open/follow/", asked)
