"""Documents one after the other: here, in the process begun for a few of them, and when that process is gone.

The one rule: where a document is read changes nothing of what is read in it.
"""

import os
import signal
import sys

import pytest

from kezhang.cli import entry
from kezhang.indicators.names import names
from kezhang.reading import batch
from tests.documents import docx, kept

TEXT = "朔湖县科技局2024年上半年工作总结\n新认定高新技术企业12家，完成全年任务20家的60%。\n技术合同成交额1062万元，同比增长12%。"


@pytest.fixture
def files(tmp_path):
    return [
        kept(tmp_path, "a.txt", TEXT),
        kept(tmp_path, "b.docx", docx(*TEXT.split("\n"))),
        kept(tmp_path, "c.txt", b""),
    ]


@pytest.fixture
def begun():
    batch.begin()
    yield batch._begun[-1]
    while batch._begun:
        batch._begun.pop().shutdown()


def read(files):
    return [(each.says, each.reading) for each in batch.read_many(files, names())]


def test_few_documents_are_read_in_the_process_begun_for_them_as_they_are_here(files, begun):
    there = read(files)
    assert not batch._begun  # it was taken
    assert there == read(files)
    assert [reading and len(reading.findings) for _, reading in there] == [5, 5, None]


def test_documents_of_a_process_that_is_gone_are_read_in_another(files, begun):
    begun.submit(os.getpid).result()
    for process in list(begun._processes):
        os.kill(process, signal.SIGKILL)
    assert read(files) == read(files)


def test_where_no_process_can_be_begun_documents_are_read_here(files, monkeypatch):
    monkeypatch.setattr(batch, "_pool", lambda _: (_ for _ in ()).throw(OSError("no semaphores")))
    batch.begin()
    assert [says for says, _ in read(files)] == ["", "", "文件是空的。"]


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (["read", "a.txt"], True),
        (["collate", "a.txt", "--xlsx", "b.xlsx"], True),
        (["read"], False),
        (["read", "--help"], False),
        (["read", "a.txt", "--cluster", "tcp://10.0.0.5:8786"], False),
        (["board"], False),
        ([], False),
    ],
)
def test_a_process_is_begun_only_where_something_is_read_here(words, begins, monkeypatch):
    told = []
    monkeypatch.setattr(batch, "begin", lambda: told.append("begun"))
    monkeypatch.setattr("kezhang.cli.main.main", lambda: told.append("run"))
    monkeypatch.setattr(sys, "argv", ["kezhang", *words])
    entry.main()
    assert told == ["begun", "run"][not begins :]
