"""未成年人信息清单: what the yearly audit of minors' data asks of a bureau, by form: why, how long, how many, what is left."""

from datetime import timedelta

from django.utils import timezone

from kezhang.orgs.models import Org
from kezhang.records import workbook_writer
from kezhang.records.workbook_writer import Sheet
from kezhang.submissions.forms.form_fields import fields_of
from kezhang.submissions.models import OpenForm, Submission

HEADS = (
    "表单", "处理方式", "收集目的", "收集的内容", "告知文本", "保存天数", "当年来件", "其中未满14周岁", "监护人同意",
    "仍保存（历年）", "已清除（历年）", "到期未清除",
)  # fmt: skip
NOTES = (
    "依据：个人信息保护法第二十八条、第三十一条；未成年人网络保护条例第三十七条，每年审计一次。",
    "不收个人信息的表单只有学校、班级和学校编发的代码，名单由学校留存。",
)


def book(org: Org, year: int) -> bytes:
    forms = OpenForm.objects.filter(org=org).exclude(minors="").order_by("pk")
    rows = [_row(form, year) for form in forms]
    sheet = Sheet(
        "未成年人信息清单", HEADS, rows, above=[f"{org.name}，{year}年", *NOTES],
        below=() if rows else ("没有面向未成年人的表单。",), widths=(24, 28, 24, 40, 10, 10, 10, 14, 12, 14, 14, 12),
    )  # fmt: skip
    return workbook_writer.workbook([sheet])


def _row(form: OpenForm, year: int) -> tuple[object, ...]:
    sent = Submission.objects.filter(form=form)
    own, of_year = sent.filter(is_of_minor=True), sent.filter(received_at__year=year)
    is_guarded = form.minors == OpenForm.Minors.GUARDIAN
    counted = own if is_guarded else sent
    until = timezone.now() - timedelta(days=form.term_days)
    overdue = [
        each for each in counted.filter(erased_at__isnull=True, received_at__lt=until)
        if (each.decided_at or each.received_at) < until
    ]  # fmt: skip
    minors = of_year.filter(is_of_minor=True).count()
    return (
        form.title, form.get_minors_display(), form.purpose, "、".join(each.label for each in fields_of(form)),
        f"第{form.consent_version}版", form.term_days, of_year.count(), minors if is_guarded else "不收年龄",
        minors if is_guarded else "不需要", counted.filter(erased_at__isnull=True).count(),
        counted.filter(erased_at__isnull=False).count(), len(overdue),
    )  # fmt: skip
