"""归属: how every table is bound to the log, or why it need not be. A table that is neither makes a test fail."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from kezhang.seals.models import Anchor, RowSeal, SignedHead
from kezhang.seals.sealed import Sealed

#: Tables of others' making that nothing of ours rests on.
FREE = {
    "auth.permission": "没有代码读它：权限由岗位决定",
    "auth.group": "没有代码读它：权限由岗位决定",
    "auth.group_permissions": "没有代码读它：权限由岗位决定",
    "orgs.user_groups": "没有代码读它：权限由岗位决定",
    "orgs.user_user_permissions": "没有代码读它：权限由岗位决定",
    "contenttypes.contenttype": "由程序按模型生成",
    "sessions.session": "没有使用：登录会话另有一表",
    "otp_totp.totpdevice": "启用和停用记入所属人员的登记（second_factor），其余是每次登录的计数",
    "otp_static.staticdevice": "备用码随用随减，启用和停用记入所属人员的登记",
    "otp_static.statictoken": "备用码随用随减",
}
#: Rows that say only which rows of two sealed tables belong together, and who seals them.
JOINING = {"orgs.post_offices": "登记簿：随所属岗位登记"}


def bound_by(model: type[models.Model]) -> str:
    """In words how a table is bound to the log; "" where it is not, for a reason or for want of a thought."""
    if issubclass(model, Sealed):
        return "登记簿"
    if issubclass(model, SignedHead):
        return "签名的链首"
    if issubclass(model, RowSeal):
        return "登记簿自己的链"
    if issubclass(model, Anchor):
        return "签名，与库外的锚文件对照"
    return JOINING.get(model._meta.label_lower, "") or str(getattr(model, "bound_by", ""))


def free_because(model: type[models.Model]) -> str:
    """In words why nothing vouches for a table; "" where something must."""
    return FREE.get(model._meta.label_lower, "") or str(getattr(model, "free_because", ""))


def sealed_models() -> Iterator[type[Sealed]]:
    return (model for model in apps.get_models() if issubclass(model, Sealed))


def heads() -> Iterator[type[SignedHead]]:
    return (model for model in apps.get_models() if issubclass(model, SignedHead))
