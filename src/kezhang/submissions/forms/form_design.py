"""表单样式: the usual forms, declared in code over a ledger's columns; a bureau opens one and may change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CONSENT = (
    "{org}为办理“{title}”收集上面填写的内容，用于{purpose}，不作他用；联系人和电话加密保存，"
    "办结后保存{term}天，到期清除。您可以凭编号和暗语查询、补充或撤回。"
)

NO_DATA_CONSENT = (
    "{org}为办理“{title}”收集上面填写的内容，用于{purpose}，不作他用；不收姓名、电话等个人信息，只填学校、班级和学校编发的代码，"
    "名单由学校留存；办结后保存{term}天，到期清除。您可以凭编号和暗语查询、补充或撤回。"
)
GUARDIAN_CONSENT = "未满14周岁的，须由父母或其他监护人填写，并在“监护人同意”一栏单独同意；监护人可以随时撤回。"


@dataclass(frozen=True, kw_only=True)
class FormDesign:
    """One shipped form: which columns it opens, what it asks beside them, and what it says to the sender."""

    key: str
    title: str
    ledger: str
    about: str
    columns: tuple[str, ...]
    purpose: str
    needed: tuple[str, ...] = ()
    questions: Sequence[Mapping[str, Any]] = ()
    #: What the sender is not asked: column -> as it would be typed; ``{today}`` is the day of sending.
    fixed: Mapping[str, str] = field(default_factory=dict)
    helps: Mapping[str, str] = field(default_factory=dict)
    term_days: int = 365
    takes_files: bool = False
    places: int | None = None
    audience: str = "anyone"
    makes_record: bool = True  # a sign-up is a place in a list, and no record of the ledger
    #: What answers lead to, told to the sender at once: a function's name in ``self_checks``.
    self_check: str = ""


def yes_or_no(label: str, help_: str = "") -> Mapping[str, Any]:
    return {"label": label, "kind": "choice", "choices": ["符合", "不符合", "不清楚"], "needed": True, "help": help_}
