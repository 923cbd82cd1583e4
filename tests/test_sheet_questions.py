"""What a sheet does not say is asked, answered, remembered and taken back; nothing of it is stored before."""

import io
import json

import openpyxl
import pytest

from kezhang.ledgers.models import Enterprise, Envoy, HighTechCertificate, Project, TechnologyContract, TechnologySme
from kezhang.records.models import OwnOption, RememberedAnswer
from tests.command_line import invoked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]

HEAD = [
    "合同登记编号",
    "合同名称",
    "合同类别",
    "卖方名称",
    "买方名称",
    "合同成交额",
    "技术交易额",
    "签订日期",
    "登记日期",
]
ROW = [
    "2024652788000101",
    "滴灌带回收",
    "技术开发",
    "朔湖试甲公司",
    "朔湖试乙公司",
    125000,
    100000,
    "2024.3.2",
    "2024.3.20",
]
UNITS = ["--unit", "合同成交额=元", "--unit", "技术交易额=元"]


def written(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def run(path, county, *options):
    return invoked(["import", str(path), "--org", county.code, "--yes", "--accept", "已核对", *options])


def test_an_amount_without_a_unit_is_asked_and_not_stored(county, tmp_path):
    path = written(tmp_path / "合同.xlsx", HEAD, ROW)
    found = run(path, county)
    assert (found.exit_code, TechnologyContract.objects.count()) == (2, 0)
    assert "--unit 合同成交额=元" in found.stdout.replace("\n", "")
    told = json.loads(run(path, county, "--json").stdout)[0]["tables"][0]["questions"]
    assert [(each["column"], each["found"], each["option"]) for each in told] == [
        ("合同成交额", "125000", "--unit 合同成交额=元"),
        ("技术交易额", "100000", "--unit 技术交易额=元"),
    ]
    assert run(path, county, *UNITS).exit_code == 0
    assert TechnologyContract.objects.get().amount == 125000


def test_an_answer_is_remembered_when_imported_and_not_in_a_dry_run(county, tmp_path):
    path = written(tmp_path / "合同.xlsx", HEAD, ROW)
    invoked(["import", str(path), "--org", county.code, "--json", *UNITS])
    assert RememberedAnswer.objects.count() == 0
    run(path, county, *UNITS)
    assert RememberedAnswer.of(county, "technology-contracts")["unit", "合同成交额"] == "元"
    other = [ROW[0][:-1] + "2", "另一项", *ROW[2:5], 70000, 70000, *ROW[7:]]
    assert run(written(tmp_path / "二.xlsx", HEAD, other), county).exit_code == 0
    assert TechnologyContract.objects.get(title="另一项").amount == 70000


def test_a_remembered_answer_is_seen_and_taken_back_by_the_bureau_alone(
    client, clerk, neighbour_clerk, county, tmp_path
):
    run(written(tmp_path / "合同.xlsx", HEAD, ROW), county, *UNITS)
    kept = RememberedAnswer.objects.get(subject="合同成交额")
    address = "/ledgers/technology-contracts/remembered/"
    client.force_login(neighbour_clerk)
    assert "合同成交额" not in client.get(address, follow=True).content.decode()
    assert client.post(f"{address}{kept.pk}/withdraw/").status_code == 404
    client.force_login(clerk)
    assert "合同成交额" in client.get(address, follow=True).content.decode()
    client.post(f"{address}{kept.pk}/withdraw/")
    kept.refresh_from_db()
    assert (kept.withdrawn_by, kept.withdrawn_at is None) == (clerk, False)
    assert ("unit", "合同成交额") not in RememberedAnswer.of(county, "technology-contracts")
    assert "已经收回过了" in client.post(f"{address}{kept.pk}/withdraw/", follow=True).content.decode()


def test_the_page_asks_above_the_preview_and_imports_after_the_answer(client, clerk, county, tmp_path):
    client.force_login(clerk)
    file = io.BytesIO(written(tmp_path / "合同.xlsx", HEAD, ROW).read_bytes())
    file.name = "合同.xlsx"
    page = client.post("/ledgers/technology-contracts/import/", {"file": file}, follow=True)
    address = page.redirect_chain[-1][0]
    assert "没有写明金额单位" in page.content.decode()
    assert "确认导入</button>" not in page.content.decode()
    client.post(address + "confirm/", {"plan": page.context["digest"], "accepting": "x"})
    assert TechnologyContract.objects.count() == 0
    answers = {"unit:合同成交额": "元", "unit:技术交易额": "元"}
    page = client.post(address + "answers/", answers, follow=True)
    assert "确认导入</button>" in page.content.decode()
    client.post(address + "confirm/", {"plan": page.context["digest"], "accepting": "x"})
    assert TechnologyContract.objects.get().amount == 125000


def test_blank_cells_erase_only_what_was_asked_to_be_cleared(county, tmp_path):
    head = [*HEAD, "备注"]
    run(written(tmp_path / "一.xlsx", head, [*ROW, "已减免税"]), county, *UNITS)
    second = written(tmp_path / "二.xlsx", head, [*ROW, None])
    found = run(second, county)
    assert "将清空1格" in found.stdout.replace("\n", "")
    assert TechnologyContract.objects.get().remark == "已减免税"
    run(second, county, "--clear")
    assert TechnologyContract.objects.get().remark == ""


def test_a_number_mended_in_the_next_sheet_is_no_second_contract(county, tmp_path):
    run(written(tmp_path / "一.xlsx", HEAD, ROW), county, *UNITS)
    second = written(tmp_path / "二.xlsx", HEAD, ["2024652788000110", *ROW[1:]])
    assert run(second, county).exit_code == 2
    assert TechnologyContract.objects.count() == 1
    assert run(second, county, "--same", "change").exit_code == 0
    assert TechnologyContract.objects.get().registration_number == "2024652788000110"


def test_the_number_of_a_stored_record_with_another_name_is_asked(county, tmp_path):
    run(written(tmp_path / "一.xlsx", HEAD, ROW), county, *UNITS)
    second = written(tmp_path / "二.xlsx", HEAD, [ROW[0], "完全不同的项目", *ROW[2:]])
    assert run(second, county).exit_code == 2
    assert TechnologyContract.objects.get().title == ROW[1]


def test_what_a_published_list_lacks_is_read_from_its_title_or_given_once(county, tmp_path):
    title = ["认定机构2023年认定报备的第一批高新技术企业备案名单"]
    rows = [title, ["序号", "企业名称", "证书编号", "发证日期"], [1, "朔湖云帆公司", "GR202365000901", "2023-10-16"]]
    path = written(tmp_path / "名单.xlsx", *rows)
    found = run(path, county)
    assert (found.exit_code, HighTechCertificate.objects.count()) == (2, 0)
    given = ["--set", "认定类型=新认定", "--set", "有效期至=发证日期起三年"]
    assert run(path, county, *given).exit_code == 0
    made = HighTechCertificate.objects.get()
    assert (made.recognition_year, made.kind, str(made.valid_to)) == (2023, "first", "2026-10-15")


def test_the_year_of_a_pool_list_is_read_from_its_title(county, tmp_path):
    rows = [["2024年第3批入库科技型中小企业名单"], ["序号", "企业名称", "入库登记编号", "注册地"],
            [1, "朔湖云帆公司", "202465279900009001", "朔湖县"]]  # fmt: skip
    path = written(tmp_path / "名单.xlsx", *rows)
    asked = json.loads(run(path, county, "--json").stdout)[0]["tables"][0]["questions"]
    assert [each["column"] for each in asked if each["open"]] == ["入库日期"]
    assert run(path, county, "--set", "入库日期=2024-06-15").exit_code == 0
    made = TechnologySme.objects.get()
    assert (made.evaluation_year, made.batch_number) == (2024, 3)


def test_an_answer_that_nothing_asks_for_is_no_answer(county, tmp_path):
    path = written(tmp_path / "合同.xlsx", HEAD, ROW)
    assert run(path, county, "--unit", "成本=元").exit_code == 2
    assert run(path, county, "--unit", "合同成交额=份").exit_code == 2
    assert run(path, county, "--set", "认定年度=2024").exit_code == 2


def test_office_supplies_are_no_ledger_and_the_nearest_are_named(county, tmp_path):
    supplies = [
        ["2024年办公用品采购清单"],
        ["序号", "名称", "规格", "数量", "单价（元）"],
        [1, "激光打印机", "A4", 2, 1200],
    ]
    found = run(written(tmp_path / "办公用品.xlsx", *supplies), county)
    assert (found.exit_code, Enterprise.objects.count()) == (2, 0)
    near = [["企业名称", "证书编号", "认定类型"], ["朔湖云帆公司", "GR202365000901", "新认定"]]
    found = run(written(tmp_path / "近似.xlsx", *near), county)
    assert "高企证书”（缺发证日期" in found.output.replace("\n", "")


def test_ticks_below_choices_are_read_as_the_column_they_are_of(county, tmp_path):
    head = ["企业名称", "证书编号", "发证日期", "有效期至", "认定年度", "首次认定", "重新认定"]
    first = ["朔湖甲公司", "GR202365000951", "2023-10-16", "2026-10-15", 2023, "√", None]
    second = ["朔湖乙公司", "GR202365000952", "2023-10-16", "2026-10-15", 2023, None, "√"]
    assert run(written(tmp_path / "打勾.xlsx", head, first, second), county).exit_code == 0
    kinds = dict(HighTechCertificate.objects.values_list("enterprise_name", "kind"))
    assert kinds == {"朔湖甲公司": "first", "朔湖乙公司": "renewal"}


def test_other_words_for_a_choice_are_told_once_and_remembered(county, tmp_path):
    other = [ROW[0], ROW[1], "委托研制", *ROW[3:]]
    path = written(tmp_path / "一.xlsx", HEAD, other)
    assert run(path, county, *UNITS).exit_code == 1
    assert TechnologyContract.objects.count() == 0
    assert run(path, county, *UNITS, "--choice", "合同类别:委托研制=技术开发").exit_code == 0
    assert TechnologyContract.objects.get().type == "development"
    again = ["2024652788000102", "第二项", "委托研制", *ROW[3:]]
    assert run(written(tmp_path / "二.xlsx", HEAD, again), county).exit_code == 0


def test_the_list_of_envoys_takes_its_level_from_the_title_and_its_term_from_the_answer(county, tmp_path):
    rows = [["2024年度自治区级科技特派员选派名单"], ["序号", "姓名", "性别", "工作单位", "职称", "专业特长"],
            [1, "阿丽亚", "女", "朔湖县农技中心", "农艺师", "设施农业"]]  # fmt: skip
    path = written(tmp_path / "名单.xlsx", *rows)
    assert run(path, county, "--ledger", "envoys").exit_code == 2
    given = ["--set", "服务开始日期=2024-01-01", "--set", "服务期满日期=2024-12-31"]
    assert run(path, county, "--ledger", "envoys", *given).exit_code == 0
    assert (Envoy.objects.get().level, str(Envoy.objects.get().due_on)) == ("provincial", "2024-12-31")


def test_a_row_that_was_left_out_is_a_record_once_somebody_says_so(client, clerk, county, tmp_path):
    rows = [["单位名称", "法定代表人", "从业人数"], ["朔湖甲公司", "李文", 12], ["注：联营部", None, None]]
    path = written(tmp_path / "企业.xlsx", *rows)
    assert run(path, county, "--ledger", "enterprises").exit_code == 0
    assert Enterprise.objects.count() == 1
    assert run(path, county, "--ledger", "enterprises", "--rows", "3=记录").exit_code == 0
    assert set(Enterprise.objects.values_list("name", flat=True)) == {"朔湖甲公司", "注：联营部"}
    client.force_login(clerk)
    file = io.BytesIO(path.read_bytes())
    file.name = "企业.xlsx"
    page = client.post("/ledgers/enterprises/import/", {"file": file}, follow=True)
    assert "这是记录" in page.content.decode()
    address = page.redirect_chain[-1][0]
    page = client.post(address + "answers/", {"rows:3": "记录"}, follow=True)
    assert "未变 <strong>2</strong>" in page.content.decode()


def test_an_old_copy_that_takes_a_later_change_back_is_a_warning(county, tmp_path):
    head = [*HEAD[:5], "合同成交额(万元)", "技术交易额(万元)", *HEAD[7:]]
    second = ["2024652788000102", "另一项", *ROW[2:5], 30, 30, *ROW[7:]]

    def sheet(name, first, other):
        rows = ([*ROW[:5], first, 10, *ROW[7:]], [*second[:5], other, 30, *second[7:]])
        return written(tmp_path / name, head, *rows)

    def plainly(path):
        return invoked(["import", str(path), "--org", county.code, "--yes"])

    run(sheet("一.xlsx", 20, 30), county)
    assert plainly(sheet("二.xlsx", 25, 30)).exit_code == 0
    refused = plainly(sheet("三.xlsx", 20, 35))
    assert refused.exit_code == 1
    assert "20→25，本表将改回20" in refused.output.replace("\n", "")
    amounts = dict(TechnologyContract.objects.values_list("title", "amount"))
    assert amounts == {ROW[1]: 250000, "另一项": 300000}
    assert run(tmp_path / "三.xlsx", county).exit_code == 0


@pytest.mark.parametrize("words", ["技术开发合同", "委托开发", "技术开发（委托）"])
def test_words_that_can_mean_one_choice_alone_are_read(county, tmp_path, words):
    path = written(tmp_path / "合同.xlsx", HEAD, [*ROW[:2], words, *ROW[3:]])
    assert run(path, county, *UNITS).exit_code == 0
    assert TechnologyContract.objects.get().type == "development"


def test_a_header_that_is_printed_again_keeps_the_unit_said_above_the_first(county, tmp_path):
    other = ["2024652788000109", "另一项", *ROW[2:]]
    path = written(tmp_path / "合同.xlsx", ["单位：元"], HEAD, ROW, *[[None]] * 9, HEAD, other)
    assert run(path, county).exit_code == 0
    assert set(TechnologyContract.objects.values_list("amount", flat=True)) == {125000}


PROJECT = ["项目名称", "企业名称", "计划类别", "级别", "申报日期", "立项资金(万元)"]
LOCAL = "自治区区域协同创新专项"


def project(path, *words):
    rows = [[f"滴灌示范{n}", "朔湖甲公司", word, "州级", "2024-02-01", 30] for n, word in enumerate(words)]
    return written(path, PROJECT, *rows)


def test_a_programme_of_the_region_becomes_the_bureaus_own_choice_when_that_is_answered(county, tmp_path):
    path = project(tmp_path / "项目.xlsx", LOCAL)
    refused = run(path, county, "--json")
    (asked,) = [q for q in json.loads(refused.stdout)[0]["tables"][0]["questions"] if q["kind"] == "choice"]
    assert ("加为本单位的选项" in [each["value"] for each in asked["proposals"]], Project.objects.count()) == (True, 0)
    assert run(path, county, "--choice", f"计划类别:{LOCAL}=加为本单位的选项").exit_code == 0
    assert (Project.objects.get().programme, OwnOption.objects.get().label) == (LOCAL, LOCAL)
    assert run(project(tmp_path / "二.xlsx", LOCAL, LOCAL, "揭榜挂帅"), county).exit_code == 0
    assert sorted(Project.objects.values_list("programme", flat=True)) == sorted([LOCAL, LOCAL, "open_bid"])
    assert RememberedAnswer.objects.filter(kind="choice").count() == 0


@pytest.mark.parametrize(
    ("answer", "code"), [(f"加为本单位的选项“{LOCAL}”", 0), ("加为本单位", 2), ("省级协同", 2), ("不导入这些行", 1)]
)
def test_the_words_of_an_answer_are_taken_and_others_are_not_passed_over(answer, code, county, tmp_path):
    found = run(project(tmp_path / "项目.xlsx", LOCAL), county, "--choice", f"计划类别:{LOCAL}={answer}")
    assert (found.exit_code, Project.objects.count()) == (code, 1 if code == 0 else 0), found.output
    if code == 2:
        assert f"--choice 计划类别:{LOCAL}={answer}：" in found.stderr.replace("\n", "")


def test_what_is_only_looked_at_adds_no_choice(county, tmp_path):
    path = project(tmp_path / "项目.xlsx", LOCAL)
    command = ["import", str(path), "--org", county.code, "--json", "--choice", f"计划类别:{LOCAL}=加为本单位的选项"]
    table = json.loads(invoked(command).stdout)[0]["tables"][0]
    assert (table["new"], OwnOption.objects.count()) == (1, 0)


def test_a_choice_of_ones_own_is_in_forms_filters_and_sheets_and_not_the_neighbours(
    client, county, clerk, director, neighbour_clerk
):
    client.force_login(clerk)
    assert client.post("/ledgers/projects/options/", {"column": "programme", "option": LOCAL}).status_code == 302
    assert LOCAL in client.get("/ledgers/projects/new/").content.decode()
    posted = {"title": "滴灌", "enterprise_name": "朔湖甲公司", "programme": LOCAL, "level": "州级", "applied_on": "2024-02-01", "stage": "已申报"}  # fmt: skip
    assert client.post("/ledgers/projects/new/", posted).status_code == 302
    assert "滴灌" in client.get("/ledgers/projects/", {"programme": LOCAL}).content.decode()
    client.force_login(director)
    assert LOCAL in client.get("/ledgers/projects/columns/").content.decode()
    client.force_login(neighbour_clerk)
    assert LOCAL not in client.get("/ledgers/projects/columns/").content.decode()
    option = OwnOption.objects.get()
    assert client.post(f"/ledgers/projects/options/{option.pk}/withdraw/").status_code == 404
    client.force_login(clerk)
    client.post(f"/ledgers/projects/options/{option.pk}/withdraw/", follow=True)
    assert LOCAL not in client.get("/ledgers/projects/new/").content.decode()
    assert LOCAL in client.get("/ledgers/projects/").content.decode()


def test_a_choice_is_as_long_as_the_documents_name_it(county, clerk, tmp_path):
    long = "自治区科技援疆计划（乡村振兴产业发展科技行动）重点任务专项第二类揭榜制"
    assert (
        run(project(tmp_path / "项目.xlsx", long), county, "--choice", f"计划类别:{long}=加为本单位的选项").exit_code
        == 0
    )
    assert (len(long) > 20, Project.objects.get().programme) == (True, long)


@pytest.mark.parametrize(
    ("column", "option"), [("programme", ""), ("programme", "揭榜挂帅"), ("programme", "很" * 41), ("stage", "停摆")]
)
def test_a_choice_that_cannot_be_is_refused_with_what_would_be_right(client, county, clerk, column, option):
    client.force_login(clerk)
    assert client.post("/ledgers/projects/options/", {"column": column, "option": option}).status_code == 422
    assert OwnOption.objects.count() == 0
