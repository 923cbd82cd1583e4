"""公文: a report as an official paper: what its bureau's papers have in common, its own elements, and its number.

A number is given once, under the bureau's lock, when the report is issued; nothing gives it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Max
from django.utils import timezone

from kezhang.orgs.models import Org, User
from kezhang.quantities.dates import parse_date
from kezhang.records.writing import chain, journal
from kezhang.records.writing.journal import Author
from kezhang.reports.document.docx_reader import NotADocument
from kezhang.reports.document.official import attached, dressing, elements, room
from kezhang.reports.document.official.elements import PaperElements, PaperForm, PaperKind
from kezhang.reports.document.verification import issue_mark
from kezhang.reports.document.verification.issue_mark import IssueMark
from kezhang.reports.models import PaperSettings, Report

#: A bureau's settings in the log of changes.
SUBJECT = "paper-settings"
#: What a bureau sets, in the order of its page.
SETTINGS: dict[str, models.CharField] = {
    name: PaperSettings._meta.get_field(name)  # type: ignore[misc]
    for name in ("code_word", "letter_word", "mark", "letter_mark", "addressee", "copied_to", "signer", "printed_by")
}
#: Between the names of attachments as they are typed.
_BETWEEN = "\n"
#: The highest number a bureau gives in a year; a longer one is a slip of the hand.
MOST = 9999
_MARK = IssueMark({}, "")  # as high on the page as any other


class NotSaidRight(Exception):
    """What was said of a paper breaks the rules for its kind; the message has every fault, in Chinese."""


def settings_of(org: Org) -> PaperSettings:
    """What a bureau has set, with what follows from its name where it has set nothing."""
    found = PaperSettings.objects.filter(org=org).first() or PaperSettings(org=org)
    found.mark = found.mark or f"{org.bureau}文件"
    found.letter_mark = found.letter_mark or org.bureau
    found.letter_word = found.letter_word or found.code_word
    found.printed_by = found.printed_by or f"{org.bureau}办公室"
    return found


def set_settings(org: Org, by: User | None, values: Mapping[str, str]) -> PaperSettings:
    """设置: what the bureau's papers have in common from now on. Raises NotSaidRight."""
    told = {name: " ".join(str(values[name]).split()) for name in SETTINGS if name in values}
    found = [
        f"{SETTINGS[name].verbose_name}“{value[:20]}…”太长，最多{SETTINGS[name].max_length}个字"
        for name, value in told.items()
        if len(value) > (SETTINGS[name].max_length or 0)
    ]
    found += [
        f"发文机关代字“{told[name]}”里不能有括号、数字和空格；年份和序号由系统编"
        for name in ("code_word", "letter_word")
        if elements.is_no_word(told.get(name, ""))
    ]
    if found:
        raise NotSaidRight("；".join(found) + "。")
    with chain.held(org):
        kept = PaperSettings.objects.filter(org=org).first() or PaperSettings(org=org)
        before = {name: getattr(kept, name) for name in told}
        if before == told and kept.pk:
            return kept
        for name, value in told.items():
            setattr(kept, name, value)
        kept.save()
        journal.note(org, SUBJECT, kept.pk, before, told, Author(by=by, reason="公文设置"))
    return kept


def elements_of(report: Report) -> PaperElements | None:
    """What a report is issued with; None for a plain one.

    Until it is issued, what its template left open is as the bureau sets it, the day it is signed is today, and the
    attachments are those that stand in its file before those that are only named.
    """
    if not report.official:
        return None
    if report.is_final:
        return PaperElements.of(report.official)
    signed_on = report.official["signed_on"] or max(report.as_of, timezone.localdate()).isoformat()
    made = PaperElements.of({**report.official, "signed_on": signed_on})
    if not made.code_word:
        usual = settings_of(report.org)
        made = replace(made, code_word=usual.letter_word if made.kind is PaperKind.LETTER else usual.code_word)
    return replace(made, attachments=_attached(attachment_pages(report), made.attachments))


def attachment_pages(report: Report) -> tuple[str, ...]:
    """The attachments whose pages stand behind the text of the report's file."""
    if not report.file:
        return ()
    with report.file.open("rb") as file:
        try:
            return attached.titles(file.read())
        except NotADocument:
            return ()


def _attached(pages: Sequence[str], named: Sequence[str]) -> tuple[str, ...]:
    return (*pages, *(each for each in named if each not in pages))


def kept(report: Report, made: PaperElements) -> dict[str, Any]:
    """The elements as they are kept with a draft: the attachments in its file are read there."""
    pages = attachment_pages(report)
    return replace(made, attachments=tuple(each for each in made.attachments if each not in pages)).told()


def declared(report: Report, values: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What a template says its reports are issued with, to be kept with a draft, and what is left to be said."""
    if not values:
        return {}, []
    try:
        made = _read(report, {"kind": PaperKind.REPORT.value, **values})
    except NotSaidRight as fault:
        return {}, [f"模板里的公文要素没有用上：{fault}"]
    found = elements.faults(made, report.as_of)
    notes = [f"模板写明按{made.kind.value}签发，公文要素还不全：{'；'.join(found)}。请在“公文要素”里补上再签发"]
    return {**made.told(), "signed_on": ""}, notes if found else []


def require_whole(report: Report, made: PaperElements) -> None:
    """Raises NotSaidRight with every fault of what a report would be issued with."""
    if found := elements.faults(made, report.as_of):
        raise NotSaidRight(f"公文要素还不全：{'；'.join(found)}。")


def said(report: Report, values: Mapping[str, str]) -> PaperElements:
    """The elements from what was typed, the bureau's own where nothing was. Raises NotSaidRight with every fault."""
    made = _read(report, values)
    if found := elements.faults(made, report.as_of):
        raise NotSaidRight("；".join(found) + "。")
    return made


def _read(report: Report, values: Mapping[str, str]) -> PaperElements:
    usual, faults = settings_of(report.org), []
    kind = next((each for each in PaperKind if each.value == values.get("kind", "").strip()), None)
    if kind is None:
        known = "、".join(each.value for each in PaperKind)
        raise NotSaidRight(f"没有“{values.get('kind', '')[:20]}”这个文种；可以是{known}。")
    typed = values.get("form", "").strip()
    form = next((each for each in PaperForm if each.value == typed), None) if typed else kind.usual_form
    if form is None:
        raise NotSaidRight(f"没有“{typed[:20]}”这个版式；可以是{'、'.join(each.value for each in PaperForm)}。")
    is_letter = form is PaperForm.LETTER

    def words(name: str, otherwise: str) -> str:
        return " ".join(values.get(name, otherwise).split()).strip("：:。；; ")

    days: dict[str, date | None] = {}
    for name, label in (("signed_on", "成文日期"), ("printed_on", "印发日期")):
        try:
            days[name] = parse_date(values[name]) if values.get(name, "").strip() else None
        except ValueError as fault:
            faults.append(f"{label}没有读懂：{fault}")
    serial = values.get("serial", "").strip()
    if serial and not (serial.isascii() and serial.isdigit() and 0 < int(serial[:9]) <= MOST):
        faults.append(f"发文序号“{serial[:20]}”应是1到{MOST}的整数；不写则接着编")
    if faults:
        raise NotSaidRight("；".join(faults) + "。")
    named = [each.strip("；;。 \r\t") for each in values.get("attachments", "").split(_BETWEEN)]
    return PaperElements(
        kind=kind,
        form=form,
        mark=words("mark", usual.letter_mark if is_letter else usual.mark),
        code_word=words("code_word", usual.letter_word if kind is PaperKind.LETTER else usual.code_word),
        signed_on=days.get("signed_on") or max(report.as_of, timezone.localdate()),
        addressee=words("addressee", usual.addressee),
        signer=words("signer", usual.signer) if kind.is_upward else "",
        attachments=_attached(attachment_pages(report), [each for each in named if each]),
        copied_to=words("copied_to", usual.copied_to),
        printed_by="" if is_letter else words("printed_by", usual.printed_by),
        printed_on=days.get("printed_on"),
        serial=int(serial) if serial else None,
    )  # fmt: skip


def again(report: Report, as_of: date) -> dict[str, Any]:
    """What a correction of a report begins with: the same elements, signed anew and without a number."""
    made = elements_of(report)
    if made is None:
        return {}
    signed_on = max(as_of, made.signed_on, timezone.localdate())
    return kept(report, replace(made, serial=None, signed_on=signed_on, printed_on=None))


def next_serial(org: Org, code_word: str, year: int) -> int:
    """The number after the greatest that was given in a year."""
    given = Report.objects.filter(org=org, code_word=code_word, paper_year=year)
    return (given.aggregate(last=Max("serial"))["last"] or 0) + 1


def bearer(org: Org, code_word: str, year: int, serial: int) -> Report | None:
    """The report that has a number."""
    return Report.objects.filter(org=org, code_word=code_word, paper_year=year, serial=serial).first()


def preview(report: Report, content: bytes, made: PaperElements) -> bytes:
    """The file as it would be issued, with the number it would get now. Raises NotADocument."""
    serial = made.serial or next_serial(report.org, made.code_word, made.signed_on.year)
    return dressing.dressed(content, made.numbered(serial), report.title, room_for(report, content, made))


def room_for(report: Report, content: bytes, made: PaperElements, *, marked: bool = False) -> int:
    """What brings the imprint to the foot of the last page, below the code that an issued file has."""
    if marked:
        content = issue_mark.put_on(content, _MARK)
    found = room.measured(content, made, report.title)
    return room.BELOW if found is None else found


def put_on(report: Report, content: bytes, made: PaperElements, space: int) -> bytes:
    """The file as an official paper; its number, where nobody asked for one, is the next. The bureau is held.

    Raises NotSaidRight where the number asked for is another's.
    """
    year = made.signed_on.year
    if made.serial and (other := bearer(report.org, made.code_word, year, made.serial)) is not None:
        free = next_serial(report.org, made.code_word, year)
        raise NotSaidRight(f"{made.number}已用于 {other.number}；下一个号是{free}，不写序号则自动编。")
    made = made.numbered(made.serial or next_serial(report.org, made.code_word, year))
    report.official, report.code_word, report.paper_year, report.serial = made.told(), made.code_word, year, made.serial
    return dressing.dressed(content, made, report.title, space)
