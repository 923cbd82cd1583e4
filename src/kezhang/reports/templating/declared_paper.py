"""〔公文〕: what a template says of the paper that its reports are issued as: 文种=报告；主送=【上级】；抄送=县委办公室."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kezhang.reports.document.official.elements import PaperForm, PaperKind

if TYPE_CHECKING:
    from kezhang.reports.templating.tokens import Token

#: What may be said, by the word a template says it with.
ELEMENTS = {
    "文种": "kind", "版式": "form", "主送": "addressee", "抄送": "copied_to", "签发人": "signer", "附件": "attachments",
    "印发机关": "printed_by",
}  # fmt: skip
_HOW = "写法是〔公文〕文种=报告；主送=【上级】；抄送=县委办公室，县政府办公室"
_SAID = re.compile(r"\s*([^=＝：:；;]*?)\s*[=＝：:]\s*(.*?)\s*", re.DOTALL)


def read_declared(words: str) -> dict[str, str]:
    """Each element by its name. Raises ValueError with what is wrong, in Chinese.

    >>> read_declared("文种=报告；附件=项目清单、合同清单")
    {'kind': '报告', 'attachments': '项目清单\\n合同清单'}
    """
    found: dict[str, str] = {}
    for each in filter(str.strip, re.split("[；;]", words)):
        said = _SAID.fullmatch(each)
        if said is None:
            raise ValueError(f"“{each.strip()[:20]}”没有读懂；{_HOW}")
        name = ELEMENTS.get(said[1])
        if name is None:
            raise ValueError(f"没有“{said[1][:12]}”这个公文要素，可以写{'、'.join(ELEMENTS)}；{_HOW}")
        found[name] = said[2]
    if not found:
        raise ValueError(f"〔公文〕后面没有写公文要素；{_HOW}")
    if "attachments" in found:
        found["attachments"] = "\n".join(part.strip() for part in found["attachments"].split("、"))
    for name, known in (("kind", PaperKind), ("form", PaperForm)):
        values = [each.value for each in known]
        if name in found and found[name] not in values:
            raise ValueError(f"没有“{found[name][:12]}”，可以写{'、'.join(values)}")
    return found


def declared_fault(pieces: "Sequence[str | Token]", written: str) -> str:
    """Why a 〔公文〕 cannot be used; "" for one that can."""
    for piece in pieces:
        if not isinstance(piece, str) and (piece.setting is None or piece.stands_alone):
            return f"【{piece.written}】不能写在公文要素里，这里只能写【上级】【单位】【年度】这样的文字标签"
    try:
        read_declared(written)
    except ValueError as fault:
        return str(fault)
    return ""


def together(said: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What several lines say; the later line counts."""
    found: dict[str, str] = {}
    for each in said:
        found |= each
    return found
