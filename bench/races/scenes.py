"""The scenes of a race: what stands ready, what each of the four does, and what must be true afterwards.

A worker first looks (opens a form, uploads a sheet), then all act at once. What the pages told
them is held against what is stored and logged: told saved and not there is lost, there twice is double.
"""

import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kezhang.catalogue import find
from kezhang.indicators.indicator import Indicator
from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.orgs.models import Org, User
from kezhang.quantities.periods import Period
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.models import Batch, Change
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.reports.figure_kinds.evidence import leaves
from kezhang.reports.frozen import freezing
from kezhang.reports.models import Report

CREW = 4
#: How often each of those who write beside a drafting does so.
WRITTEN = 8
CODE = "652799"
#: Asked for once more before a report is issued.
PASSWORD = "Zhanghu-2024"
AS_OF = date(2024, 6, 30)
SITE = f"/{CODE}/{AS_OF}"
PAGE = f"{SITE}/ledgers/technology-contracts"
HEADINGS = (
    "合同登记编号",
    "项目名称",
    "合同类型",
    "卖方",
    "买方",
    "成交金额(万元)",
    "技术交易额(万元)",
    "签订日期",
    "登记日期",
)

#: What a page said: done, nothing to do, somebody was quicker, refused for another reason, or broken.
Said = Literal["done", "already", "conflict", "refused", "broken"]


@dataclass(frozen=True)
class Told:
    """What one worker was told, and what he had wanted to write."""

    number: int
    said: Said
    value: str = ""
    text: str = ""


@dataclass
class Outcome:
    """What a race came to."""

    lost: int = 0
    double: int = 0
    conflicts: int = 0
    odd: list[str] = field(default_factory=list)  # pages that broke or said something else than they should

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.lost + other.lost, self.double + other.double, self.conflicts + other.conflicts, self.odd + other.odd
        )


@dataclass(frozen=True)
class Scene:
    """``prepare`` sets it and says where; ``look`` and ``act`` are each worker's part; ``judge`` holds it to account."""

    name: str
    prepare: Callable[[Org], dict[str, Any]]
    look: Callable[[Client, dict[str, Any], int], Any]
    act: Callable[[Client, dict[str, Any], int, Any], Told]
    judge: Callable[[dict[str, Any], list[Told]], Outcome]


def visitor(name: str) -> Client:
    """A browser in which somebody is logged in."""
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def sheet(*rows: tuple[str, int]) -> bytes:
    """A workbook of contracts: number and amount in 万元."""
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(HEADINGS)
    for number, amount in rows:
        workbook.active.append([number, f"合同{number}", "技术服务", "甲公司", "乙公司", amount, 1, AS_OF, AS_OF])
    workbook.save(out)
    return out.getvalue()


_last = 0


def numbers(count: int) -> list[str]:
    """Contract numbers that nobody has used."""
    global _last  # noqa: PLW0603 - one counter for all scenes of a run
    _last += count
    return [f"2024{n:012}" for n in range(_last - count, _last)]


def imported(org: Org, count: int) -> tuple[Batch, list[TechnologyContract]]:
    names = numbers(count)
    table = table_detection.read(TECHNOLOGY_CONTRACTS, io.BytesIO(sheet(*((name, 20) for name in names))), "合同.xlsx")
    clerk = User.objects.get(username="clerk")
    batch = Batch.objects.create(org=org, ledger=TECHNOLOGY_CONTRACTS.slug, file_name="合同.xlsx", sha256="", by=clerk)
    import_plan.apply(import_plan.plan(TECHNOLOGY_CONTRACTS, table, org), batch, Author(by=clerk, reason="导入"))
    return batch, list(TechnologyContract.objects.filter(registration_number__in=names).order_by("pk"))


def one_record(org: Org) -> dict[str, Any]:
    _, (record,) = imported(org, 1)
    return {"pk": record.pk, "number": record.registration_number}


def told(answer: Any, number: int, done: str, already: str = "—", value: str = "") -> Told:
    """What an answer says, by its status and its words."""
    text = answer.content.decode(errors="replace")
    notes = "；".join(re.findall(r'<div class="note [^"]*" role="status">(.*?)</div>', text))
    said: Said = "refused"
    if answer.status_code >= 500:
        said = "broken"
    elif answer.status_code == 409 or "冲突" in notes:
        said = "conflict"
    elif done in notes:
        said = "done"
    elif already in notes:
        said = "already"
    return Told(number, said, value, notes or f"HTTP {answer.status_code}")


def count(outcomes: list[Told], said: Said) -> int:
    return sum(each.said == said for each in outcomes)


def outcome(outcomes: list[Told], *, lost: int, double: int, expected: tuple[Said, ...]) -> Outcome:
    odd = [f"{each.number}: {each.said} {each.text}" for each in outcomes if each.said not in expected]
    return Outcome(max(lost, 0), max(double, 0), count(outcomes, "conflict"), odd)


def logged(pk: int, *kinds: str) -> int:
    return Change.objects.filter(ledger=TECHNOLOGY_CONTRACTS.slug, record_id=pk, kind__in=kinds).count()


# Two edits of one field, and of different fields of one record.


def open_form(client: Client, given: dict[str, Any], _: int) -> dict[str, str]:
    page = client.get(f"{PAGE}/{given['pk']}/edit/").content.decode()
    answers = {}
    record = TechnologyContract.objects.get(pk=given["pk"])
    for column in TECHNOLOGY_CONTRACTS.columns:
        answers[column.name] = column.text(record)
    found = re.search(r'name="seen" value="(\w*)"', page)
    assert found is not None
    return answers | {"seen": found[1]}


def edit(client: Client, given: dict[str, Any], number: int, answers: dict[str, str], **typed: str) -> Told:
    answer = client.post(f"{PAGE}/{given['pk']}/edit/", answers | typed, follow=True)
    return told(answer, number, "已保存", value=next(iter(typed.values())))


def edit_amount(client: Client, given: dict[str, Any], number: int, answers: dict[str, str]) -> Told:
    return edit(client, given, number, answers, amount=str(100 + number))


def one_of_all(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    """Whoever was told done first stands; nobody else was told so."""
    done = [each for each in outcomes if each.said == "done"]
    stands = TechnologyContract.objects.get(pk=given["pk"]).amount
    lost = sum(Decimal(each.value) * 10_000 != stands for each in done)
    double = logged(given["pk"], "update") - len(done)
    return outcome(outcomes, lost=lost + (not done), double=double, expected=("done", "conflict"))


FIELDS = ("title", "seller", "buyer", "remark")


def edit_own_field(client: Client, given: dict[str, Any], number: int, answers: dict[str, str]) -> Told:
    return edit(client, given, number, answers, **{FIELDS[number]: f"第{number}人写的"})


def all_of_all(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    record = TechnologyContract.objects.get(pk=given["pk"])
    lost = sum(getattr(record, FIELDS[each.number]) != each.value for each in outcomes)
    return outcome(outcomes, lost=lost, double=logged(given["pk"], "update") - CREW, expected=("done",))


# An edit and an import of the same field.


def upload(client: Client, rows: bytes) -> tuple[str, str]:
    answer = client.post(f"{PAGE}/import/", {"file": SimpleUploadedFile("合同.xlsx", rows)}, follow=True)
    found = re.search(r'name="plan" value="(\w+)"', answer.content.decode())
    assert found is not None
    return answer.redirect_chain[-1][0], found[1]


def open_form_or_upload(client: Client, given: dict[str, Any], number: int) -> Any:
    return open_form(client, given, number) if number < 2 else upload(client, sheet((given["number"], 100 + number)))


def edit_or_confirm(client: Client, given: dict[str, Any], number: int, ready: Any) -> Told:
    if number < 2:
        return edit_amount(client, given, number, ready)
    return confirm(client, given | {"url": ready[0], "plan": ready[1]}, number, None, str(100 + number))


def confirm(client: Client, given: dict[str, Any], number: int, _: Any, value: str = "") -> Told:
    answer = client.post(f"{given['url']}confirm/", {"plan": given["plan"]}, follow=True)
    return told(answer, number, "已导入：新增", "这个批次已经导入", value)


# A batch undone while its records are edited, undone by everybody, confirmed by everybody.


def a_batch(org: Org, size: int = 5) -> dict[str, Any]:
    batch, records = imported(org, size)
    return {"batch": str(batch.pk), "pk": records[0].pk, "pks": [record.pk for record in records]}


def open_form_to_edit(client: Client, given: dict[str, Any], number: int) -> Any:
    return open_form(client, given, number) if number >= 2 else None


def undo(client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    answer = client.post(f"{PAGE}/import/{given['batch']}/undo/", follow=True)
    return told(answer, number, "已撤销这个批次，", "这个批次已撤销")


def undo_or_edit(client: Client, given: dict[str, Any], number: int, ready: Any) -> Told:
    return undo(client, given, number, ready) if number < 2 else edit_own_field(client, given, number, ready)


def undone_or_edited(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    batch, record = Batch.objects.get(pk=given["batch"]), TechnologyContract.objects.get(pk=given["pk"])
    undone = batch.state == Batch.State.UNDONE
    saved = [each for each in outcomes[2:] if each.said == "done"]
    lost = sum(undone or getattr(record, FIELDS[each.number]) != each.value for each in saved)
    lost += record.is_void != undone
    double = count(outcomes[:2], "done") - undone + logged(given["pk"], "update") - len(saved)
    return outcome(outcomes, lost=lost, double=double, expected=("done", "already", "conflict", "refused"))


def undone_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    voids = sum(logged(pk, "void") for pk in given["pks"])
    done = count(outcomes, "done")
    wrong = voids - len(given["pks"])
    return outcome(
        outcomes, lost=(1 - done) + max(-wrong, 0), double=(done - 1) + max(wrong, 0), expected=("done", "already")
    )


def a_planned_batch(org: Org) -> dict[str, Any]:
    known = imported(org, 3)[1]
    fresh = numbers(2)
    rows = [(record.registration_number, 30) for record in known] + [(name, 30) for name in fresh]
    url, plan = upload(visitor("clerk"), sheet(*rows))
    return {"url": url, "plan": plan, "batch": url.rstrip("/").rsplit("/", 1)[-1], "rows": len(rows)}


def nothing(_client: Client, _given: dict[str, Any], _number: int) -> None:
    return None


def confirmed_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    wrong = Change.objects.filter(batch=given["batch"]).count() - given["rows"]
    done = count(outcomes, "done")
    return outcome(
        outcomes, lost=(1 - done) + max(-wrong, 0), double=(done - 1) + max(wrong, 0), expected=("done", "already")
    )


# Reports drafted and issued by everybody at once.


def reports_so_far(org: Org) -> dict[str, Any]:
    return {"org": org.pk, "before": Report.objects.filter(org=org).count()}


def draft(client: Client, _given: dict[str, Any], number: int, _: Any) -> Told:
    answer = client.post(f"{SITE}/reports/new/", {"as_of": AS_OF.isoformat()}, follow=True)
    return told(answer, number, "已生成", value=answer.redirect_chain[-1][0] if answer.redirect_chain else "")


def drafted_each(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    made = Report.objects.filter(org=given["org"]).count() - given["before"]
    places = Counter(each.value for each in outcomes)
    return outcome(outcomes, lost=CREW - made, double=len(outcomes) - len(places), expected=("done",))


def a_draft(org: Org) -> dict[str, Any]:
    made = freezing.half_year(org, AS_OF, User.objects.get(username="clerk"))
    return {"pk": made.pk, "url": f"{SITE}/reports/{made.number}/steps/issue/"}


def issue(_client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    answer = visitor("director").post(given["url"], {"proof": PASSWORD}, follow=True)
    return told(answer, number, "已签发，文件和数字不再变动", "签发。")


def issued_once(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    steps = Change.objects.filter(ledger="reports", record_id=given["pk"], after__step="签发").count()
    done = count(outcomes, "done")
    return outcome(outcomes, lost=1 - done, double=max(done, steps) - 1, expected=("done", "already"))


def records_and_reports(org: Org) -> dict[str, Any]:
    return {"records": [record.pk for record in imported(org, CREW)[1]]}


def draft_or_write(client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    """One drafts while the others keep writing."""
    if number == 0:
        return draft(client, given, number, None)
    clerk = User.objects.get(username="clerk")
    for _ in range(WRITTEN):
        record = TechnologyContract.objects.get(pk=given["records"][number])
        record.amount += 10_000
        journal.save(TECHNOLOGY_CONTRACTS, record, Author(by=clerk, reason="更正", accepting="已核对"))
    return Told(number, "done")


def of_one_state(_given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    """Each number of the report is what was known when the logs stood where it says they stood."""
    report = Report.objects.latest("pk")
    lost = 0
    for leaf in (leaf for figure in report.figures.all() for leaf in leaves(figure.evidence)):
        indicator = find(leaf["name"])
        if isinstance(indicator, Indicator) and leaf["value"] is not None:
            day = date.fromisoformat(leaf["as_of"])
            known = indicator.figure(report.org, Period.parse(leaf["period"]), day, report.known_on)
            lost += known.value != Decimal(leaf["value"])
    return outcome(outcomes, lost=lost, double=0, expected=("done",))


# A record voided and restored at once.


def void_or_restore(client: Client, given: dict[str, Any], number: int, _: Any) -> Told:
    verb, done, already = (("void", "已作废，", "已经作废"), ("restore", "已恢复", "没有作废"))[number % 2]
    answer = client.post(f"{PAGE}/{given['pk']}/{verb}/", {"reason": "核对"}, follow=True)
    return told(answer, number, done, already, verb)


def a_voided_record(org: Org) -> dict[str, Any]:
    given = one_record(org)
    author = Author(by=User.objects.get(username="clerk"), reason="先作废")
    journal.void(TECHNOLOGY_CONTRACTS, TechnologyContract.objects.get(pk=given["pk"]), author)
    return given


def back_and_forth(given: dict[str, Any], outcomes: list[Told]) -> Outcome:
    """Voids and restores take turns in the log, each of those told done stands there once, and the last one holds."""
    changes = Change.objects.filter(
        ledger=TECHNOLOGY_CONTRACTS.slug, record_id=given["pk"], kind__in=("void", "restore")
    )
    kinds = list(changes.order_by("sequence").values_list("kind", flat=True))
    said = Counter(each.value for each in outcomes if each.said == "done")
    stored = Counter(kinds[1:])
    double = sum(a == b for a, b in pairwise(kinds)) + (stored - said).total()
    is_void = TechnologyContract.objects.get(pk=given["pk"]).is_void
    lost = (said - stored).total() + (is_void != (kinds[-1] == "void"))
    return outcome(outcomes, lost=lost, double=double, expected=("done", "already"))


SCENES = (
    Scene("two edits, one field", one_record, open_form, edit_amount, one_of_all),
    Scene("two edits, different fields", one_record, open_form, edit_own_field, all_of_all),
    Scene("edit and import", one_record, open_form_or_upload, edit_or_confirm, one_of_all),
    Scene("undo and edit", a_batch, open_form_to_edit, undo_or_edit, undone_or_edited),
    Scene("undo twice", a_batch, nothing, undo, undone_once),
    Scene("confirm twice", a_planned_batch, nothing, confirm, confirmed_once),
    Scene("draft twice", reports_so_far, nothing, draft, drafted_each),
    Scene("draft among writers", records_and_reports, nothing, draft_or_write, of_one_state),
    Scene("issue twice", a_draft, nothing, issue, issued_once),
    Scene("void and restore", a_voided_record, nothing, void_or_restore, back_and_forth),
)
