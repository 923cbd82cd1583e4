"""A disk that fills up: told by its name and with what to do, and nothing half-written is left."""

import errno
import os
from pathlib import Path
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.core.files.storage import filesystem as django_files
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from kezhang import full_disk
from kezhang.cli.main import _sentence
from kezhang.ledgers.enterprises.enterprises import ENTERPRISES
from kezhang.ledgers.models import Enterprise
from kezhang.records.models import Evidence
from kezhang.records.writing import journal
from kezhang.records.writing.evidence_files import attach
from kezhang.records.writing.journal import Author
from tests.whole_homes import PICTURE

pytestmark = pytest.mark.django_db
NO_ROOM = OSError(errno.ENOSPC, "No space left on device")


class HalfWritten:
    """A file on a disk that is full in the middle of it."""

    def __init__(self, real) -> None:
        self.real = real

    def write(self, content: bytes) -> None:
        self.real.write(content[: len(content) // 2])
        self.real.flush()
        raise NO_ROOM

    def close(self) -> None:
        self.real.close()


@pytest.fixture
def filling_up(settings):
    """The folder of kept files alone; the site's own log lies elsewhere."""
    real = os.fdopen

    def opened(number: int, *how, **more):
        file = real(number, *how, **more)
        is_kept = os.readlink(f"/proc/self/fd/{number}").startswith(str(settings.MEDIA_ROOT))
        return HalfWritten(file) if is_kept else file

    with mock.patch.object(django_files.os, "fdopen", side_effect=opened):
        yield


def left() -> list[Path]:
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


@pytest.fixture
def firm(county, clerk):
    made = Enterprise(org=county, name="朔湖公司")
    journal.save(ENTERPRISES, made, Author(by=clerk, reason="登记"))
    return made


def test_a_file_that_could_not_be_written_whole_leaves_nothing(firm, clerk, filling_up):
    with pytest.raises(OSError, match="No space left"):
        attach(ENTERPRISES, firm, SimpleUploadedFile("照片.png", PICTURE), clerk)
    assert (left(), Evidence.objects.count()) == ([], 0)


def test_a_file_that_was_written_lies_under_its_own_name_for_this_account_alone(firm, clerk):
    kept = attach(ENTERPRISES, firm, SimpleUploadedFile("照片.png", PICTURE), clerk)
    assert left() == [Path(kept.file.path)]
    assert Path(kept.file.path).stat().st_mode & 0o777 == 0o600


def test_two_files_of_one_name_lie_beside_each_other():
    names = [default_storage.save("evidence/同名.png", SimpleUploadedFile("x", content)) for content in (b"1", b"2")]
    with mock.patch.object(
        default_storage, "get_available_name", side_effect=["evidence/同名.png", "evidence/另名.png"]
    ):
        names.append(default_storage.save("evidence/同名.png", SimpleUploadedFile("x", b"3")))
    assert len({*names}) == 3
    assert [default_storage.open(name).read() for name in names] == [b"1", b"2", b"3"]


def test_the_page_names_the_disk_to_whoever_is_ours_and_says_what_to_do(client, firm, clerk, filling_up, settings):
    client.force_login(clerk)
    client.raise_request_exception = False
    answer = client.post(
        f"/ledgers/enterprises/{firm.pk}/evidence/", {"files": SimpleUploadedFile("照片.png", PICTURE)}
    )
    page = answer.content.decode()
    assert answer.status_code == 507
    for says in ("已满", str(settings.KEZHANG_HOME), "没有保存", "kezhang doctor --clean"):
        assert says in page
    assert (left(), Evidence.objects.count()) == ([], 0)


@pytest.mark.parametrize("fault", [
    OSError(errno.ENOSPC, "No space left on device", "/nowhere/here.zip"), OSError(errno.EDQUOT, "Quota"),
    OperationalError("database or disk is full"),
    OperationalError('could not extend file "base/1": No space left on device'),
])  # fmt: skip
def test_every_full_disk_is_told_by_a_sentence(fault):
    says = _sentence(fault)
    assert ("已满" in says, "没有保存" in says, "程序出错" in says) == (True, True, False)


def test_what_lies_behind_a_fault_is_told_and_other_faults_are_not():
    closed = OperationalError("attempt to write a readonly database")
    assert "不能写入" in full_disk.sentence(closed)
    behind = RuntimeError("could not keep it")
    behind.__cause__ = NO_ROOM
    assert "已满" in full_disk.sentence(behind)
    assert full_disk.sentence(ValueError("x")) == ""
