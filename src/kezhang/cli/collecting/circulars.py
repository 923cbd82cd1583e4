"""``kezhang report draft --template circular --round R``: the circular of a closed round."""

from pathlib import Path

from django.conf import settings

from kezhang.cli.collecting.rounds import round_of
from kezhang.cli.console import org_of, shown, stop
from kezhang.cli.files import content_of
from kezhang.cli.people import done, person
from kezhang.cli.reporting.drafting import deliver
from kezhang.collection.models import Round
from kezhang.collection.publishing import circular
from kezhang.collection.publishing.circular import FaultyCircular
from kezhang.collection.publishing.publication import publish
from kezhang.collection.rounds.opening import find_round
from kezhang.orgs.models import Org
from kezhang.reports.frozen.freezing import NotAddingUp
from kezhang.reports.templating import library


def write(
    named: str, org: str, template: str, out: Path | None, evidence: Path | None, pdf: Path | None, by: str
) -> None:
    """Publish what the round came to, if that has changed since, and draft the circular."""
    round_ = _round(named, org)
    paragraphs = _paragraphs(template)
    publication = done(lambda: publish(round_, person(by)))
    try:
        report = circular.write(publication, person(by), paragraphs)
    except FaultyCircular as faulty:
        stop(f"模板有误，未生成通报：{faulty}。")
    except NotAddingUp as fault:
        stop(str(fault))
    deliver(report, out or Path(f"{report.title}.docx"), evidence, pdf)


def _round(named: str, org: str) -> Round:
    if org:
        return round_of(org_of(org), named)
    if not named:
        stop("写通报须用 --round 写明调度编号；用 kezhang round list 查看。")
    found = find_round(named) or _by_short_number(named)
    if found is None:
        stop(f"没有编号为 {shown(named)} 的调度，或有几个单位的调度是这个编号；请写全编号，或加上 --org。")
    return found


def _by_short_number(named: str) -> Round | None:
    """2024-01 or 1 where it is clear whose it is: only one bureau has such a round, or has ever asked."""
    same = list(Round.objects.filter(number__endswith=f"-{named}").select_related("org")[:2])
    if same:
        return same[0] if len(same) == 1 else None
    asking = list(Org.objects.filter(pk__in=Round.objects.values("org"))[:2])
    return find_round(named, asking[0]) if len(asking) == 1 else None


def _paragraphs(template: str) -> tuple[str, ...]:
    """The words of the circular: ours, or a file of the bureau's own."""
    if template in {circular.NAME, circular.LABEL}:
        return circular.shipped()
    file = Path(template)
    if not file.is_file():
        stop(f"没有“{shown(template)}”这个模板文件；通报的模板是 circular，也可以用自己的 .txt 文件。")
    if file.suffix.lower() != ".txt":
        stop(f"“{shown(file.name)}”不是文本；通报由程序排版，自己的模板请存成 .txt。")
    try:
        return tuple(library.lines_of(content_of(file, settings.KEZHANG_EVIDENCE_LIMIT), file.name))
    except library.TemplateRefused as refusal:
        stop(str(refusal))
