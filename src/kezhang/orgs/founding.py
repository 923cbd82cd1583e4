"""设立单位: a bureau that the list of divisions does not have, such as that of a development zone (经开区).

Its code places it: below the bureau with whose digits it begins. Statistics give zones codes from 71 on.
"""

from kezhang.orgs.models import Org

FIRST_ZONE, LAST_ZONE = 71, 99


class NotFounded(Exception):
    """No bureau was made or changed; the message says why, in Chinese."""


def free_code(parent: Org) -> str:
    """The first code for a zone below a prefecture that nobody has; "" where there is none."""
    if len(parent.prefix) != 4:
        return ""
    taken = set(Org.objects.filter(prefix__startswith=parent.prefix).values_list("code", flat=True))
    return next((c for n in range(FIRST_ZONE, LAST_ZONE + 1) if (c := f"{parent.prefix}{n}") not in taken), "")


def found(parent: Org, code: str, name: str, full_name: str = "") -> Org:
    """A new bureau below this one. Raises NotFounded."""
    code, name, full_name = code.strip(), name.strip(), full_name.strip()
    if len(parent.prefix) == 6:
        raise NotFounded(f"{parent.name}是县区级，下面不再设单位；开发区的单位设在所属的市、州之下。")
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        raise NotFounded(f"行政区划代码应为6位数字，现在是“{code[:20]}”。")
    if not code.startswith(parent.prefix) or code == parent.code or code[len(parent.prefix) :].startswith("00"):
        raise NotFounded(
            f"代码应以{parent.prefix}开头，后面不全是0，例如 {free_code(parent) or parent.prefix + '01'}。"
        )
    if taken := Org.objects.filter(code=code).first():
        raise NotFounded(f"代码 {code} 已经是{taken.name}的。")
    _require_name(name, full_name)
    level = Org.Level.PREFECTURE if code.endswith("00") else Org.Level.COUNTY
    return Org.objects.create(code=code, name=name, full_name=full_name, level=level, parent=parent)


def rename(org: Org, name: str, full_name: str) -> None:
    """Its name and its full name. Raises NotFounded."""
    name, full_name = name.strip(), full_name.strip()
    _require_name(name, full_name)
    org.name, org.full_name = name, full_name
    org.save()


def _require_name(name: str, full_name: str) -> None:
    if not name or len(name) > 60 or len(full_name) > 60:
        raise NotFounded("请写名称，名称和全称都不超过60个字。")
