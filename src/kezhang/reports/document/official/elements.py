"""公文要素: what stands around the text of an official paper, and what of it the rules for its kind ask for.

The rules are those of GB/T 9704-2012 and of the regulation on official papers that it serves.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from kezhang.quantities.dates import chinese_date

#: Nobody's mark, name or list is longer.
LONGEST_MARK, LONGEST_WORD, LONGEST_NAME, LONGEST_LIST, MOST_ATTACHMENTS = 30, 12, 100, 300, 20


class PaperKind(Enum):
    """文种."""

    REPORT = "报告"
    REQUEST = "请示"
    LETTER = "函"
    NOTICE = "通知"
    CIRCULAR = "通报"

    @property
    def is_upward(self) -> bool:
        """上行文: it says who has approved it, and has the full head."""
        return self in {PaperKind.REPORT, PaperKind.REQUEST}

    @property
    def usual_form(self) -> "PaperForm":
        return PaperForm.LETTER if self is PaperKind.LETTER else PaperForm.FILE


class PaperForm(Enum):
    """版式: the head with mark, number and red line, or that of a letter between its two double lines."""

    FILE = "文件式"
    LETTER = "信函式"


@dataclass(frozen=True)
class PaperElements:
    """公文要素 of one paper; without a ``serial`` it has not been numbered yet."""

    kind: PaperKind
    form: PaperForm
    mark: str  # 发文机关标志
    code_word: str  # 发文机关代字
    signed_on: date  # 成文日期, when it is signed, whatever day its figures were measured up to
    addressee: str = ""  # 主送
    signer: str = ""  # 签发人
    attachments: tuple[str, ...] = ()
    copied_to: str = ""  # 抄送
    printed_by: str = ""  # 印发机关
    printed_on: date | None = None
    serial: int | None = None

    @property
    def number(self) -> str:
        """发文字号: 朔科发〔2024〕3号; with room for the number before there is one."""
        return f"{self.code_word}〔{self.signed_on.year}〕{self.serial or '　'}号"

    @property
    def salutation(self) -> str:
        return f"{self.addressee}：" if self.addressee else ""

    @property
    def attachment_lines(self) -> tuple[str, ...]:
        """附件说明: numbered where there are several."""
        if len(self.attachments) < 2:
            return tuple(f"附件：{name}" for name in self.attachments)
        return tuple(f"{'附件：' if n == 1 else ''}{n}.{name}" for n, name in enumerate(self.attachments, start=1))

    @property
    def copied_line(self) -> str:
        return f"抄送：{self.copied_to}。" if self.copied_to else ""

    @property
    def printed_line(self) -> tuple[str, str] | None:
        """印发机关 and 印发日期; a letter has neither."""
        if self.form is PaperForm.LETTER or not self.printed_by:
            return None
        return self.printed_by, f"{chinese_date(self.printed_on or self.signed_on)}印发"

    def numbered(self, serial: int) -> "PaperElements":
        return replace(self, serial=serial)

    def lines(self) -> Iterator[str]:
        """Every line it adds to a paper, as it is read there."""
        approved = f"\t签发人：{self.signer}" if self.kind.is_upward and self.signer else ""
        yield self.mark
        yield self.number + approved
        yield from filter(None, (self.salutation, *self.attachment_lines, self.copied_line))
        if self.printed_line:
            yield "\t".join(self.printed_line)

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "kind": self.kind.value, "form": self.form.value, "mark": self.mark, "code_word": self.code_word,
            "signed_on": self.signed_on.isoformat(), "addressee": self.addressee, "signer": self.signer,
            "attachments": list(self.attachments), "copied_to": self.copied_to, "printed_by": self.printed_by,
            "printed_on": self.printed_on.isoformat() if self.printed_on else "", "serial": self.serial,
        }  # fmt: skip

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "PaperElements":
        """From how they are kept. Raises ValueError, KeyError or TypeError for what nobody kept so."""
        return cls(
            kind=PaperKind(told["kind"]), form=PaperForm(told["form"]), mark=str(told["mark"]),
            code_word=str(told["code_word"]), signed_on=date.fromisoformat(told["signed_on"]),
            addressee=str(told["addressee"]), signer=str(told["signer"]),
            attachments=tuple(map(str, told["attachments"])), copied_to=str(told["copied_to"]),
            printed_by=str(told["printed_by"]),
            printed_on=date.fromisoformat(told["printed_on"]) if told["printed_on"] else None,
            serial=None if told["serial"] is None else int(told["serial"]),
        )  # fmt: skip


def faults(elements: PaperElements, as_of: date) -> list[str]:
    """What the rules for its kind say against it, each in a sentence; ``as_of`` is what its text reports up to."""
    kind = elements.kind.value
    found = [
        f"{name}“{value[:20]}…”太长，最多{most}个字"
        for name, value, most in (
            ("发文机关标志", elements.mark, LONGEST_MARK),
            ("发文机关代字", elements.code_word, LONGEST_WORD),
            ("签发人", elements.signer, LONGEST_NAME),
            ("主送机关", elements.addressee, LONGEST_LIST),
            ("抄送机关", elements.copied_to, LONGEST_LIST),
            ("印发机关", elements.printed_by, LONGEST_NAME),
            *(("附件名称", name, LONGEST_NAME) for name in elements.attachments),
        )
        if len(value) > most
    ]
    if not elements.mark:
        found.append("缺少发文机关标志，如“某某县科学技术局文件”")
    if not elements.code_word:
        found.append("缺少发文机关代字，如“朔科发”；请在“公文设置”里写上")
    elif is_no_word(elements.code_word):
        found.append(f"发文机关代字“{elements.code_word}”里不能有括号、数字和空格；年份和序号由系统编")
    if elements.kind.is_upward and not elements.signer:
        found.append(f"{kind}是上行文，须写明签发人")
    if elements.kind.is_upward and elements.form is PaperForm.LETTER:
        found.append(f"{kind}不能用信函式，请用文件式；信函式用于函")
    if not elements.addressee and elements.kind is not PaperKind.CIRCULAR:
        found.append(f"{kind}须写明主送机关")
    if elements.kind is PaperKind.REQUEST and any(c in elements.addressee for c in "、，,；;"):
        found.append(f"请示只写一个主送机关，现在写的是“{elements.addressee}”；其他机关请写在抄送")
    if len(elements.attachments) > MOST_ATTACHMENTS:
        found.append(f"附件最多{MOST_ATTACHMENTS}个，现在有{len(elements.attachments)}个")
    if elements.signed_on < as_of:
        found.append(f"成文日期{elements.signed_on}早于正文的截至日期{as_of}")
    if elements.printed_on and elements.printed_on < elements.signed_on:
        found.append(f"印发日期{elements.printed_on}早于成文日期{elements.signed_on}")
    return found


def is_no_word(word: str) -> bool:
    """Whether it has what a number has besides the bureau's word."""
    return any(c in "〔〕[]（）()号" or c.isdigit() or c.isspace() for c in word)


def as_property(elements: PaperElements) -> str:
    return json.dumps(elements.told(), ensure_ascii=False, separators=(",", ":"))


def from_property(value: str) -> PaperElements | None:
    """None for what is no paper's, or was changed by a hand."""
    try:
        return PaperElements.of(json.loads(value))
    except (ValueError, KeyError, TypeError):
        return None
