"""What every test may ask for: three bureaus, three people, a browser of theirs, and the example county."""

import gc
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import unquote, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.commands import flush, migrate
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.urls import Resolver404, resolve

from kezhang.orgs import people
from kezhang.orgs.models import Org, Post, User
from kezhang.submissions.open.door import NAMES as OPEN
from kezhang.submissions.sending import proof_of_work
from kezhang.web import request_limits
from kezhang.web.standpoint import UNPLACED, page_of
from tests import example_rows
from tests.opened_here import files_opened_here
from tests.stored_rows import StoredTable, remembered

#: The keys of the example bureaus and their clerks, and where their rows' keys begin: the log is digested over them,
#: so they are the same in every test; far apart, so that nothing a test stores for itself falls on them.
COUNTY_KEY, DISTRICT_KEY = 1_000_000, 2_000_000
#: The bureau and the date that an address begins with.
STANDING = re.compile(r"/[0-9]{6}/[0-9-]{10}/")
#: What whoever fills in the books of a small bureau is.
WRITING = (Post.Kind.CLERK, Post.Kind.REVIEWER)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """On SQLite a test's database is a file, as a bureau's is: one in memory is one connection for all threads of the
    test's server, on which Python's module stops for good when two of them ask at once."""
    for connection in connections.all(initialized_only=False):
        if connection.vendor == "sqlite":
            file = tmp_path_factory.mktemp("databases") / f"{connection.alias}.sqlite3"
            connection.settings_dict["TEST"]["NAME"] = str(file)


def tables_of_models(command: migrate.Command, *_: Any, database: str, **__: Any) -> None:
    """The tables of one database, as the models have them."""
    connection = connections[database]
    with connection.schema_editor() as editor:
        for app in apps.get_app_configs():
            for model in router.get_migratable_models(app, database):
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=database)


#: A test's tables are made from the models: that the migrations lead there is held by test_migrations and by the homes
#: that backups, races and kills make; done by every process of the tests they would cost it seven seconds.
WITHOUT_MIGRATIONS = mock.patch.object(migrate.Command, "handle", tables_of_models)


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """What pytest-django would do without them goes through the state of all models nine times."""
    WITHOUT_MIGRATIONS.start()
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every migration counts as done, as in a bureau's own database."""
    WITHOUT_MIGRATIONS.stop()
    with django_db_blocker.unblock():
        for connection in connections.all():
            done = MigrationRecorder(connection)
            for app, name in MigrationLoader(connection).graph.nodes:
                done.record_applied(app, name)


@pytest.fixture(scope="session", autouse=True)
def no_lingering_connections():
    """A server thread that keeps its connection would keep PostgreSQL from dropping the test's database."""
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


#: The files whose tests and trials take longest: begun first, so that none is left to run alone.
LONGEST = (
    "test_contributing.py",
    "test_plugin_example.py",
    "test_races_between_processes.py",
    "test_accessibility.py",
    "test_walk.py",
    "test_backups.py",
    "test_killed_workers.py",
    "test_hostile_files.py",
    "test_races.py",
    "test_permission_walk.py",
    "test_reading_sources.py",
    "test_official_papers.py",
    "test_random_changes.py",
    "test_outside.py",
)


def pytest_xdist_auto_num_workers() -> int:
    """As many as there are processors: hardly a test waits for anything else."""
    return os.cpu_count() or 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A page may ask for jobs, which on SQLite have a database of their own: a test has all databases or none."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        marked = item.get_closest_marker("django_db")
        if marked or {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
            how = {**(marked.kwargs if marked else {}), "databases": "__all__"}
            item.add_marker(pytest.mark.django_db(**how), append=False)


def pytest_collection_finish() -> None:
    """All that is loaded by now stays: the collector need not walk it again with every few hundred objects of a test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords():
    """Passwords are hashed in no time; whoever is stored once a session as well."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


def emptying(style: Any, connection: Any, **_: Any) -> list[str]:
    """What empties every table that has rows: on PostgreSQL a table cut to nothing is six new files, full or not."""
    quote, names = connection.ops.quote_name, connection.introspection.django_table_names(only_existing=True)
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [f"DELETE FROM {quote(name)}" for (name,) in cursor.fetchall()]


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    """After a test that commits. Django would also store anew who may add, change and delete rows of each table; nothing
    of ours asks for that."""
    with mock.patch.multiple(flush, sql_flush=emptying, emit_post_migrate_signal=mock.DEFAULT):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_assets():
    """Styles and scripts are not looked for: every browser of a test begins with looking through all of them otherwise,
    which takes longer than a page, and asks for none. Trials do."""
    with override_settings(WHITENOISE_USE_FINDERS=False):
        yield


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path: Path):
    """Files go to the test's own folder, no day of a home on this machine is opened, nobody has looked yet."""
    request_limits.LOOKS.forget()
    request_limits.SENT.forget()
    proof_of_work.SENT.forget()
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.KEZHANG_OPENING_DAYS = {}


@pytest.fixture
def opened_here() -> Iterator[None]:
    """Files are opened in this process, see opened_here."""
    with files_opened_here():
        yield


class Visitor(Client):
    """Gets the page that was asked for where a redirect only puts bureau and date before it; others stay as they came.

    Where somebody was led once their next pages are asked for, as a browser does, until something is sent.
    """

    led_to = ""

    def get(self, path: str, *args: Any, **how: Any) -> Any:
        is_bare = page_of(path) == path
        answer = super().get(self._led(path) if is_bare and not how else path, *args, **how)
        asked = answer.wsgi_request.path_info
        while answer.status_code == 302 and page_of(unquote(urlsplit(answer.headers["Location"]).path)) == asked:
            if is_bare:
                self.led_to, is_bare = STANDING.match(answer.headers["Location"])[0], False
            answer = super().get(answer.headers["Location"], headers=how.get("headers"))
        return answer

    def post(self, *args: Any, **how: Any) -> Any:
        self.led_to = ""
        return super().post(*args, **how)

    def force_login(self, *args: Any, **how: Any) -> None:
        self.led_to = ""
        super().force_login(*args, **how)

    def _led(self, path: str) -> str:
        if not self.led_to:
            return path
        try:
            name = resolve(urlsplit(path).path).url_name or ""
        except Resolver404:
            return path
        return path if name in UNPLACED or name.startswith(OPEN) else self.led_to + path.lstrip("/")


@pytest.fixture
def client() -> Client:
    return Visitor()


def bureau(code: str, name: str, level: Org.Level, parent: Org | None = None, pk: int | None = None) -> Org:
    """A bureau; kept over a session, see stored_rows."""
    remembered(
        f"bureau {code}",
        lambda: Org.objects.create(pk=pk, code=code, name=name, level=level, parent=parent),
        is_small=True,
    )
    made = Org.objects.get(code=code)
    made.parent = parent
    return made


def person(name: str, full_name: str, org: Org, *kinds: str, pk: int | None = None) -> User:
    """Somebody with posts in a bureau; kept over a session, see stored_rows."""
    about = {"password": "Zhanghu-2024", "full_name": full_name, "pk": pk}
    remembered(f"person {name} {org.pk}", lambda: people.add(name, org, *kinds, **about), is_small=True)
    return User.objects.get(username=name)


def _prefecture() -> Org:
    return bureau("652700", "博尔塔拉蒙古自治州", Org.Level.PREFECTURE)


@pytest.fixture
def prefecture(db) -> Org:
    return _prefecture()


def _county(prefecture: Org) -> Org:
    return bureau("652799", "朔湖县", Org.Level.COUNTY, prefecture, COUNTY_KEY)


@pytest.fixture
def county(prefecture: Org) -> Org:
    return _county(prefecture)


@pytest.fixture
def neighbour(prefecture: Org) -> Org:
    return bureau("652798", "临川县", Org.Level.COUNTY, prefecture)


def _clerk(county: Org) -> User:
    return person("clerk", "李文", county, *WRITING, pk=COUNTY_KEY)


@pytest.fixture
def clerk(county: Org) -> User:
    """本县填报人."""
    return _clerk(county)


@pytest.fixture
def director(county: Org) -> User:
    """本县领导."""
    return person("director", "王建国", county, Post.Kind.DIRECTOR)


@pytest.fixture
def neighbour_clerk(neighbour: Org) -> User:
    """邻县填报人, who must see nothing of ours."""
    return person("neighbour", "赵敏", neighbour, *WRITING)


@pytest.fixture
def superior(prefecture: Org) -> User:
    """州科技局的填报人."""
    return person("superior", "陈刚", prefecture, *WRITING)


@pytest.fixture
def reviewer(county: Org) -> User:
    """本县审核人, another than the clerk."""
    return person("reviewer", "张审", county, Post.Kind.REVIEWER)


@pytest.fixture
def liaison(prefecture: Org) -> User:
    """州科技局联络员."""
    return person("liaison", "马丽", prefecture, Post.Kind.LIAISON)


def _district() -> Org:
    parent = bureau("341200", "阜阳市", Org.Level.PREFECTURE)
    return bureau("341299", "淙阳区", Org.Level.COUNTY, parent, DISTRICT_KEY)


@pytest.fixture
def district(db) -> Org:
    return _district()


def _district_clerk(district: Org) -> User:
    return person("district", "何敏", district, *WRITING, pk=DISTRICT_KEY)


@pytest.fixture
def district_clerk(district: Org) -> User:
    """示例区填报人."""
    return _district_clerk(district)


@pytest.fixture(scope="session")
def county_rows(django_db_setup, django_db_blocker) -> tuple[StoredTable, ...]:
    def people() -> tuple[Org, User]:
        county = _county(_prefecture())
        return county, _clerk(county)

    with django_db_blocker.unblock():
        return example_rows.taken("county", people, COUNTY_KEY)


@pytest.fixture(scope="session")
def district_rows(django_db_setup, django_db_blocker) -> tuple[StoredTable, ...]:
    def people() -> tuple[Org, User]:
        district = _district()
        return district, _district_clerk(district)

    with django_db_blocker.unblock():
        return example_rows.taken("district", people, DISTRICT_KEY)


@pytest.fixture
def example(county_rows, county: Org, clerk: User) -> Org:
    """The example county with its workbooks imported, by its clerk."""
    remembered("county example", lambda: example_rows.put_back(county_rows))
    return county


@pytest.fixture
def district_example(district_rows, district: Org, district_clerk: User) -> Org:
    """The example district with its workbooks imported, by its clerk."""
    remembered("district example", lambda: example_rows.put_back(district_rows))
    return district
