"""Files that are not what they are called, and cells that show otherwise than they hold: read as shown, and said."""

import io
import json
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from kezhang.ledgers.models import TechnologyContract
from kezhang.ledgers.results.technology_contracts import TECHNOLOGY_CONTRACTS
from kezhang.records.importing import import_plan
from kezhang.records.importing.detection import table_detection
from kezhang.records.importing.workbooks.workbook_reader import UnreadableWorkbook, pages
from tests.command_line import invoked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opened_here")]

HEAD = [
    "合同登记编号",
    "合同名称",
    "合同类别",
    "卖方名称",
    "买方名称",
    "合同成交额(万元)",
    "技术交易额(万元)",
    "签订日期",
    "登记日期",
]
NUMBER = "20246527990100{:02}"


def contract(n=1, amount="12.5"):
    return [
        NUMBER.format(n),
        f"滴灌带回收{n}",
        "技术开发",
        "朔湖甲科技公司",
        "朔湖乙种业公司",
        amount,
        "10",
        "2024.3.2",
        "2024.3.20",
    ]


def planned(county, content: bytes, name="合同.xlsx", ledger=TECHNOLOGY_CONTRACTS):
    return import_plan.plan(ledger, table_detection.read(ledger, io.BytesIO(content), name), county)


def amounts(plan):
    assert plan.rejected == ()
    return [row.record.amount for row in plan.new]


def workbook(rows, formats=(), *, struck=(), head=HEAD) -> bytes:
    """Rows under the head; ``formats`` are (column, number format) of every row, ``struck`` rows from 1 or cells of them."""
    book = openpyxl.Workbook()
    page = book.active
    for row in [head, *rows]:
        page.append(list(row))
    for at, cells in enumerate(page.iter_rows(min_row=2), start=1):
        for column, form in formats:
            cells[column].number_format = form
        for place, cell in enumerate(cells):
            if at in struck or (at, place) in struck:
                cell.font = Font(strike=True)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def text(delimiter: str, *rows) -> str:
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows) + "\r\n"


def html(*rows) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<html><head><meta charset="gb2312"></head><body><table border=1>{lines}</table></body></html>'


def spreadsheet(*rows, styles="") -> str:
    def cell(value):
        kind = "Number" if isinstance(value, (int, float)) else "String"
        style = ' ss:StyleID="s1"' if kind == "Number" and styles else ""
        return f'<Cell{style}><Data ss:Type="{kind}">{value}</Data></Cell>'

    lines = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in rows)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'{styles}<Worksheet ss:Name="台账"><Table>{lines}</Table></Worksheet></Workbook>'
    )


ROWS = [HEAD, contract(1), contract(2, "30")]
FILES = {
    "网页.xls": html(*ROWS).encode("gb18030"),
    "网页有标题行.xls": html(["2024年技术合同台账"], *ROWS).encode("gb18030"),
    "网页.htm": html(*ROWS).replace("gb2312", "utf-8").encode(),
    "网页存档.mht": b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    + html(*ROWS).replace("gb2312", "utf-8").encode(),
    "XML表格.xls": spreadsheet(*ROWS).encode(),
    "XML表格.xml": spreadsheet(HEAD, contract(1, 12.5), contract(2, 30)).encode(),
    "制表符.xls": text("\t", *ROWS).encode("gb18030"),
    "制表符.tsv": text("\t", *ROWS).encode(),
    "制表符.txt": text("\t", *ROWS).encode("utf-8-sig"),
    "Unicode文本.csv": text("\t", *ROWS).encode("utf-16"),
    "Unicode大端.txt": b"\xfe\xff" + text("\t", *ROWS).encode("utf-16-be"),
    "没有标记的Unicode.csv": text("\t", *ROWS).encode("utf-16-le"),
    "标题行有逗号.csv": ("2024年,一季度,技术合同台账\r\n" + text("\t", *ROWS)).encode(),
    "标题行.csv": ("2024年技术合同台账\r\n" + text("\t", *ROWS)).encode("gb18030"),
    "分号.csv": text(";", *ROWS).encode(),
    "带宏.xlsm": workbook(ROWS[1:]),
}


@pytest.mark.parametrize("name", FILES)
def test_a_table_is_read_whatever_the_file_is_called(county, name):
    assert amounts(planned(county, FILES[name], name)) == [125000, 300000]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("网页.xls", "<html><body><p>请登录</p></body></html>".encode(), "其实是网页，里面没有表格"),
        ("表.xls", spreadsheet(HEAD)[:-40].encode(), "只是改名叫了表格，内容不完整"),
        ("表.xls", b"%PDF-1.7 ", "其实是PDF 文档"),
        ("表.xlsx", b"\x89PNG\r\n", "其实是图片"),
        ("表.csv", b"\x01\0\x02\0\x03", "二进制内容"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(county, name, content, says):
    with pytest.raises(UnreadableWorkbook, match=says):
        planned(county, content, name)


def test_spans_of_a_web_page_are_merged_cells(county):
    page = html(HEAD, contract(1), contract(2))
    page = page.replace("<td>朔湖甲科技公司</td>", '<td rowspan="2">朔湖甲科技公司</td>', 1).replace(
        "<td>朔湖甲科技公司</td>", "", 1
    )
    plan = planned(county, page.encode("gb18030"), "网页.xls")
    assert [row.record.seller for row in plan.new] == ["朔湖甲科技公司"] * 2
    assert "“卖方名称”在第2至3行是合并单元格，各行按同一内容读取。" in plan.understood


@pytest.mark.parametrize(
    ("broken", "lost"),
    [
        (f'{NUMBER.format(1)},"开了没关,a,b,c,1,1,2024.3.2,2024.3.20', "后面2行"),
        (f'{NUMBER.format(1)},滴灌,"技术开发,b,c,1,1,2024.3.2,2024.3.20', "后面2行"),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_told_with_its_row(county, broken, lost):
    lines = [",".join(HEAD), broken, ",".join(contract(2)), ",".join(contract(3))]
    with pytest.raises(UnreadableWorkbook, match=f"第2行有一个引号没有配对，从第2行起连在了一起，{lost}没能读"):
        planned(county, "\r\n".join(lines).encode(), "表.csv")


def test_a_quotation_mark_that_another_row_closes_is_told_too(county):
    lines = [
        ",".join(HEAD),
        ",".join(contract(1)).replace("滴灌", '"滴灌'),
        ",".join(contract(2)).replace("滴灌", '"滴灌"'),
    ]
    with pytest.raises(UnreadableWorkbook, match="第2行有一个引号没有配对"):
        planned(county, "\r\n".join(lines).encode(), "表.csv")


def test_a_cell_of_several_lines_and_a_sign_for_inches_are_no_faults(county):
    rows = [HEAD, contract(1), contract(2)]
    rows[1][1], rows[2][1] = '"滴灌带\n回收"', '5"管'
    plan = planned(county, text(",", *rows).encode(), "表.csv")
    assert [row.record.title for row in plan.new] == ["滴灌带\n回收", '5"管']


@pytest.mark.parametrize(
    ("form", "held", "yuan", "shown"),
    [
        ("0!.0,", 125000, 125000, "12.5"),
        (r"0\.0,", 125000, 125000, "12.5"),
        ("0!.0000", 125000, 125000, "12.5"),
        ('0!.0,"万元"', 125000, 125000, "12.5万元"),
        ('#,##0.00"元"', 125000, 125000, "125000元"),
        ('0.00"亿元"', 0.5, 50_000_000, "0.5亿元"),
        ('[>=10000]0!.0,"万元";0"元"', 125000, 125000, "12.5万元"),
    ],
)
def test_an_amount_is_read_as_its_number_format_shows_it(county, form, held, yuan, shown):
    plan = planned(county, workbook([contract(1, held)], [(5, form)]))
    assert amounts(plan) == [yuan]
    said = f"“合同成交额”的单元格显示的与存的不同（第2行存的是{held}，显示{shown}），共1行，按显示的读取。"
    assert said in plan.understood


@pytest.mark.parametrize("form", ["General", "#,##0.00", "0.00_ ", "@", "#,##0.00;[Red]-#,##0.00"])
def test_a_format_that_shows_what_is_held_changes_nothing(county, form):
    plan = planned(county, workbook([contract(1, 12.5)], [(5, form)]))
    assert amounts(plan) == [125000]
    assert not any("按显示的读取" in words for words in plan.understood)


def test_rows_of_one_column_may_show_different_units(county):
    book = openpyxl.load_workbook(io.BytesIO(workbook([contract(1, 125000), contract(2, 12.5)])))
    book.active["F2"].number_format, book.active["F3"].number_format = '0"元"', '0.0"万元"'
    made = io.BytesIO()
    book.save(made)
    assert amounts(planned(county, made.getvalue())) == [125000, 125000]
    (page,) = pages(made.getvalue(), "表.xlsx")
    assert page.unit_shown(5, [1, 2]) is None
    assert page.unit_shown(5, [1]).label == "元"


@pytest.mark.parametrize(
    ("form", "held", "shown"),
    [("0" * 16, 24652788000001, "0024652788000001"), ('"20246527"00000000', 99010001, "2024652799010001")],
)
def test_a_number_padded_by_its_format_is_stored_as_shown(county, form, held, shown):
    plan = planned(county, workbook([[held, *contract()[1:]]], [(0, form)]))
    assert [row.record.registration_number for row in plan.new] == [shown]


def test_a_percentage_is_the_number_before_the_sign(county):
    spreads = spreadsheet(["比例", "乙", "丙"], [0.75, "a", "b"], styles=(
        '<Styles><Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style></Styles>'))  # fmt: skip
    for content, name in (
        (workbook([[1], [0.755]], [(0, "0%")], head=["比例"]), "表.xlsx"),
        (spreads.encode(), "表.xls"),
    ):
        (page,) = pages(content, name)
        assert [row[0] for row in page.rows[1:]] == {"表.xlsx": ["100%", "75.5%"], "表.xls": ["75%"]}[name]


def test_a_row_struck_through_is_a_warning_like_any_other(county):
    plan = planned(county, workbook([contract(1), contract(2), contract(3)], struck={2, (3, 5)}))
    assert [(p.row, p.says) for p in plan.warnings] == [
        (3, "这一行在原表中划了删除线；不需要的请先在原表中删去"),
        (4, "“合同成交额”在原表中有划掉的字，请核对"),
    ]


def test_of_a_cell_struck_through_in_part_the_rest_is_read(county):
    book = openpyxl.load_workbook(io.BytesIO(workbook([contract(1)])))
    book.active["F2"] = CellRichText(TextBlock(InlineFont(strike=True), "120"), TextBlock(InlineFont(), "12.5"))
    made = io.BytesIO()
    book.save(made)
    plan = planned(county, made.getvalue())
    assert (amounts(plan), len(plan.warnings)) == ([125000], 1)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("#N/A", "公式出错"),
        ("#REF!", "公式出错"),
        ("=SUM(F2:G2)", "没有存下算出的结果"),
        ("=F2*2", "没有存下算出的结果"),
    ],
)
def test_a_formula_without_result_is_a_fault_also_where_nothing_is_required(county, cell, says):
    plan = planned(county, workbook([[*contract(1), cell]], head=[*HEAD, "技术性收入(万元)"]))
    assert [(p.row, p.label) for p in plan.rejected] == [(2, "技术性收入")]
    assert says in plan.rejected[0].says


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(county):
    made = io.BytesIO()
    content = workbook([[*contract(1), "=1"]], head=[*HEAD, "备注"])
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w") as target:
        for name in package.namelist():
            target.writestr(name, package.read(name).replace(b'<c r="J2"><f>', b'<c r="J2" t="str"><f>'))
    assert amounts(planned(county, made.getvalue())) == [125000]


def run(folder, *words):
    return invoked(["import", str(folder), "--org", "652799", "--yes", *words])


def test_a_folder_is_read_with_its_subfolders_and_everything_in_it_is_told(county, tmp_path):
    (tmp_path / "三季度").mkdir()
    (tmp_path / "一季度.xlsx").write_bytes(workbook([contract(1)]))
    (tmp_path / "二季度.xlsm").write_bytes(workbook([contract(2)]))
    (tmp_path / "三季度" / "三季度.txt").write_bytes(text("\t", HEAD, contract(3)).encode())
    (tmp_path / "~$一季度.xlsx").write_bytes(b"\x05lock")
    (tmp_path / "通知.docx").write_bytes(b"PK")
    found = run(tmp_path, "--json")
    told = {each["file"]: each["read"] for each in json.loads(found.stdout)}
    assert told == {"一季度.xlsx": True, "二季度.xlsm": True, "三季度/三季度.txt": True, "通知.docx": False}
    assert (found.exit_code, TechnologyContract.objects.count()) == (0, 3)


def test_a_file_of_a_folder_that_cannot_be_read_is_told_and_the_code_says_so(county, tmp_path):
    (tmp_path / "好.xlsx").write_bytes(workbook([contract(1)]))
    (tmp_path / "坏.xlsx").write_bytes(b"PK broken")
    found = run(tmp_path)
    assert (found.exit_code, TechnologyContract.objects.count()) == (1, 1)
    assert "坏.xlsx “坏.xlsx”已损坏" in found.stdout


def test_a_folder_without_tables_is_refused(county, tmp_path):
    (tmp_path / "~$一季度.xlsx").write_bytes(b"\x05lock")
    assert run(tmp_path).exit_code == 2
