"""进度表 xlsx: the board as it is looked at, to be taken along."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kezhang.quantities.units import PERCENT
from kezhang.records.workbook_writer import Sheet, workbook
from kezhang.targets.campaign_progress import CampaignProgress
from kezhang.targets.progress import Progress
from kezhang.targets.progress_entries import ProgressEntry

HEAD = (
    "指标", "年度", "来源", "下达单位", "文号", "版本", "单位", "任务", "完成", "完成率", "应达", "进度差(个百分点)", "进度", "欠进度", "距任务还差",
    "预计全年", "未达进度原因", "下步措施",
)  # fmt: skip
CAMPAIGN_HEAD = (
    "行动",
    "对象",
    "文号",
    "基期",
    "基数",
    "目标年度",
    "目标数",
    "现有",
    "已走路程",
    "应达",
    "进度",
    "还差",
)


def board_workbook(
    lines: Iterable[Progress], campaigns: Iterable[CampaignProgress], causes: Mapping[str, ProgressEntry]
) -> bytes:
    """Numbers as text in the unit beside them: what is unknown reads 待核 and can be taken for no nought."""
    rows = [_row(line, causes.get(line.target.indicator)) for line in lines]
    sheets = [Sheet("进度", list(HEAD), rows, widths=(28, 6, 10, 18, 20, 6, 8, *[12] * 9, 40, 40), frozen_columns=1)]
    if goals := [_campaign_row(each) for each in campaigns]:
        sheets.append(Sheet("专项行动", list(CAMPAIGN_HEAD), goals, widths=(28, 16, 20, *[10] * 9), frozen_columns=1))
    return workbook(sheets)


def _row(line: Progress, cause: ProgressEntry | None) -> tuple:
    unit, target = line.indicator.unit, line.target

    def number(value):
        return "—" if value is None else unit.number(value)

    return (
        line.indicator.label, str(target.year), target.get_type_display(), target.assigner, target.document_number,
        str(target.version), unit.label, "隐去" if target.base_value is None else unit.number(target.base_value),
        "待核" if line.figure.value is None else unit.number(line.figure.value), _share(line.rate, "待核"),
        _share(line.expected), "—" if line.gap is None else PERCENT.number(line.gap), line.light.label,
        number(line.owed), number(line.missing), number(line.forecast),
        cause.cause if cause else "", cause.next_step if cause else "",
    )  # fmt: skip


def _campaign_row(each: CampaignProgress) -> tuple:
    campaign = each.campaign
    return (
        campaign.name, campaign.get_subject_display(), campaign.document_number, str(campaign.base_year),
        f"{Decimal(campaign.base_value).normalize():f}", str(campaign.goal_year), f"{Decimal(campaign.goal_value).normalize():f}",
        each.figure.text if each.figure else "待核", _share(each.done, "待核"), _share(each.expected),
        each.light.label, "待核" if each.missing is None else f"{each.missing.normalize():f}",
    )  # fmt: skip


def _share(share, unknown: str = "—") -> str:
    return unknown if share is None else PERCENT.write(share)
