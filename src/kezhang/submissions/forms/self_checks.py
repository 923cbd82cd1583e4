"""自评: what a form tells its sender at once about his own answers."""

from collections.abc import Callable, Mapping, Sequence

from kezhang.submissions.forms.form_fields import FormField
from kezhang.submissions.forms.shipped import DESIGNS
from kezhang.submissions.models import OpenForm

MET, UNMET = "符合", "不符合"


def high_tech_gaps(asked: Sequence[FormField], answers: Mapping[str, str]) -> list[str]:
    """高企八项条件: what the firm lacks and what it does not know, each with the article."""
    judged = [(f, answers.get(f.name, "")) for f in asked if (MET, MET) in f.options]
    unmet = [f for f, said in judged if said == UNMET]
    unclear = [f for f, said in judged if said not in (MET, UNMET)]
    if not unmet and not unclear:
        return [f"对照{len(judged)}项条件，自评全部符合，可以着手准备申报。"]
    told = [f"对照{len(judged)}项条件，还差{len(unmet)}项，{len(unclear)}项不清楚。"]
    told += [f"还差：{f.label}（{f.help}）" for f in unmet]
    told += [f"待核：{f.label}（{f.help}）" for f in unclear]
    return told


_CHECKS: Mapping[str, Callable[[Sequence[FormField], Mapping[str, str]], list[str]]] = {
    "high_tech_gaps": high_tech_gaps
}


def told_at_once(form: OpenForm, asked: Sequence[FormField], answers: Mapping[str, str]) -> list[str]:
    """For the receipt; empty for forms that judge nothing."""
    design = DESIGNS.get(form.key)
    return _CHECKS[design.self_check](asked, answers) if design and design.self_check else []


def gaps_in_words(form: OpenForm, asked: Sequence[FormField], answers: Mapping[str, str]) -> str:
    """The conditions that are not met, as the ledger of candidates has them."""
    design = DESIGNS.get(form.key)
    if not design or not design.self_check:
        return ""
    return "、".join(f.column.label for f in asked if answers.get(f.name) == UNMET)[:200]
