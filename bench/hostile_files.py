"""``python -m bench.hostile_files``: files made to do harm, through a running site and the command line.

For each: what was said of it, how long page and command took, the most memory that any process of the command had, and
the longest that somebody else waited for another page meanwhile. Times hold on a machine that does nothing else.
"""

import contextlib
import http.cookiejar
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests import hostile_files as hostile
from tests.documents import docx, pdf

CONSOLE = Console(width=190)
SECONDS, MEGABYTES = 10, 1024
KEZHANG = str(Path(sys.executable).with_name("kezhang"))
PASSWORD = "Shuohu-2024"  # of the example's people
IMPORT, READING = "/ledgers/technology-contracts/import/", "/reading/"
FILES: dict[str, Callable[[], bytes]] = {
    "honest.xlsx": lambda: hostile.book(hostile.TYPED),
    "far-cell.xlsx": hostile.far_cell,
    "far-cell-hidden.xlsx": hostile.hidden_far_cell,
    "scattered.xlsx": hostile.scattered,
    "merged.xlsx": hostile.merged_over,
    "deep.xlsx": hostile.deep_sheet,
    "long-text.xlsx": hostile.long_text,
    "members.xlsx": hostile.many_members,
    "swelling.xlsx": hostile.swelling,
    "shared-sheet.xlsx": hostile.shared_sheet,
    "many-tables.xls": hostile.many_tables,
    "dense.xlsx": hostile.dense,
    "false.ods": hostile.false_ods,
    "false.xls": hostile.false_xls,
    "commas.csv": lambda: b"," * 30_000_000,
    "rows.csv": lambda: b"1,2\n" * 20_000_000,
    "words.csv": lambda: "\n".join(f"额{n},甲乙,名{n}称,李明华,金{n}额,企业" for n in range(300_000)).encode(),
    "numbers.csv": lambda: "\n".join(",".join(str(n * 7 + at) for at in range(6)) for n in range(300_000)).encode(),
    "headers.csv": lambda: "合同编号,项目名称,合同金额,签订日期,买方,卖方\n".encode() * 300_000,
    "openings.csv": lambda: "\n".join(
        f"企业（{n},项目（{n}）,{n}）名称,合同（{n},金额,买方" for n in range(300_000)
    ).encode(),
    "column.csv": lambda: "\n".join(f"字{n}" for n in range(200_000)).encode(),
    "filled.csv": lambda: b"12,34,56,78,90,12,34,56\n" * 1_000_000,
    "wide.csv": lambda: (b",".join([b"1"] * 500_000) + b"\n") * 10,
    "honest.docx": lambda: docx("上半年登记技术合同27项，成交额1062万元。"),
    "empty-40000.docx": lambda: hostile.empty_paragraphs(40_000),
    "empty-8000000.docx": lambda: hostile.empty_paragraphs(8_000_000),
    "deep.docx": hostile.deep_document,
    "list-mark.docx": lambda: hostile.list_marks("长" * 1_000_000),
    "list-counters.docx": lambda: hostile.list_marks("%1" * 200_000),
    "list-letters.docx": lambda: hostile.list_marks("%1" * 30, "upperLetter", 9000),
    "tags.docx": hostile.many_tags,
    "members.docx": lambda: hostile.many_members(content=docx("27项")),
    "slow.pdf": hostile.slow_pdf,
    "blank.txt": lambda: b"\n" * 250_000 + "登记27项。".encode(),
    "honest.pdf": lambda: pdf(["上半年登记技术合同27项。"]),
}


class Site:
    """A running site with the example bureaus, and one person at it."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.home = home
        self.run("demo", "--no-serve", "--out", str(home / "out"))
        words = [KEZHANG, "serve", "--port", str(port)]
        self.process = subprocess.Popen(
            words, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.opened = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self._log_in()

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "KEZHANG_HOME": str(self.home), "COLUMNS": "500"}

    def run(self, *words: str) -> tuple[str, int, float]:
        """What a command said, its exit code, and the most memory a process of it had, in megabytes."""
        with tempfile.TemporaryFile() as out:
            line = [KEZHANG, *words]
            started = subprocess.Popen(line, env=self.environment, stdout=out, stderr=out)
            _, status, usage = os.wait4(started.pid, 0)
            started.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            return out.read().decode(), started.returncode, usage.ru_maxrss / 1024

    def _log_in(self) -> None:
        page = ""
        while not page:
            with contextlib.suppress(OSError):
                page = self.get("/login/")
        fields = {"username": "clerk", "password": PASSWORD, "csrfmiddlewaretoken": _token(page)}
        self.opened.open(self.address + "/login/", urllib.parse.urlencode(fields).encode())

    def get(self, path: str) -> str:
        with self.opened.open(self.address + path, timeout=300) as answer:
            return answer.read().decode()

    def send(self, path: str, name: str, content: bytes) -> str:
        """Upload a file as the page's form does."""
        mark = uuid.uuid4().hex
        token = _token(self.get(path))
        head = f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        head += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}", "Referer": self.address + path}
        try:
            with self.opened.open(urllib.request.Request(self.address + path, body, kind), timeout=300) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as refused:
            return f"{refused.code} {refused.read().decode()}"


class Neighbour(threading.Thread):
    """Somebody who opens another page again and again while the file is looked at."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self.site, self.waited, self.answers, self.done = site, 0.0, 0, threading.Event()

    def run(self) -> None:
        while not self.done.is_set():
            begun = time.perf_counter()
            self.site.get("/ledgers/enterprises/")
            self.waited = max(self.waited, time.perf_counter() - begun)
            self.answers += 1


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def measure(site: Site, name: str, content: bytes) -> tuple[list[str], bool]:
    file = site.home / name
    file.write_bytes(content)
    is_book = file.suffix in {".xlsx", ".xls", ".ods", ".csv"}
    neighbour = Neighbour(site)
    neighbour.start()
    begun = time.perf_counter()
    page = site.send(IMPORT if is_book else READING, name, content)
    by_page = time.perf_counter() - begun
    neighbour.done.set()
    neighbour.join()
    begun = time.perf_counter()
    words = ["import", str(file), "--org", "652799", "--json"] if is_book else ["read", str(file), "--json"]
    said, code, megabytes = site.run(*words)
    by_command = time.perf_counter() - begun
    sentence = next((line for line in reversed(said.splitlines()) if line.endswith("。")), "read")
    holds = (
        max(by_page, by_command) <= SECONDS
        and megabytes <= MEGABYTES
        and "Traceback" not in said
        and not page.startswith("500")
        and code in {0, 1, 2}
    )
    told = [f"{len(content):,}", sentence.replace(str(site.home), "")[:70], f"{by_page:.1f}", f"{by_command:.1f}"]
    return [*told, f"{megabytes:.0f}", f"{neighbour.waited:.2f} ({neighbour.answers})"], holds


def in_bulk(site: Site) -> tuple[int, int]:
    """Twelve honest reports and three hostile files in one folder: how many of each are read and refused."""
    folder = site.home / "folder"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.docx").write_bytes(FILES["honest.docx"]())
    hostile_ones = ("slow.pdf", "tags.docx", "empty-8000000.docx")
    for name in hostile_ones:
        (folder / name).write_bytes(FILES[name]())
    said, _, _ = site.run("read", str(folder), "--jobs", "2")
    lines = said.splitlines()
    refused = sum(any(f"/{name}：" in line and line.endswith("。") for line in lines) for name in hostile_ones)
    return sum("2个数字" in line for line in lines), refused


def main() -> int:
    home = Path(tempfile.mkdtemp(prefix="kezhang-bench-"))
    site = Site(home)
    held = True
    table = Table("file", "bytes", "said", "page, s", "command, s", "peak, MB", "others waited, s (pages)", "holds")
    try:
        for name, make in FILES.items():
            row, holds = measure(site, name, make())
            held = held and holds
            table.add_row(name, *row, "yes" if holds else "NO")
        read, refused = in_bulk(site)
    finally:
        site.process.terminate()
        site.process.wait()
        shutil.rmtree(home, ignore_errors=True)
    CONSOLE.print(table)
    CONSOLE.print(f"in one folder: 12 honest reports, {read} read; 3 hostile files, {refused} refused with a sentence")
    return 0 if held and (read, refused) == (12, 3) else 1


if __name__ == "__main__":
    sys.exit(main())
