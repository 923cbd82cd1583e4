"""What every test may ask for: three bureaus, three people, a browser of theirs, and the example county."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from kezhang.orgs.models import Org, User
from kezhang.records.importing import import_plan
from kezhang.records.importing.recognition import recognise
from kezhang.records.models import Batch
from kezhang.records.writing.journal import Author
from kezhang.targets.models import ALL_LEDGERS
from kezhang.web.standpoint import page_of


@pytest.fixture(scope="session", autouse=True)
def no_lingering_connections():
    """A server thread that keeps its connection would keep PostgreSQL from dropping the test's database."""
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path: Path):
    """Files go to the test's own folder; passwords are hashed cheaply."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False


class Visitor(Client):
    """Gets the page that was asked for where a redirect only puts bureau and date before it; others stay as they came."""

    def get(self, path: str, *args: Any, **how: Any) -> Any:
        answer = super().get(path, *args, **how)
        asked = answer.wsgi_request.path_info
        while answer.status_code == 302 and page_of(unquote(urlsplit(answer.headers["Location"]).path)) == asked:
            answer = super().get(answer.headers["Location"], headers=how.get("headers"))
        return answer


@pytest.fixture
def client() -> Client:
    return Visitor()


@pytest.fixture
def prefecture(db) -> Org:
    return Org.objects.create(code="652700", name="博尔塔拉蒙古自治州", level=Org.Level.PREFECTURE)


@pytest.fixture
def county(prefecture: Org) -> Org:
    return Org.objects.create(code="652799", name="朔湖县", level=Org.Level.COUNTY, parent=prefecture)


@pytest.fixture
def neighbour(prefecture: Org) -> Org:
    return Org.objects.create(code="652798", name="临川县", level=Org.Level.COUNTY, parent=prefecture)


def _person(name: str, full_name: str, org: Org, role: str) -> User:
    return User.objects.create_user(name, password="Zhanghu-2024", full_name=full_name, org=org, role=role)


@pytest.fixture
def clerk(county: Org) -> User:
    """本县填报人."""
    return _person("clerk", "李文", county, User.Role.CLERK)


@pytest.fixture
def director(county: Org) -> User:
    """本县领导."""
    return _person("director", "王建国", county, User.Role.DIRECTOR)


@pytest.fixture
def neighbour_clerk(neighbour: Org) -> User:
    """邻县填报人, who must see nothing of ours."""
    return _person("neighbour", "赵敏", neighbour, User.Role.CLERK)


@pytest.fixture
def superior(prefecture: Org) -> User:
    """州科技局的填报人."""
    return _person("superior", "陈刚", prefecture, User.Role.CLERK)


EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture
def example(county: Org, clerk: User) -> Org:
    """The example county with its workbooks imported, by its clerk."""
    return _taken_in(county, "county", clerk)


@pytest.fixture
def district(db) -> Org:
    parent = Org.objects.create(code="341200", name="阜阳市", level=Org.Level.PREFECTURE)
    return Org.objects.create(code="341299", name="淙阳区", level=Org.Level.COUNTY, parent=parent)


@pytest.fixture
def district_clerk(district: Org) -> User:
    """示例区填报人."""
    return _person("district", "何敏", district, User.Role.CLERK)


@pytest.fixture
def district_example(district: Org, district_clerk: User) -> Org:
    """The example district with its workbooks imported, by its clerk."""
    return _taken_in(district, "district", district_clerk)


def _taken_in(org: Org, folder: str, clerk: User) -> Org:
    for file in sorted((EXAMPLES / folder).glob("*.xlsx")):
        content = file.read_bytes()
        for table in recognise(content, file.name, ALL_LEDGERS):
            slug = table.ledger.slug
            batch = Batch.objects.create(org=org, ledger=slug, file_name=file.name, sha256="", by=clerk)
            import_plan.apply(import_plan.plan(table.ledger, table, org), batch, Author(by=clerk, reason="示例"))
    return org
