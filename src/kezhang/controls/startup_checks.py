"""启动检查（核查）: a number leads to one check, and those of plug-ins leave ours room to grow."""

from collections.abc import Iterator, Sequence

from django.core.checks import CheckMessage, Error

from kezhang.catalogue import CataloguePart, repeated

#: Numbers up to this one are ours.
OURS_UP_TO = 100


def check_faults(found: Sequence[CataloguePart]) -> Iterator[CheckMessage]:
    """Everything that is wrong with the numbers of the checks of these parts."""
    for part in found:
        for check in part.checks:
            if bool(part.plugin) != (check.number > OURS_UP_TO):
                yield Error(
                    f"编号{check.number}不在可用的范围内。",
                    hint=f"插件的核查从{OURS_UP_TO + 1}起编号，{OURS_UP_TO}及以内留给本产品。",
                    obj=part.names("核查", check.title),
                    id="checks.E001",
                )
    for part, check, number, had in repeated(found, "checks", lambda check: (check.number,)):
        yield Error(
            f"编号{number}已由 {had} 使用。",
            hint="请改用别的编号。",
            obj=part.names("核查", check.title),
            id="checks.E002",
        )
