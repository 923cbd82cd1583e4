"""Every kind of page of the site, once, about something of the example county; for pictures, for axe, for counts of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from kezhang.collection.list_tables.declared import LIST_TABLES
from kezhang.collection.models import Return
from kezhang.collection.returning import life
from kezhang.collection.rounds import opening
from kezhang.collection.rounds.opening import RoundAsked
from kezhang.ledgers.models import Enterprise, EnvoyGroup, HighTechCertificate, Project, TechnologyContract
from kezhang.orgs import people
from kezhang.orgs.models import Org, User
from kezhang.records.models import Batch
from kezhang.reports.models import Report
from kezhang.submissions import open_examples
from kezhang.submissions.contests import contest_examples
from kezhang.submissions.contests.models import JudgedContest
from kezhang.submissions.envoy_terms import term_examples
from kezhang.submissions.envoy_terms.models import EnvoyReview, TenureCase
from kezhang.submissions.envoys.personal_links import GivenLink
from kezhang.targets.models import Target
from tests.single_records import certificate
from tests.written_reports import half_year_report

DAY = "2024-06-30"
PANEL = "button.figure"
#: Who comes in by a link and a PIN instead of a name and a password.
JUDGE = "judge"
LIST = "list-projects"


@dataclass(frozen=True)
class KindOfPage:
    """Its name, where it is, and whom it is for."""

    name: str
    path: str
    person: str = "clerk"
    opens: str = ""  # what is pressed before it is looked at
    at: str = ""  # the code of the bureau whose page it is, where it is not the county's

    def address(self, county: Org) -> str:
        """Where the site has it; open pages stand below no bureau."""
        return self.path if self.path.startswith("/") else f"/{self.at or county.code}/{DAY}/{self.path}"


def prepared(county: Org, neighbour: Org, clerk: User) -> GivenLink:
    """What the pages are about beside the example rows and three people: two more, a report, a round with a list that
    is being answered, a firm that two counties have, a contest in judging; with the link of a judge."""
    half_year_report(county, clerk)
    for name, kind in (("admin", "administrator"), ("auditor", "auditor")):
        people.add(name, county, kind, password="Zhanghu-2024")
    asked = RoundAsked(as_of=date.fromisoformat(DAY), tables=[LIST_TABLES[LIST]], counties=[county])
    life.make(opening.open_round(county.parent, asked, None).returns.get(), clerk)
    firm = HighTechCertificate.objects.filter(org=county).order_by("pk").first()
    shared = (firm.enterprise_name, firm.issued_on, firm.valid_to)
    certificate(neighbour, *shared, credit_code=firm.credit_code)
    open_examples.put_envoys(county, clerk)
    term_examples.put(county, clerk)
    return judge_link(county, clerk)


def judge_link(county: Org, clerk: User) -> GivenLink:
    """Of the judge who has said what he keeps out of."""
    return contest_examples.put(county, clerk).links[contest_examples.DONE]


def come_in(page: Any, site: str, given: GivenLink) -> None:
    """A judge's browser window: the link, then the PIN."""
    page.goto(f"{site}/open/me/{given.secret}/")
    page.fill("#pin", given.pin)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


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
    answer = Return.objects.filter(org=org).order_by("-pk").first()
    case, group = TenureCase.objects.get(org=org), EnvoyGroup.objects.get(org=org, name=term_examples.GROUP)
    contest, above = JudgedContest.objects.filter(org=org).first(), answer.round.org.code
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
        KindOfPage("tenures", "submissions/envoys/terms/"),
        KindOfPage("reviews", "submissions/envoys/reviews/"),
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
        KindOfPage("return", f"collection/returns/{answer.pk}/"),
        KindOfPage("return-list", f"collection/returns/{answer.pk}/lists/{LIST}/"),
        KindOfPage("tenure", f"submissions/envoys/terms/{case.agreement}/"),
        KindOfPage("group", f"submissions/envoys/groups/{group.pk}/"),
        KindOfPage("review", f"submissions/envoys/reviews/{EnvoyReview.objects.get(org=org).code}/"),
        KindOfPage("contest", f"submissions/contests/{contest.code}/"),
        KindOfPage("round", f"collection/rounds/{answer.round.number}/", "liaison", at=above),
        KindOfPage("round-list", f"collection/rounds/{answer.round.number}/lists/{LIST}/", "liaison", at=above),
        KindOfPage("assignments", "collection/assignments/", "liaison", at=above),
        KindOfPage("matrix", "collection/matrix/?set=all", "liaison", at=above),
        KindOfPage("claims", "collection/claims/", "liaison", at=above),
        KindOfPage("checks-above", "board/checks/", "liaison", at=above),
        KindOfPage("judges-sheet", "/open/me/judging/1/", JUDGE),
    ]
