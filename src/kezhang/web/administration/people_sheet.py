"""人员表: many people at once from a sheet; all of them or, with what is wrong at each row, none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kezhang.orgs import access_log, passwords, people
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Office, Org, Post, User
from kezhang.orgs.people import Appointment, NotAppointed
from kezhang.orgs.permissions import Verb
from kezhang.orgs.viewing import bureau_in_view, may_here, person_of
from kezhang.records.importing.detection.header_names import bare
from kezhang.records.importing.workbooks import workbook_reader
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook
from kezhang.records.web.pages import download
from kezhang.records.workbook_writer import Sheet, workbook

USERNAME, NAME, POSTS, OFFICES = "登录名", "姓名", "岗位", "股室"
HEADINGS = (USERNAME, NAME, POSTS, OFFICES)
#: What else people head these columns with.
ALSO = {
    "账号": USERNAME,
    "用户名": USERNAME,
    "人员": NAME,
    "名字": NAME,
    "角色": POSTS,
    "科室": OFFICES,
    "所在股室": OFFICES,
}
SEPARATORS = str.maketrans("，,；;/ \n", "、" * 7)
MOST = 500


@dataclass(frozen=True)
class AskedPerson:
    """One row as read."""

    row: int
    username: str
    full_name: str
    wanted: tuple[Appointment, ...]


class Unread(Exception):
    """Nobody was added; ``faults`` say at which rows and why."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults


@require_GET
def people_template(request: HttpRequest) -> HttpResponse:
    """The sheet to fill in, with a sample row."""
    org = bureau_in_view(request)
    offices = "、".join(Office.objects.filter(org=org).values_list("name", flat=True)[:1])
    above = [f"岗位可填：{'、'.join(kind.label for kind in Post.Kind)}；几个岗位用顿号隔开。", "股室不填，就不限股室。"]
    sheet = Sheet(
        "人员", HEADINGS, [("zhangsan", "张三", "填报人、审核人", offices)], above=above, widths=(18, 14, 26, 22)
    )
    return download(workbook([sheet]), "人员表模板.xlsx")


@never_cache
@require_http_methods(["GET", "POST"])
def import_people(request: HttpRequest) -> HttpResponse:
    """Upload; everybody's temporary password is shown once, to be handed over."""
    org, faults = bureau_in_view(request), []
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Unread(["请先选择文件。"])
            content = workbook_reader.content_of(file, file.name or "")
            asked = read(workbook_reader.form_pages(content, file.name or ""), org)
            made = _added(request, org, asked)
        except UnreadableWorkbook as fault:
            faults = [str(fault)]
        except Unread as unread:
            faults = unread.faults
        else:
            return render(request, "administration/handed_over.html", {"made": made})
    context = {"faults": faults, "may_give": may_here(request, Verb.GIVE_POSTS)}
    return render(request, "administration/import_people.html", context, status=422 if faults else 200)


def read(pages: Sequence[workbook_reader.Page], org: Org) -> list[AskedPerson]:
    """The people a sheet names. Raises Unread with everything that is wrong."""
    for page in pages:
        for at in page.may_be_headers:
            places = _places(page.rows[at])
            if USERNAME in places:
                return _rows(page.rows[at + 1 :], at + 2, places, org)
    raise Unread([f"没有找到“{USERNAME}”这一列；第一行应为 {'、'.join(HEADINGS)}，可以下载模板填写。"])


def _places(row: Sequence[Any]) -> dict[str, int]:
    heads = {bare(str(cell)): place for place, cell in enumerate(row) if isinstance(cell, str) and cell.strip()}
    return {ALSO.get(head, head): place for head, place in heads.items() if ALSO.get(head, head) in HEADINGS}


def _rows(rows: Sequence[Sequence[Any]], first: int, places: dict[str, int], org: Org) -> list[AskedPerson]:
    offices = {office.name: office for office in Office.objects.filter(org=org)}
    found: list[AskedPerson] = []
    faults: list[str] = []
    for number, row in enumerate(rows, start=first):

        def said(heading: str, row: Sequence[Any] = row) -> str:
            place = places.get(heading, len(row))
            return str(row[place]).strip() if place < len(row) and row[place] is not None else ""

        if not said(USERNAME) and not said(NAME):
            continue  # an empty row, or a remark below the table
        if len(found) == MOST:
            raise Unread([f"一次最多{MOST}人，表里不止{MOST}人，请分成几张表。"])
        told = _fault(said(USERNAME), said(NAME), [each.username for each in found])
        wanted, odd = _wanted(said(POSTS), said(OFFICES), offices, org)
        faults += [f"第{number}行：{fault}" for fault in (told, *odd) if fault]
        found.append(AskedPerson(number, said(USERNAME), said(NAME), wanted))
    if faults or not found:
        raise Unread(faults or ["表里没有人员。"])
    return found


def _fault(username: str, full_name: str, before: list[str]) -> str:
    if not username:
        return f"{full_name}没有登录名。"
    if username.lower() in [each.lower() for each in before]:
        return f"登录名 {username} 在表里出现了两次。"
    if User.objects.filter(username__iexact=username).exists():
        return f"登录名 {username} 已经有人使用。"
    return "" if full_name else f"登录名 {username} 没有姓名。"


def _wanted(posts: str, offices: str, known: dict[str, Office], org: Org) -> tuple[tuple[Appointment, ...], list[str]]:
    kinds = {kind.label: kind for kind in Post.Kind}
    labels = [each for each in posts.translate(SEPARATORS).split("、") if each]
    names = [each for each in offices.translate(SEPARATORS).split("、") if each]
    odd = [f"没有“{each[:20]}”这个岗位，可填{'、'.join(kinds)}。" for each in labels if each not in kinds]
    odd += [f"{org.name}没有“{each[:20]}”，请先在“股室”里设立。" for each in names if each not in known]
    kept = tuple(sorted((known[each] for each in names if each in known), key=lambda office: office.pk))
    wanted = tuple(Appointment(kinds[each], org, kept) for each in labels if each in kinds)
    return wanted, [*odd, people.fault_of(wanted)]


def _added(request: HttpRequest, org: Org, asked: list[AskedPerson]) -> list[tuple[User, str]]:
    by, made = person_of(request), []
    if beyond := [each for each in asked if each.wanted and not people.may_give(by, each.wanted)]:
        raise Unread([f"第{each.row}行：{each.full_name}的岗位不能由您设置，三员由安全管理员设置。" for each in beyond])
    with transaction.atomic():
        for each in asked:
            password = passwords.temporary()
            try:
                person = people.add(each.username, org, full_name=each.full_name, password=password, is_temporary=True)
                people.appoint(person, each.wanted)
            except NotAppointed as refused:
                raise Unread([f"第{each.row}行：{refused}"]) from refused
            made.append((person, password))
        told = "、".join(str(person) for person, _ in made)
        access_log.note(request, Kind.PEOPLE, org, f"按人员表新增{len(made)}人：{told}")
    return made
