"""The addresses of 管理."""

from django.urls import path

from kezhang.web.administration import access_log_pages, bureaus, changes, offices, people, people_sheet, permissions

urlpatterns = [
    path("", changes.imports_and_changes, name="administration"),
    path("people/", people.people_page, name="people"),
    path("people/new/", people.new_person, name="person-new"),
    path("people/import/", people_sheet.import_people, name="people-import"),
    path("people/template.xlsx", people_sheet.people_template, name="people-template"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/posts/", people.person_posts, name="person-posts"),
    path("people/<int:pk>/deeds/<slug:deed>/", people.person_deed, name="person-deed"),
    path("offices/", offices.offices, name="offices"),
    path("offices/<int:pk>/", offices.office, name="office"),
    path("offices/<int:pk>/close/", offices.close_office, name="office-close"),
    path("bureaus/", bureaus.bureaus, name="bureaus"),
    path("bureaus/<int:code>/", bureaus.bureau, name="bureau"),
    path("log/", access_log_pages.events_page, name="access-log"),
    path("log/log.xlsx", access_log_pages.events_file, name="access-log-file"),
    path("permissions/", permissions.permissions, name="permissions"),
    path("permissions/matrix.xlsx", permissions.permissions_file, name="permissions-file"),
]
