"""Every kind of page of the site, once, about something of the example county; for pictures, for axe, for counts of queries."""

from dataclasses import dataclass
from urllib.parse import urlencode

from kezhang.ledgers.models import Enterprise, Project, TechnologyContract
from kezhang.orgs.models import Org, User
from kezhang.records.models import Batch
from kezhang.reports.models import Report
from kezhang.targets.models import Target

DAY = "2024-06-30"
PANEL = "button.figure"


@dataclass(frozen=True)
class KindOfPage:
    """Its name, where it is, and whom it is for."""

    name: str
    path: str
    person: str = "clerk"
    opens: str = ""  # what is pressed before it is looked at


def kinds_of_pages(org: Org) -> list[KindOfPage]:
    """For a county with the example rows, a report and people called clerk, admin and auditor."""
    contract = TechnologyContract.objects.filter(org=org).order_by("pk").first()
    firm = Enterprise.objects.filter(org=org).order_by("pk").first()
    target, project = Target.objects.filter(org=org).order_by("pk").first(), Project.objects.filter(org=org).first()
    batch, report = (
        Batch.objects.filter(org=org).order_by("uploaded_at").first(),
        Report.objects.filter(org=org).first(),
    )
    colleague = User.objects.get(username="clerk")
    contracts = "ledgers/technology-contracts/"
    return [
        KindOfPage("home", "home/"),
        KindOfPage("board", "board/"),
        KindOfPage("panel", "board/", opens=PANEL),
        KindOfPage("checks", "board/checks/"),
        KindOfPage("own-indicators", "board/own/"),
        KindOfPage("targets", "ledgers/targets/"),
        KindOfPage("target", f"ledgers/targets/{target.pk}/"),
        KindOfPage("new-version", f"ledgers/targets/{target.pk}/version/"),
        KindOfPage("ledgers", "ledgers/"),
        KindOfPage("list", contracts),
        KindOfPage("record", f"{contracts}{contract.pk}/"),
        KindOfPage("form", f"{contracts}new/"),
        KindOfPage("edit", f"{contracts}{contract.pk}/edit/"),
        KindOfPage("import", f"{contracts}import/"),
        KindOfPage("batch", f"ledgers/{batch.ledger}/import/{batch.pk}/"),
        KindOfPage("columns", f"{contracts}columns/"),
        KindOfPage("uploads", "uploads/"),
        KindOfPage("bulk-edit", "many/technology-contracts/"),
        KindOfPage("duplicates", "duplicates/enterprises/"),
        KindOfPage("pipeline", "pipeline/projects/"),
        KindOfPage("move", f"pipeline/projects/{project.pk}/?to=approved"),
        KindOfPage("profile", "profiles/enterprises/?" + urlencode({"name": firm.name, "code": firm.credit_code})),
        KindOfPage("search", "search/?" + urlencode({"q": "科技"})),
        KindOfPage("calendar", "calendar/"),
        KindOfPage("reports", "reports/"),
        KindOfPage("new-report", "reports/new/"),
        KindOfPage("report", f"reports/{report.number}/"),
        KindOfPage("report-since", f"reports/{report.number}/since/"),
        KindOfPage("report-paper", f"reports/{report.number}/paper/"),
        KindOfPage("report-refresh", f"reports/{report.number}/refresh/"),
        KindOfPage("paper-settings", "reports/papers/"),
        KindOfPage("promises", "reports/promises/"),
        KindOfPage("tokens", "reports/tokens/"),
        KindOfPage("templates", "reports/templates/"),
        KindOfPage("reading", "reading/"),
        KindOfPage("rounds", "collection/rounds/"),
        KindOfPage("forms", "submissions/forms/"),
        KindOfPage("quizzes", "submissions/quizzes/"),
        KindOfPage("contests", "submissions/contests/"),
        KindOfPage("new-contest", "submissions/contests/new/"),
        KindOfPage("demands", "submissions/demands/"),
        KindOfPage("jobs", "jobs/"),
        KindOfPage("account", "account/"),
        KindOfPage("changes", "administration/"),
        KindOfPage("permissions", "administration/permissions/"),
        KindOfPage("not-there", "ledgers/technology-contracts/999999999/"),
        KindOfPage("people", "administration/people/", "admin"),
        KindOfPage("person", f"administration/people/{colleague.pk}/", "admin"),
        KindOfPage("offices", "administration/offices/", "admin"),
        KindOfPage("access-log", "administration/log/", "auditor"),
        KindOfPage("director-home", "home/", "director"),
    ]
