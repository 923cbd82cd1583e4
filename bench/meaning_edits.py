"""改意: edits that leave every digit in place and say something else, by kind, and rewordings that say the same.

The one rule: an edit is made by a pattern on what stands in the report, wherever it stands; nothing here looks at
the words that the proofreader goes by.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from bench.hand_edits import TRUTH, XML_SPACE, Sheet, opened
from kezhang.reports.document.docx_reader import W

#: kind → (what stands there, what is put for it). Every place where it fits is an edit of its own.
CHANGED: dict[str, tuple[tuple[str, str], ...]] = {
    "% to ‰": ((r"(?<=\d)%", "‰"),),
    "% to points": ((r"(?<=\d)%", "个百分点"),),
    "counted in other things": ((r"(?<=\d)家(?!次)", "项"), (r"(?<=\d)项", "家")),
    "times to people": ((r"(?<=\d)场次", "次"), (r"(?<=万余)人次", "人"), (r"(?<=\d)人(?![次才])", "人次")),
    "ten thousand times": ((r"(?<=\d)万元", "亿元"),),
    "applied to recognised": ((r"共申报(?=[^，。]{0,20}\d)", "共认定"), (r"申报(?=高新技术企业\d)", "认定")),
    "registered to absorbed": ((r"登记(?=技术合同\d)", "吸纳"), (r"吸纳(?=技术合同)", "输出")),
    "approved to arrived": ((r"已立项(?=\d)", "已到位"), (r"批准(?=资金\d)", "到位")),
    "turned bound": ((r"不少于", "不超过"),),
    "added bound": ((r"(?<=已实现)(?=\d)", "突破"), (r"(?<=已实现)(?=\d)", "近"), (r"(?<=\d)(?=场次)", "余"), (r"(?<=共登记技术合同)(?=\d)", "超")),
    "direction": ((r"增长(?=\d)", "下降"), (r"快于", "慢于"), (r"慢于(?=序时)", "快于")),
    "year": ((r"2021年", "2022年"), (r"2022年度", "2021年度"), (r"(?<=局)2024年", "2023年"), (r"2025年度", "2026年度")),
    "day": ((r"(?<=截至20\d\d年)6月30日(?=的)", "5月31日"),),
    "period": ((r"去年全年", "今年全年"), (r"确保全年", "确保上半年"), (r"下半年(?=还需)", "第三季度"), (r"上年度", "本年度")),
    "batch": ((r"第一批", "第三批"), (r"第二批", "第四批")),
    "threshold": ((r"(?<![\d])亿元以上", "千万元以上"), (r"5亿元以上", "1亿元以上")),
    "level": ((r"全市", "全省"), (r"省级", "市级"), (r"自治区级", "国家级"), (r"州级", "自治区级")),
    "role": ((r"还需完成(?=\d)", "已完成"), (r"完成率(?=\d)", "占比"), (r"还差(?=\d)", "已完成"), (r"任务(?=\d)", "完成")),
    "another indicator": ((r"技术合同成交额(?=[任不])", "技术交易额"), (r"科技成果登记(?=任务)", "专利授权"), (r"研发费用加计扣除额", "研发投入填报额")),
    "claim": ((r"有序开展(?=。)", "有序开展，主要指标翻一番"), (r"(?<=\d[家项])(?=。)", "，居全省前列"), (r"(?<=\d[家项])(?=。)", "，九成以上已见效")),
    "negation": ((r"已办结(?=\d)", "未办结"), (r"暂无认定数", "已有认定数")),
}  # fmt: skip
#: Written after the rules: sentences kept back from them.
KEPT_BACK: tuple[tuple[str, str], ...] = (
    (r"建有博士后", "新建博士后"), (r"(?<=年初确定)全年", "明年"), (r"州科技局下达", "自治区科技厅下达"), (r"完成率(?=\d)", "未完成率"),
    (r"共登记(?=技术合同)", "拟登记"), (r"已推荐为", "已获批为"), (r"共申报(?=\d)", "共受理"), (r"截至目前已实现(?=\d)", "预计全年实现"),
    (r"不少于(?=\d)", "最多"), (r"收到奖补资金", "申请奖补资金"), (r"其中第一批(?=\d)", "其中首次"), (r"(?<=共)开展(?=科普服务)", "推荐"),
    (r"较上年增长(?=\d)", "较上年减少"), (r"获省级认定", "获国家级认定"), (r"(?<=展出展品)(?=\d)", "至少"), (r"(?<=参加)(?=\d)", "约"),
)  # fmt: skip
#: Other things named by words of no class: for a person to look at.
OPEN: tuple[tuple[str, str], ...] = (
    (r"柔性引进", "全职引进"), (r"走访企业(?=\d)", "走访农户"), (r"收集企业技术需求", "解决企业技术需求"), (r"考核合格率", "考核优秀率"),
    (r"中小学校(?=\d)", "幼儿园"), (r"发放资料(?=\d)", "印制资料"), (r"展出展品", "损坏展品"), (r"农牧民(?=课程)", "干部职工"),
)  # fmt: skip
HARMLESS: tuple[tuple[str, str], ...] = (
    (r"截至目前已实现", "到目前为止已完成"), (r"不少于", "不低于"), (r"共登记", "累计登记"), (r"还需完成", "仍需完成"), (r"确保", "保证"),
    (r"力争", "争取"), (r"有序开展", "有序推进"), (r"组织考察交流", "开展考察交流"), (r"快于", "领先于"), (r"慢于(?=序时)", "落后于"),
    (r"举办", "组织"), (r"目前已完成", "现已完成"), (r"收集", "征集"), (r"签订(?=产学研)", "签署"), (r"学生参与", "学生参加"), (r"还差", "尚差"),
    (r"发放科普资料", "派发科普资料"), (r"走访企业", "先后走访企业"), (r"全区现有", "全区共有"), (r"培训技术人员", "累计培训技术人员"), (r"共申报", "累计申报"),
    (r"组织企业", "发动企业"), (r"深入企业", "主动深入企业"), (r"现将", "现就"), (r"需要在", "须在"), (r"完成率(?=\d)", "完成率为"), (r"按批次", "分批次"),
    (r"围绕", "紧紧围绕"), (r"任务(?=\d)", "任务为"), (r"年初确定", "年初确定了"), (r"帮助解决", "协助解决"), (r"今年以来", "今年来"),
)  # fmt: skip
#: Of one kind in one report.
MOST = 6


def controls(sheet: Sheet) -> dict[str, Any]:
    """The content controls by their marks, in the order of the text."""
    found: dict[str, Any] = {}
    for control in sheet.root.iter(W + "sdt"):
        found.setdefault(control.find(f"{W}sdtPr/{W}alias").get(W + "val"), control)
    return found


def worded(sheet: Sheet, pattern: "re.Pattern[str]", new: str, place: int = 0) -> str | None:
    """Words exchanged where the pattern fits for the ``place``-th time, every control left where it is.

    What stood there, or None where the pattern does not fit so often.
    """
    for paragraph in sheet.body.iter(W + "p"):
        pieces = list(paragraph.iter(W + "t"))
        text = "".join(t.text or "" for t in pieces)
        for found in pattern.finditer(text):
            if place == 0:
                _exchange(pieces, found.start(), found[0], found.expand(new))
                return found[0]
            place -= 1
    return None


def _exchange(pieces: list[Any], start: int, old: str, new: str) -> None:
    """Only what differs is written, so that digits in ``old`` that stay in ``new`` stay in their controls."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    ends = zip(old[same:][::-1], new[same:][::-1], strict=False)
    tail = next((n for n, (a, b) in enumerate(ends) if a != b), min(len(old), len(new)) - same)
    first, last, written = start + same, start + len(old) - tail, new[same : len(new) - tail]
    at = 0
    for t in pieces:
        text = t.text or ""
        low, high = max(first - at, 0), min(last - at, len(text))
        if low < high or (first == last and written and not t.get(TRUTH) and at <= first <= at + len(text)):
            t.text, written = text[:low] + written + text[max(high, low) :], ""
            t.set(XML_SPACE, "preserve")
        at += len(text)
    assert not written, (old, new)


@dataclass(frozen=True)
class WordEdit:
    """One edit made: its kind, what stood there and what stands there now."""

    kind: str
    was: str
    now: str
    sheet: Sheet


def edits(content: bytes, kind: str, patterns: tuple[tuple[str, str], ...], most: int = MOST) -> Iterator[WordEdit]:
    """A document with one edit each, ``most`` of a kind spread over the patterns."""
    made = 0
    for pattern, new in patterns:
        for place in range(-(-most // len(patterns))):
            sheet = opened(content, place)
            was = worded(sheet, re.compile(pattern), new, place)
            if was is None or made >= most:
                break
            made += 1
            yield WordEdit(kind, was, new, sheet)


def exchanged(content: bytes) -> Iterator[WordEdit]:
    """Two figures of one sentence dragged into each other's place."""
    marks = list(controls(opened(content, 0)))
    for one, other in list(itertools.pairwise(marks))[: 3 * MOST : 3]:
        sheet = opened(content, 0)
        found = controls(sheet)
        a, b = found[one], found[other]
        if "".join(a.itertext()) == "".join(b.itertext()) or a.getparent() is not b.getparent():
            continue
        keeper = etree.Element(W + "keeper")
        a.getparent().replace(a, keeper)
        b.getparent().replace(b, a)
        keeper.getparent().replace(keeper, b)
        yield WordEdit("places exchanged", one, other, sheet)


def struck(content: bytes) -> Iterator[WordEdit]:
    for mark in list(controls(opened(content, 0)))[: 10 * MOST : 10]:
        sheet = opened(content, 0)
        run = next(controls(sheet)[mark].iter(W + "r"))
        properties = etree.Element(W + "rPr")
        run.insert(0, properties)
        etree.SubElement(properties, W + "strike")
        yield WordEdit("struck through", mark, mark, sheet)
