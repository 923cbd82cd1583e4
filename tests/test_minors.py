"""Children under fourteen: nothing that names them, or a guardian who answers and agrees; and the list for the yearly audit."""

import io

import openpyxl
import pytest
from django.utils import timezone

from kezhang.submissions.forms import form_making
from kezhang.submissions.forms.form_making import FormRefused
from kezhang.submissions.models import OpenForm, Submission
from kezhang.submissions.sending.receiving import revise
from tests.opened_forms import opened, send

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
QUESTIONS = [{"label": "作品名称", "kind": "text", "needed": True}]
GUARDIAN = {
    "guardian_name": "马建新",
    "guardian_relation": "父亲",
    "guardian_phone": "13909090909",
    "guardian_agreed": "同意",
}


def form_for(county, clerk, way, **changed):
    """A form of a bureau's own for pupils."""
    return opened(county, clerk, "training", minors=way, questions=QUESTIONS, places=None, takes_files=False, **changed)


def test_without_personal_data_only_school_class_and_code_are_asked(client, county, clerk):
    form = form_for(county, clerk, "no_data")
    page = client.get(f"/open/{form.code}/").content.decode()
    assert [name for name in ("minor_school", "minor_class", "minor_code") if f'name="{name}"' not in page] == []
    assert "contact_name" not in page
    assert "contact_phone" not in page
    assert "不收姓名、电话等个人信息" in page
    said = {"question_1": "纸桥", "minor_school": "朔湖县第二小学", "minor_class": "三年级二班"}
    for code in ("阿依努尔", "13909090909", "652799201501010011"):
        answer = send(form, **said, minor_code=code)
        assert (answer.status_code, "不要填姓名、电话、证件号" in answer.content.decode()) == (422, True), code
    assert send(form, **said, minor_code="A07").status_code == 201
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"questions": [{"label": "姓名", "kind": "text", "personal": True}]}, "不能收“姓名”，名单由学校留存"),
        ({"takes_files": True}, "不能收附件"),
        ({"minors": "whatever"}, "没有“whatever”这种未成年人填法"),
    ],
)
def test_a_form_without_personal_data_cannot_ask_for_any(county, clerk, changed, says):
    form = form_for(county, clerk, "no_data")
    with pytest.raises(FormRefused, match=says):
        form_making.change(form, changed, clerk)


def test_a_birth_year_under_fourteen_does_not_pass_without_the_guardian_also_by_direct_post(county, clerk):
    form = form_for(county, clerk, "guardian")
    said = {"question_1": "纸桥", "birth_year": str(YEAR - 10)}
    for missing in GUARDIAN:
        answer = send(form, **said, **{**GUARDIAN, missing: ""})
        assert (answer.status_code, "须由监护人填写并同意" in answer.content.decode()) == (422, True), missing
    assert send(form, **{**said, "birth_year": ""}).status_code == 422
    assert "应在1900至" in send(form, **{**said, "birth_year": str(YEAR + 1)}).content.decode()
    assert Submission.objects.count() == 0
    assert send(form, **said, **GUARDIAN).status_code == 201
    assert send(form, question_1="木塔", birth_year=str(YEAR - 15)).status_code == 201
    assert (
        send(form, question_1="风筝", birth_year=str(YEAR - 14)).status_code == 422
    )  # may not have turned fourteen yet
    assert sorted(Submission.objects.values_list("is_of_minor", flat=True)) == [False, True]
    older = Submission.objects.get(is_of_minor=False)
    contact = {"contact_name": "马建新", "contact_phone": "13909090909"}
    revise(older, {"question_1": "木塔", "birth_year": str(YEAR - 12), **contact, **GUARDIAN})
    assert Submission.objects.filter(is_of_minor=True).count() == 2


def test_whoever_changes_the_way_asks_with_the_text_that_fits_it(county, clerk):
    form = opened(county, clerk, "training", questions=QUESTIONS)
    before = form.consent_version
    form = form_making.change(form, {"minors": "guardian", "consent": form.consent}, clerk)
    assert ("监护人" in form.consent, form.consent_version) == (True, before + 1)
    form = form_making.change(form, {"minors": "no_data", "consent": "本县自己的告知文本"}, clerk)
    assert form.consent == "本县自己的告知文本"


def test_the_list_for_the_audit_counts_by_form_and_names_nobody(client, county, clerk, director, neighbour_clerk):
    guarded = form_for(county, clerk, "guardian")
    send(guarded, question_1="纸桥", birth_year=str(YEAR - 10), **GUARDIAN)
    send(guarded, question_1="木塔", birth_year=str(YEAR - 20))
    OpenForm.objects.filter(pk=guarded.pk).update(state="closed")
    plain = form_for(county, clerk, "no_data")
    send(plain, question_1="纸桥", minor_school="二小", minor_class="三（2）", minor_code="A07")
    Submission.objects.filter(form=plain).update(received_at=timezone.now() - timezone.timedelta(days=800))
    address = f"/{county.code}/{timezone.localdate()}/submissions/forms/minors.xlsx"
    for person, status in ((neighbour_clerk, 404), (director, 200), (clerk, 200)):
        client.force_login(person)
        assert client.get(address, {"year": YEAR}).status_code == status
    content = client.get(address, {"year": YEAR}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    told = {row[1]: row[5:] for row in rows if row[1] and row[1] != "处理方式"}
    assert told["未满14周岁的由监护人填写并单独同意"] == (180, 2, 1, 1, 1, 0, 0)
    assert told["不收个人信息，只填学校、班级和代码"] == (180, 0, "不收年龄", "不需要", 1, 0, 1)
    assert "马建新" not in str(rows)
    assert client.get(address, {"year": "去年"}).status_code == 302
