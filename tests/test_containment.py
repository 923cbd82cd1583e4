"""The process a file from outside is opened in: what it may take, what it may know, how its end is told."""

import ctypes
import gzip
import itertools
import os
import random
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest

from kezhang.containment import limited_program, limits, parsing, plain_data, windows_job
from kezhang.containment.parsing import contained
from kezhang.containment.refused_file import RefusedFile

INSTEAD = "请另存后再试。"


def refusal(parse, content: bytes, *arguments) -> str:
    with pytest.raises(RefusedFile) as told:
        contained(parse, content, *arguments, instead=INSTEAD)
    return str(told.value)


def test_what_a_parser_yields_comes_back():
    assert contained(itertools.combinations, b"abc", 2, instead=INSTEAD) == [[97, 98], [97, 99], [98, 99]]


def test_a_parser_that_yields_nothing_is_no_fault():
    assert contained(list, b"", instead=INSTEAD) == []


def test_every_value_of_a_sheet_comes_back_exactly():
    chance = random.Random(3)
    numbers = [chance.uniform(-1e300, 1e300) for _ in range(500)] + [0.1, 1e-320, -0.0, 2.0**53, float("inf")]
    others = [
        None,
        True,
        "",
        "\ud800甲\n\u2028",
        date(1, 1, 1),
        datetime(9999, 12, 31, 23, 59, 59, 999999),
        clock(8, 30),
    ]
    values = [*numbers, *others, timedelta(days=-3, microseconds=1), {"$span": 1, "其他": 2}]
    back = plain_data.read(plain_data.written(values))
    assert back == values
    assert list(map(type, back)) == list(map(type, values))


def test_a_value_that_is_not_plain_is_never_sent():
    with pytest.raises(TypeError):
        plain_data.written(object())


def test_memory_is_bounded():
    ten = gzip.compress(bytes(10 * 1024 * 1024))
    assert "内存超过960MB，未读取。" + INSTEAD in refusal(gzip.decompress, ten * 200)


def test_time_of_the_processor_is_bounded(monkeypatch):
    monkeypatch.setattr(parsing, "SECONDS", 1)
    assert "时间太长" in refusal(itertools.combinations, bytes(range(200)), 9)


def test_one_that_only_waits_is_ended_too(monkeypatch, tmp_path):
    monkeypatch.setattr(parsing, "SECONDS", 1)
    monkeypatch.setattr(parsing, "PATIENCE", 1)
    os.mkfifo(tmp_path / "nobody writes here")
    assert "时间太长" in refusal(open, bytes(tmp_path / "nobody writes here"))


def test_one_that_dies_is_told_and_not_felt():
    assert refusal(open, b"/no/such/file") == f"{parsing.DIED}，未读取。{INSTEAD}"


def test_it_knows_no_password_of_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://a:secret@localhost/a")
    assert "secret" not in "".join(contained(open, b"/proc/self/environ", instead=INSTEAD))


def test_it_knows_neither_django_nor_the_working_directory(tmp_path, monkeypatch):
    (tmp_path / "gzip.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    assert contained(gzip.decompress, gzip.compress(b"a"), instead=INSTEAD) == [97]


def test_a_program_is_ended_with_what_it_started(tmp_path):
    beat = tmp_path / "beat"
    starts = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {LASTING.format(beat=str(beat))!r}]); time.sleep(60)"
    assert not limited_program.run([sys.executable, "-c", starts], memory=limits.OFFICE_MEMORY, seconds=3)
    assert beat.exists()
    said = beat.read_text()
    time.sleep(0.5)
    assert beat.read_text() == said


LASTING = """
import time
while True:
    open({beat!r}, "w").write(str(time.monotonic()))
    time.sleep(0.05)
"""


def test_a_program_gets_no_more_memory_than_it_is_given(tmp_path):
    told = tmp_path / "told"
    asks = f"import resource; open({str(told)!r}, 'w').write(str(resource.getrlimit(resource.RLIMIT_AS)[0]))"
    assert limited_program.run([sys.executable, "-c", asks], memory=2 * 1024**3, seconds=60)
    assert told.read_text() == str(2 * 1024**3)


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the layout of 64 bits")
def test_the_limits_of_windows_are_laid_out_as_its_documentation_says():
    size, place = ctypes.sizeof(windows_job.JobLimits), windows_job.JobLimits.process_memory.offset
    assert (size, place) == (144, 112)
