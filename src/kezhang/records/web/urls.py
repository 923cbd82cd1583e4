"""Every address a ledger answers. Read this to know what a ledger gives you."""

from collections.abc import Collection

from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.records.declaration.ledger import Ledger
from kezhang.records.web.import_pages import ImportPages
from kezhang.records.web.own_column_pages import OwnColumnPages
from kezhang.records.web.pages import LedgerPages
from kezhang.records.web.remembered_answers import RememberedAnswerPages
from kezhang.records.web.version_pages import VersionPages

get_or_post = require_http_methods(["GET", "POST"])


def urls_for(ledger: Ledger, ledgers: Collection[Ledger]) -> list[URLPattern]:
    """To be put under the ledger's own part of the address, so that one that is another ledger's is passed by at once."""
    pages, imports, slug = LedgerPages(ledger, ledgers), ImportPages(ledger, ledgers), ledger.slug
    own, remembered = OwnColumnPages(ledger), RememberedAnswerPages(ledger)
    versions = VersionPages(ledger, ledgers)
    return [
        path("", require_GET(pages.rows), name=f"{slug}-list"),
        path("new/", get_or_post(pages.form), name=f"{slug}-new"),
        path("check/", require_POST(pages.check), name=f"{slug}-check"),
        path("<int:pk>/", require_GET(pages.record), name=f"{slug}-record"),
        path("<int:pk>/edit/", get_or_post(pages.form), name=f"{slug}-edit"),
        *(
            [path("<int:pk>/version/", get_or_post(versions.new_version), name=f"{slug}-version")]
            if ledger.versions
            else []
        ),
        path("<int:pk>/void/", require_POST(pages.void), name=f"{slug}-void"),
        path("<int:pk>/restore/", require_POST(pages.restore), name=f"{slug}-restore"),
        path("<int:pk>/evidence/", require_POST(pages.attach), name=f"{slug}-attach"),
        path("<int:pk>/evidence/<int:number>/", require_GET(pages.evidence), name=f"{slug}-evidence"),
        path("template.xlsx", require_GET(pages.template), name=f"{slug}-template"),
        path("export.xlsx", get_or_post(pages.export), name=f"{slug}-export"),
        path("remembered/", require_GET(remembered.answers), name=f"{slug}-remembered"),
        path("remembered/<int:pk>/withdraw/", require_POST(remembered.withdraw), name=f"{slug}-remembered-withdraw"),
        path("columns/", get_or_post(own.columns), name=f"{slug}-columns"),
        path("columns/<int:pk>/withdraw/", require_POST(own.withdraw), name=f"{slug}-column-withdraw"),
        path("options/", require_POST(own.option), name=f"{slug}-options"),
        path("options/<int:pk>/withdraw/", require_POST(own.withdraw_option), name=f"{slug}-option-withdraw"),
        path("import/", get_or_post(imports.upload), name=f"{slug}-import"),
        path("import/<uuid:batch>/", require_GET(imports.batch), name=f"{slug}-batch"),
        path("import/<uuid:batch>/names/", require_POST(imports.names), name=f"{slug}-names"),
        path("import/<uuid:batch>/answers/", require_POST(imports.answer), name=f"{slug}-answers"),
        path("import/<uuid:batch>/mend/", require_POST(imports.mend), name=f"{slug}-mend"),
        path("import/<uuid:batch>/drop/", require_POST(imports.drop), name=f"{slug}-drop"),
        path("import/<uuid:batch>/confirm/", get_or_post(imports.confirm), name=f"{slug}-confirm"),
        path("import/<uuid:batch>/undo/", require_POST(imports.undo), name=f"{slug}-undo"),
        path("import/<uuid:batch>/redo/", require_POST(imports.redo), name=f"{slug}-redo"),
        path("import/<uuid:batch>/rejected.xlsx", require_GET(imports.rejected), name=f"{slug}-rejected"),
    ]
