"""Papers that bureaus keep: five looks of Word files with tokens, each a whole package that a checker finds sound."""

from tests.documents import MAIN, OFFICE, OPC, RELS, cell, paragraph, row, zipped

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STYLES = (
    f'<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="FangSong" w:eastAsia="仿宋"/>'
    '<w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>'
)
PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/>'


def styled(text: str, **looks: str) -> str:
    """A run with looks of its own: size, colour, b, strike …"""
    order = ("b", "strike", "vanish", "color", "sz")
    made = "".join(f'<w:{name} w:val="{looks[name]}"/>' for name in order if name in looks)
    return f'<w:r><w:rPr>{made}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paper(*blocks: str, section: str = PAGE, **parts: str) -> bytes:
    """A package; ``header1`` and ``footer1`` hold what stands there, other parts are named ``word__x``."""
    body = "".join(each if each.startswith("<") else paragraph(each) for each in blocks)
    rooms = {name: text for name, text in parts.items() if name.startswith(("header", "footer"))}
    types, relations, references = "", "", ""
    made: dict[str, str | bytes] = {}
    for name, text in rooms.items():
        kind = name.rstrip("0123456789")
        types += f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        relations += f'<Relationship Id="r{name}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        references += f'<w:{kind}Reference w:type="default" r:id="r{name}"/>'
        tag = {"header": "hdr", "footer": "ftr"}[kind]
        inside = text if text.startswith("<") else paragraph(text)
        made[f"word/{name}.xml"] = f"<w:{tag} {SPACES}>{inside}</w:{tag}>"
    others = {name.replace("__", "/") + ".xml": text for name, text in parts.items() if name not in rooms}
    document = f'<w:document {SPACES} mc:Ignorable="wps"><w:body>{body}<w:sectPr>{references}{section}</w:sectPr></w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{OPC}/content-types"><Default Extension="rels" ContentType="{RELS}"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{OPC}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": document,
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{OPC}/relationships"><Relationship Id="rStyles" Type="{OFFICE}/styles" Target="styles.xml"/>{relations}</Relationships>',
            "word/styles.xml": _STYLES,
            **made,
            **others,
        }
    )


def box(*inside: str) -> str:
    """A text box as Word writes it: a drawing, and the same for programs that cannot draw it."""
    text = "".join(each if each.startswith("<") else paragraph(each) for each in inside)
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>3200000</wp:posOffset>'
        '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>100000</wp:posOffset></wp:positionV>'
        '<wp:extent cx="2200000" cy="900000"/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="7" name="框"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2200000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill><a:srgbClr val="C00000"/>'
        f"</a:solidFill></a:ln></wps:spPr><wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx><wps:bodyPr/>"
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f'<v:rect style="width:170pt;height:70pt"><v:textbox><w:txbxContent>{text}</w:txbxContent></v:textbox></v:rect>'
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def grid(*rows: str) -> str:
    """A table with lines."""
    columns = max(each.count("<w:tc>") for each in rows)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="8000" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid>'
        + '<w:gridCol w:w="2000"/>' * columns
        + f"</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def red_head() -> bytes:
    """红头: a mark of 40 pt and a red line; the title token over two runs, a sentence's over four of other looks."""
    line = '<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="7" w:color="FF0000"/></w:pBdr>'
    return paper(
        paragraph(styled("【单位】文件", color="FF0000", sz="80"), properties='<w:jc w:val="center"/>'),
        paragraph("朔科字〔【年度】〕3号", properties=f'{line}<w:jc w:val="center"/>'),
        paragraph(styled("【单位】【期", b="1", sz="44"), styled("间】工作总结", b="1", sz="44"), properties='<w:jc w:val="center"/>'),
        paragraph(
            styled("登记技术合同", sz="32"), styled("【", sz="32"), styled("技术合同", b="1", sz="32"), '<w:proofErr w:type="spellStart"/>',
            styled("登记数", sz="32"), styled("】", sz="32"), styled("，成交额【技术合同成交额】，完成率【技术合同成交额|完成率】。", sz="32"),
        ),
        paragraph(styled("〔若 技术合同成交额|完成率≥50%〕时间过半，任务过半。〔否则〕进度还要加快。", sz="32")),
    )  # fmt: skip


def tables() -> bytes:
    """表格: a merged head, tokens alone in their cells, one cell struck by nothing."""
    head = row(cell("指标", properties='<w:vMerge w:val="restart"/>'), cell("任务"), cell("完成"), cell("完成率"))
    return paper(
        "【单位】【期间】主要指标",
        grid(
            head,
            row("技术合同成交额", "【技术合同成交额|任务】", "【技术合同成交额】", "【技术合同成交额|完成率】"),
            row("科技成果登记", "【科技成果登记数|任务】", "【科技成果登记数】", "【科技成果登记数|完成率】"),
        ),
        "数据截至【截至】。",
    )


def page_furniture() -> bytes:
    """页眉页脚: figures in the header, a setting and a page number in the footer."""
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return paper(
        "【单位】简报",
        "一、登记技术合同【技术合同登记数】。",
        header1="【简称】内部资料 成交额【技术合同成交额】",
        footer1=paragraph("截至【截至】 第", number, "页"),
    )


def text_box() -> bytes:
    """文本框: a box beside the text, written twice by Word."""
    return paper(
        "【单位】【期间】要情",
        paragraph("登记技术合同【技术合同登记数】。", box("要点：成交额【技术合同成交额】")),
        "完。",
    )


def two_columns() -> bytes:
    """分栏: the title over one column, the text in two; five typed heads, one of which has nothing to tell."""
    over = f'<w:sectPr><w:type w:val="continuous"/>{PAGE}</w:sectPr>'
    return paper(
        paragraph("【单位】【期间】通报", properties=over),
        "一、登记技术合同【技术合同登记数】。",
        "〔若 收到奖补的高新技术企业〕二、收到奖补【收到奖补的高新技术企业】。",
        "三、成交额【技术合同成交额】。",
        "四、登记成果【科技成果登记数】，余见第三节。",
        section=f'{PAGE}<w:cols w:num="2" w:space="425"/>',
    )


LOOKS = {"red_head": red_head, "tables": tables, "page_furniture": page_furniture, "text_box": text_box, "two_columns": two_columns}  # fmt: skip
