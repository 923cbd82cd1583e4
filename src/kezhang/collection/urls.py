"""Every address of 调度 and 任务下达."""

from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kezhang.collection.pages import assignments, claims, list_tables, live_matrix, returns, rounds

either = require_http_methods(["GET", "POST"])

urlpatterns = [
    path("assignments/", either(assignments.assignments), name="assignments"),
    path("assignments/table.xlsx", require_GET(assignments.table), name="assignments-table"),
    path("assignments/shares/<int:pk>/", require_POST(assignments.answer), name="share-answer"),
    path("claims/", either(claims.page), name="claims"),
    path("matrix/", require_GET(live_matrix.page), name="live-matrix"),
    path("matrix/table.xlsx", require_GET(live_matrix.table), name="live-matrix-table"),
    path("rounds/", either(rounds.rounds), name="rounds"),
    path("rounds/<str:number>/", require_GET(rounds.round_page), name="round"),
    path("rounds/<str:number>/table.xlsx", require_GET(rounds.table), name="round-table"),
    path("rounds/<str:number>/steps/<slug:step>/", require_POST(rounds.step), name="round-step"),
    path("rounds/<str:number>/circular/", require_POST(rounds.write_circular), name="round-circular"),
    path("rounds/<str:number>/lists/<slug:table>/", require_GET(list_tables.collated), name="round-list"),
    path(
        "rounds/<str:number>/lists/<slug:table>.xlsx", require_GET(list_tables.collated_sheet), name="round-list-sheet"
    ),
    path("returns/<int:pk>/", require_GET(returns.return_page), name="return"),
    path("returns/<int:pk>/figures/<slug:slug>/", require_GET(returns.figure), name="return-figure"),
    path("returns/<int:pk>/since/", require_GET(returns.since), name="return-since"),
    path("returns/<int:pk>/lists/<slug:table>/", require_GET(list_tables.returned), name="return-list"),
    path("returns/<int:pk>/lists/<slug:table>.xlsx", require_GET(list_tables.returned_sheet), name="return-list-sheet"),
    path("returns/<int:pk>/words/", require_POST(returns.words), name="return-words"),
    path("returns/<int:pk>/steps/<slug:step>/", require_POST(returns.step), name="return-step"),
    path("returns/<int:pk>/file/", require_GET(returns.file), name="return-file"),
]
