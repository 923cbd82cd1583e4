"""核查任务: the usual checks over many bureaus, one after the other, beside the site; the page shows what came of the last.

It writes nothing but its own result, so done once more after it broke off it does no harm.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from kezhang import catalogue
from kezhang.controls.bureaus import CheckedBureaus, bureaus_in_view, inspect_bureaus
from kezhang.controls.case import CheckOutcome, Found, Pointer
from kezhang.controls.check_workbook import check_workbook
from kezhang.jobs import queue
from kezhang.jobs.job_files import JobFile
from kezhang.jobs.kinds import Audience, JobKind, JobRefused, JobResult
from kezhang.jobs.models import Job
from kezhang.orgs import access_log
from kezhang.orgs.access_log import Kind
from kezhang.orgs.models import Org, User
from kezhang.orgs.permissions import Verb, may
from kezhang.orgs.scope import visible_orgs
from kezhang.records.background.export_job import BESIDE

#: More bureaus than this are checked beside the site; each takes about half a second.
MANY = 6
#: Findings of each check that the page lists, and records that a finding of it names; the workbook has every finding.
LISTED, NAMED = 100, 20


def is_long(org: Org, chosen: str) -> bool:
    """Whether a person would wait for it: one bureau by itself never is."""
    return not chosen and len(bureaus_in_view(org)) > MANY


def put_down(org: Org, by: User, as_of: date) -> Job | None:
    """The job that checks; None where nobody would take it up."""
    arguments = {"as_of": as_of.isoformat()}
    subject = f"{org.name}和下级单位，截至{as_of}"
    return queue.enqueue(CHECK, org, by, subject, arguments, key=_key(org, by, as_of))


def last_result(org: Org, by: User, as_of: date) -> Job | None:
    """The newest of this person's that came to its end."""
    mine = Job.objects.filter(kind=CHECK.slug, owner_id=by.pk, org_id=org.pk, state=Job.State.DONE)
    return mine.filter(arguments__as_of=as_of.isoformat()).order_by("-ended_at").first()


def under_way(org: Org, by: User, as_of: date) -> Job | None:
    mine = Job.objects.filter(kind=CHECK.slug, key=_key(org, by, as_of))
    return mine.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).first()


def _key(org: Org, by: User, as_of: date) -> str:
    return f"{by.pk}:{org.pk}:{as_of}"


def _run(job: Job) -> JobResult:
    person, as_of = job.owner, date.fromisoformat(job.arguments["as_of"])
    org = visible_orgs(person).filter(pk=job.org_id).first()
    if org is None or not may(person, Verb.LOOK, org):
        raise JobRefused("您已看不到这个单位的台账，没有核查。")
    checked = inspect_bureaus(org, as_of)
    told = f"核查了{len(checked.bureaus)}个单位，{len(checked.found)}处发现。"
    file = None
    if may(person, Verb.EXPORT, org):
        access_log.record(Kind.EXPORT, org, f"导出核查，截至{as_of}", by=person, address=BESIDE)
        file = JobFile(f"{org.name}核查（截至{as_of}）.xlsx", check_workbook(checked))
    return JobResult(told, {"outcomes": [_kept(outcome) for outcome in checked.outcomes]}, file)


def _kept(outcome: CheckOutcome) -> dict[str, Any]:
    found = [
        {
            "says": each.says, "todo": each.todo, "figure": each.figure, "bureau": each.bureau.pk if each.bureau else 0,
            "records": [[r.ledger, r.pk, r.label] for r in each.records[:NAMED]], "unnamed": max(0, each.count - NAMED),
        }
        for each in outcome.found[:LISTED]
    ]  # fmt: skip
    return {
        "number": outcome.check.number,
        "found": found,
        "unlisted": max(0, len(outcome.found) - LISTED),
        "lacking": list(outcome.lacking),
    }


def checked_then(job: Job, org: Org, order: str = "") -> CheckedBureaus:
    """What a job found, as the page shows it; a check that has gone with its plug-in is left out."""
    bureaus = bureaus_in_view(org)
    by_key = {each.pk: each for each in bureaus}
    kept = [each for each in job.result.get("outcomes", ()) if each["number"] in catalogue.CHECKS]
    outcomes = [
        CheckOutcome(
            catalogue.CHECKS[each["number"]], tuple(_found(found, by_key) for found in each["found"]), tuple(each["lacking"])
        )
        for each in kept
    ]  # fmt: skip
    return CheckedBureaus(outcomes, bureaus, order=order, unlisted=sum(each["unlisted"] for each in kept))


def _found(kept: Mapping[str, Any], bureaus: Mapping[int, Org]) -> Found:
    records = tuple(Pointer(*each) for each in kept["records"])
    return Found(kept["says"], kept["todo"], kept["figure"], records, bureaus.get(kept["bureau"]), kept["unnamed"])


def _leads_to(job: Job) -> str:
    """The page as of the day that was checked, whichever day is in view by then."""
    return reverse("switch") + "?" + urlencode({"as_of": job.arguments["as_of"], "at": reverse("checks")})


CHECK = JobKind(slug="check", label="核查", run=_run, leads_to=_leads_to, repeatable=True, audience=Audience.OWNER)
