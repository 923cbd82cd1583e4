"""``kezhang read --cluster``: the same readings, one line each and in the same order, from two workers elsewhere."""

import json
import sys

import pytest

from kezhang.reading import cluster
from tests.command_line import invoked
from tests.documents import docx, kept

distributed = pytest.importorskip("distributed")

REPORTS = [
    f"朔湖县科技局202{year}年工作总结\n新认定高新技术企业{year + 4}家，技术合同成交额{year}.5亿元，完成全年任务的9{year}%。"
    for year in range(1, 7)
]


@pytest.fixture(scope="module")
def scheduler():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=":0", silence_logs=50
    ) as local:
        yield local.scheduler_address


@pytest.fixture
def folder(tmp_path):
    for number, text in enumerate(REPORTS):
        kept(tmp_path, f"{number}.txt", text)
    kept(tmp_path, "7.docx", docx(*REPORTS[0].split("\n")))
    kept(tmp_path, "8.txt", b"")
    return tmp_path


def run(*words):
    return invoked(["read", *map(str, words)])


def test_a_folder_read_on_two_workers_is_what_this_machine_reads(folder, scheduler):
    here, there = run(folder, "--json", "--jobs", "1"), run(folder, "--json", "--cluster", scheduler)
    assert there.exit_code == here.exit_code == 1  # one of them is empty
    assert there.stdout == here.stdout
    told = [json.loads(line) for line in there.stdout.splitlines()]
    assert [each["document"] for each in told] == sorted(str(file) for file in folder.iterdir())
    assert [len(each["findings"]) for each in told] == [3] * 7 + [0]
    assert told[-1]["fault"] == "文件是空的。"


def test_reports_are_collated_on_the_workers_too(folder, scheduler, tmp_path):
    (folder / "8.txt").unlink()
    made = invoked(["collate", str(folder), "--xlsx", str(tmp_path / "a.xlsx"), "--cluster", scheduler])
    assert made.exit_code == 0, made.output
    assert "7份报告" in made.output


@pytest.mark.parametrize("address", ["127.0.0.1:9", "没有这个地址", "tcp://127.0.0.1"])
def test_a_cluster_that_is_not_there_is_said(folder, address, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    answer = run(folder, "--cluster", address)
    assert answer.exit_code == 2
    assert f"连不上集群“{address}”" in "".join(answer.output.split())


def test_a_cluster_without_workers_is_said(folder, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=":0", silence_logs=50) as empty:
        answer = run(folder, "--cluster", empty.scheduler_address)
    assert answer.exit_code == 2
    assert "集群里没有工作进程" in answer.output


def test_workers_that_would_read_otherwise_are_refused(folder, scheduler, monkeypatch):
    monkeypatch.setattr(cluster, "_prints", lambda client: {"a": "another", "b": "another"})
    answer = run(folder, "--cluster", scheduler)
    assert answer.exit_code == 2
    assert "集群里2个工作进程没有装科账，或版本与本机不同" in "".join(answer.output.split())


def test_without_the_extra_the_command_says_what_to_install(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = run(folder, "--cluster", "127.0.0.1:8786")
    assert answer.exit_code == 2
    assert "kezhang[cluster]" in answer.output


def test_jobs_of_this_machine_and_a_cluster_are_not_asked_for_together(folder):
    answer = run(folder, "--cluster", "127.0.0.1:8786", "--jobs", "2")
    assert answer.exit_code == 2
    assert "--jobs" in answer.output


@pytest.mark.parametrize(("together", "read_apart"), [(1, ["1.txt"]), (3, ["0.txt", "1.txt", "2.txt"])])
def test_a_document_that_ends_its_worker_is_read_apart_and_the_rest_go_on(folder, monkeypatch, together, read_apart):
    """The client is a stand-in: it runs what it is sent, but for the second document, which no worker survives."""

    class Asked:
        def __init__(self, contents, names):
            self.contents, self.names = contents, names

        def result(self):
            if any(name.endswith("1.txt") for name, _ in self.contents):
                raise distributed.scheduler.KilledWorker("read", None, 0)
            read = {name: cluster.read_content(name, content, self.names, name) for name, content in self.contents}
            return {name: (outcome.reading, outcome.says, outcome.notes) for name, outcome in read.items()}

    class Client:
        def submit(self, _, contents, names, **__):
            return Asked(contents, names)

    apart = []
    monkeypatch.setattr(
        cluster, "read_alone", lambda path, _: apart.append(path.name) or cluster.ReadingOutcome(path, None, "跳过")
    )
    paths = sorted(folder.iterdir())
    monkeypatch.setattr(cluster, "TOGETHER", together)
    outcomes = list(cluster._read(Client(), paths, (), 1))
    assert [outcome.path for outcome in outcomes] == paths
    assert apart == read_apart  # whatever travelled with it
    says = {path.name: "跳过" if path.name in read_apart else "" for path in paths} | {"8.txt": "文件是空的。"}
    assert {outcome.path.name: outcome.says for outcome in outcomes} == says
