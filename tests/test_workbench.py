"""工作台: what waits for each of three people, by name, and what it costs however much there is."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DEFAULT_DB_ALIAS, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kezhang.catalogue import INDICATORS, LEDGERS
from kezhang.collection.assigning import issuing
from kezhang.collection.assigning.issuing import AssignmentSaid
from kezhang.collection.assigning.table import AssignedLine
from kezhang.collection.models import Return, Share
from kezhang.collection.rounds import opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.form_drafts.models import FormDraft
from kezhang.jobs import router
from kezhang.jobs.models import Job
from kezhang.ledgers.models import Enterprise, Project, TechnologyContract
from kezhang.orgs.models import Office
from kezhang.records.models import Batch, Evidence
from kezhang.records.writing import journal
from kezhang.records.writing.journal import Author
from kezhang.submissions.models import Submission
from kezhang.targets.models import ProgressEntry
from kezhang.teamwork import commenting
from kezhang.web.workbench.kinds_waiting import WaitingKind, kinds_there
from kezhang.web.workbench.waiting import SHOWN, waiting
from tests.kinds_of_pages import prepared
from tests.opened_forms import opened
from tests.written_reports import half_year_report

pytestmark = pytest.mark.django_db
JUNE = date(2024, 6, 30)
HOME = "/652799/2024-06-30/home/"


def home(client, person, address=HOME) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def project(org, title="番茄提质增效", due_on=date(2024, 7, 31)):
    return Project.objects.create(org=org, title=title, enterprise_name="朔湖绿源农业科技有限公司", programme="prefecture_plan", level="prefecture", applied_on=date(2023, 3, 1), approved_on=date(2023, 5, 1), due_on=due_on, stage="in_progress")  # fmt: skip


def contract(org, number):
    return TechnologyContract.objects.create(
        org=org, registration_number=f"2024{number:06}", title=f"技术开发{number}", type="development",
        seller="甲公司", buyer="乙公司", amount=1_000_000, technology_amount=1_000_000,
        signed_on=date(2024, 3, 1), registered_on=date(2024, 3, 1),
    )  # fmt: skip


def planned(org, person, name="一季度合同.xlsx"):
    return Batch.objects.create(org=org, ledger="technology-contracts", file_name=name, sha256="", by=person)


def test_an_empty_bureau_is_told_so_in_every_part(client, clerk):
    page = home(client, clerk)
    for words in ("没有等您办理的事项", "还没有生效的任务", "近期没有到期的", "今年计数的记录都有佐证", "还没有记录", "还没有导入过"):  # fmt: skip
        assert words in page


def test_what_becomes_due_is_a_link_with_the_records_name(client, clerk, county):
    soon, passed = project(county), project(county, "戈壁温室", date(2024, 5, 31))
    page = home(client, clerk)
    assert (
        f'href="/652799/2024-06-30/ledgers/projects/{soon.pk}/" title="督促验收或办理延期。">番茄提质增效</a>' in page
    )
    assert "项目到期验收" in page
    assert "还有31天" in page
    assert "▼ 项目到期未验收" in page
    assert "已过30天" in page
    assert page.index(passed.title) < page.index(soon.title)


def test_a_sheet_that_nobody_has_confirmed_waits_for_the_clerk_alone(client, clerk, director, county):
    batch = planned(county, clerk)
    batches = f'href="/652799/2024-06-30/ledgers/technology-contracts/import/{batch.pk}/">一季度合同.xlsx</a>'
    assert "技术合同，等待确认" in home(client, clerk)
    assert batches in home(client, clerk)
    assert "等待确认" not in home(client, director)


def test_rows_that_an_import_left_out_wait_until_the_ledger_is_imported_into_again(client, clerk, director, county):
    given = {"org": county, "ledger": "technology-contracts", "sha256": "", "by": clerk, "state": "applied"}
    Batch.objects.create(file_name="一季度合同.xlsx", rejected=3, applied_at=timezone.now(), **given)
    Batch.objects.create(file_name="旧表.xlsx", rejected=3, applied_at=timezone.now() - timedelta(days=60), **given)
    page = home(client, clerk)
    assert "一季度合同.xlsx</a></td><td>技术合同，3行没有导入，待修改" in page
    assert "旧表.xlsx</a></td><td>技术合同，3行" not in page
    assert "没有导入，待修改" not in home(client, director)
    Batch.objects.create(file_name="改好的.xlsx", applied_at=timezone.now(), **given)
    assert "没有导入，待修改" not in home(client, clerk)


def test_an_import_keeps_how_many_rows_it_left_out(client, clerk, county):
    client.force_login(clerk)
    book = b"".join(
        line.encode() + b"\n"
        for line in (
            "合同登记编号,项目名称,合同类型,卖方,买方,成交金额(万元),技术交易额(万元),签订日期,登记日期",
            "2024652799900001,合同甲,技术服务,甲公司,乙公司,38,1,2024-06-01,2024-06-02",
            "2024652799900002,合同乙,技术服务,甲公司,乙公司,二点点,1,2024-06-01,2024-06-02",
        )
    )
    client.post("/ledgers/technology-contracts/import/", {"file": SimpleUploadedFile("合同.csv", book)})
    batch = Batch.objects.get()
    page = client.get(f"/ledgers/technology-contracts/import/{batch.pk}/")
    said = {"plan": page.context["preview"]["digest"], "accepting": "已核对"}
    client.post(f"/ledgers/technology-contracts/import/{batch.pk}/confirm/", said)
    batch.refresh_from_db()
    assert (batch.state, batch.created, batch.rejected) == ("applied", 1, 1)
    shown = client.get(f"/ledgers/technology-contracts/import/{batch.pk}/").content.decode()
    assert "还有1行没有导入，留着待改" in shown


def test_a_report_waits_for_whoever_can_move_it_on(client, example, clerk, director, neighbour_clerk):
    report = half_year_report(example, clerk)
    assert "草稿，可发出修改" in home(client, clerk)
    assert "草稿，等待签发" in home(client, director)
    assert f"reports/{report.number}/" in home(client, director)
    assert report.title not in home(client, neighbour_clerk, "/652798/2024-06-30/home/")


def test_what_came_in_waits_for_a_clerk_of_one_office_however_much_waits_for_the_others(
    client, clerk, director, neighbour_clerk, county
):
    def sent(form, number):
        Submission.objects.create(
            form=form, org=county, ledger=form.ledger, number=f"LJ{number:011}", client_id=f"{number:032}",
            received_at=timezone.now() - timedelta(days=SHOWN + 2 - number),
        )  # fmt: skip

    others, own = opened(county, clerk, "contest"), opened(county, clerk, "needs")
    for number in range(SHOWN + 1):
        sent(others, number)
    sent(own, SHOWN + 1)
    office = Office.objects.create(org=county, name="需求股", ledgers=["technology-demands"])
    for post in clerk.posts.all():
        post.offices.set([office])
    page = home(client, clerk)
    assert re.findall(r"/submissions/inbox/(LJ\d+)/", page) == [f"LJ{SHOWN + 1:011}"]
    assert "/submissions/inbox/" not in home(client, director)
    assert "/submissions/inbox/" not in home(client, neighbour_clerk, "/652798/2024-06-30/home/")


def test_what_was_sent_back_waits_for_its_writer(client, clerk, director, county):
    given = {"indicator": "technology-contract-turnover", "year": 2024, "unit": "万元", "cumulative": 1}
    ProgressEntry.objects.create(org=county, month=5, as_of=date(2024, 5, 31), state="returned", **given)
    ProgressEntry.objects.create(org=county, month=4, as_of=date(2024, 4, 30), state="approved", **given)
    page = home(client, clerk)
    assert "2024年5月技术合同成交额</a></td><td>审核退回" in page
    assert "2024年4月技术合同成交额" not in page
    assert "审核退回" not in home(client, director)


def test_ones_own_work_beside_the_site_is_told_and_nobody_elses(client, clerk, director, county):
    job = Job.objects.create(kind="import", subject="全年合同.xlsx", org_id=county.pk, org_prefix=county.prefix, owner_id=clerk.pk, owner_name="李文", state="done")  # fmt: skip
    assert f'href="/652799/2024-06-30/jobs/{job.pk}/">全年合同.xlsx</a></td><td>完成' in home(client, clerk)
    assert "全年合同.xlsx" not in home(client, director)


def test_records_without_evidence_are_named_and_the_rest_is_one_click_away(client, clerk, director, county):
    made = [contract(county, number) for number in range(1, 5)]
    Evidence.objects.create(org=county, ledger="technology-contracts", record_id=made[0].pk, name="登记证明.pdf", sha256="", size=1)  # fmt: skip
    page = home(client, clerk)
    assert "2024000004 技术开发4</a>、" in page
    assert "2024000003 技术开发3</a> 等" in page
    (address,) = re.findall(r'href="([^"]+unproved=1[^"]+)">3条', page)
    listed = client.get(address).content.decode()
    assert "共3条" in listed
    assert "2024000001" not in listed
    assert "没有佐证的记录" not in home(client, director)


def test_the_log_calls_records_by_name_and_says_what_kind_they_are(client, clerk, county):
    firm = Enterprise(org=county, name="朔湖绿源农业科技有限公司", credit_code="91652799MA00000018")
    journal.save(LEDGERS["enterprises"], firm, Author(by=clerk, accepting="据营业执照"))
    client.force_login(clerk)
    client.post("/652799/2024-06-30/ledgers/enterprises/columns/", {"label": "包联干部", "kind": "text"})
    client.post("/652799/2024-06-30/board/own/", {"ledger": "enterprises", "label": "重点企业数", "unit": "家"})
    for page in (home(client, clerk), home(client, clerk, "/652799/2024-06-30/administration/")):
        assert f'ledgers/enterprises/{firm.pk}/">朔湖绿源农业科技有限公司</a>' in page
        assert 'ledgers/enterprises/columns/">包联干部</a>' in page
        assert 'board/own/">重点企业数</a>' in page
        assert not re.search(r"第\d+号</a>", page)
    assert "新增企业" in home(client, clerk)
    assert "设置自有列" in home(client, clerk)


def test_an_import_lists_its_records_by_name(client, example, clerk):
    client.force_login(clerk)
    batch = Batch.objects.get(ledger="technology-contracts", state="applied")
    page = client.get(f"/652799/2024-06-30/ledgers/technology-contracts/import/{batch.pk}/").content.decode()
    contract = TechnologyContract.objects.first()
    assert f">{contract}</a>" in page


def test_the_director_is_offered_nothing_that_only_a_clerk_may_do(client, director, county):
    page = home(client, director)
    for words in ("导入任务", "新增任务", "选一个台账导入"):
        assert words not in page


def test_the_neighbour_sees_nothing_of_it(client, neighbour_clerk, clerk, county, neighbour):
    project(county)
    planned(county, clerk)
    contract(county, 1)
    page = home(client, neighbour_clerk, "/652798/2024-06-30/home/")
    for words in ("番茄提质增效", "一季度合同.xlsx", "技术开发1"):
        assert words not in page


def test_the_superior_sees_what_becomes_due_below_with_its_bureau(client, superior, county):
    project(county)
    page = home(client, superior, "/652700/2024-06-30/home/")
    assert '番茄提质增效</a> <span class="muted">朔湖县</span>' in page


def test_the_workbench_costs_the_same_queries_for_a_little_and_for_much(client, clerk, county):
    def cost(start: int, count: int) -> int:
        for number in range(start, start + count):
            project(county, f"项目{number}")
            project(county, f"逾期{number}", date(2024, 5, 31))
            contract(county, number)
            planned(county, clerk, f"{number}.xlsx")
            firm = Enterprise(org=county, name=f"企业{number}", credit_code="")
            journal.save(LEDGERS["enterprises"], firm, Author(by=clerk, accepting="据营业执照"))
        client.force_login(clerk)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HOME).status_code == 200
        return len(queries)

    assert cost(0, 2) == cost(2, 20)


@pytest.fixture
def full(example, neighbour, clerk, director):
    """A home in which there is something of every kind that a workbench lists."""
    prepared(example, neighbour, clerk)
    above = example.parent
    asked = RoundAsked(as_of=JUNE, indicators=[INDICATORS["technology-contract-turnover"]], counties=[neighbour])
    Return.objects.filter(round=opening.open_round(above, asked, None)).update(state=Return.State.SENT)
    said = AssignmentSaid(2025, "州科发〔2025〕8号")
    counties = {each.code: each for each in (example, neighbour)}
    shares = dict.fromkeys(counties, Decimal(5))
    line = AssignedLine(asked.indicators[0], "第1行", unit="万元", whole=Decimal(10), shares=shares)
    issuing.issue(above, issuing.checked(above, [line], said), said, None, counties)
    issuing.object_to(Share.objects.get(org=neighbour), None, "去年没有完成")
    planned(example, clerk)
    left = {"ledger": "projects", "state": "applied", "rejected": 2, "applied_at": timezone.now()}
    Batch.objects.filter(pk=planned(example, clerk, "项目.xlsx").pk).update(**left)
    FormDraft.objects.create(
        person=clerk, page=f"{example.code}/ledgers/technology-contracts/new/", answers={}, at=timezone.now()
    )
    form = opened(example, clerk, "needs")
    Submission.objects.create(
        form=form,
        org=example,
        ledger=form.ledger,
        number="LJ00000000001",
        client_id="1" * 32,
        received_at=timezone.now(),
    )
    firm = Enterprise.objects.filter(org=example).first()
    commenting.say(example, "enterprises", firm.pk, firm.name, "@clerk @director 请核对", clerk)
    return example


def test_only_what_is_there_is_asked_for_and_nobody_misses_anything(
    full, neighbour, clerk, director, neighbour_clerk, liaison
):
    kinds, told = set(), {}
    for person, org in ((clerk, full), (director, full), (neighbour_clerk, neighbour), (liaison, full.parent)):
        there = kinds_there(person, org)
        found = waiting(person, org, [], there)
        assert found == waiting(person, org, [], frozenset(WaitingKind)), person
        kinds |= there
        told[person.username] = {item.kind for item in found}
    assert kinds == set(WaitingKind), "there is something of every kind, so each is held against its list"
    assert {"报送", "报告", "来件", "没有保存", "导入", "提到您"} <= told["clerk"]
    assert {"报告", "任务", "提到您"} <= told["director"]
    assert "没有保存" not in told["director"]
    assert told["neighbour"] == set()
    assert {"审定", "催报"} <= told["liaison"]


def test_of_an_empty_bureau_nothing_more_is_asked(county, clerk, django_assert_num_queries):
    clerk.posts_in_force  # noqa: B018 - asked once for each request, before any page
    with django_assert_num_queries(1):
        there = kinds_there(clerk, county)
    assert there == frozenset()
    with_the_records = router.database() == DEFAULT_DB_ALIAS  # work beside the site, on PostgreSQL
    with django_assert_num_queries(int(with_the_records)):
        assert waiting(clerk, county, [], there) == []
