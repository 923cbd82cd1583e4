"""启动检查（模板）: a template that comes with the product or a plug-in is understood before anybody chooses it."""

from collections.abc import Iterator, Sequence

from django.core.checks import CheckMessage, Error

from kezhang.catalogue import CataloguePart, repeated
from kezhang.records.declaration.startup_checks import SLUG
from kezhang.reports.templating.library import understand
from kezhang.reports.templating.tokens import FaultyTemplate


def template_faults(found: Sequence[CataloguePart]) -> Iterator[CheckMessage]:
    """Everything that is wrong with the templates of these parts."""
    for part in found:
        for template in part.templates:
            named = part.names("报告模板", template.name)
            if not SLUG.fullmatch(template.name) or template.name.startswith("own-"):
                says = f"代码“{template.name}”不能用作网址。"
                right = "代码由小写字母、数字、- 和 _ 组成，以字母开头，不以 own- 开头。"
                yield Error(says, hint=right, obj=named, id="templates.E001")
            try:
                understand(template.paragraphs)
            except FaultyTemplate as faulty:
                yield from (Error(str(fault), obj=named, id="templates.E002") for fault in faulty.faults)
    for part, template, names, had in repeated(found, "templates", lambda template: (template.name, template.label)):
        yield Error(
            f"{names}已是 {had} 中一份模板的代码或名称。",
            hint="请另起一个代码和名称。",
            obj=part.names("报告模板", template.name),
            id="templates.E003",
        )
