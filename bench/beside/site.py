"""A real site on a database made for it: people who log in and look, a clerk who imports, and its worker."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

CODE, PASSWORD = "652799", "Zhanghu-2024"
#: Seconds for the site to answer at all, and for a job to end.
START, END = 180, 900
#: Seconds without a job after which none begins by itself any more.
REST = 8


def prepare(*, examples: bool) -> None:
    """A county, with its example ledgers where asked, and people; by the product's own commands and doors."""
    from kezhang.cli.demo import EXAMPLES, import_examples
    from kezhang.orgs import people
    from kezhang.orgs.divisions import add_county

    example = EXAMPLES[0]
    org = add_county(example.code, example.name)
    if examples:
        import_examples(org, sorted(Path("examples", example.folder).glob("*.xlsx")))
    for name, kinds in (("clerk", ("clerk", "reviewer")), ("director", ("director",))):
        people.add(name, org, *kinds, password=PASSWORD, full_name=name)


class Site:
    """``kezhang serve`` in a process of its own; with ``open_only`` the open pages alone, beside another one."""

    def __init__(self, home: Path, *, open_only: bool = False) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        log = home / ("serve-open.log" if open_only else "serve.log")
        self.log = log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kezhang", "serve", "--port", str(self.port), *(["--open-only"] if open_only else [])],
            stdout=self.log, stderr=self.log, start_new_session=True,
        )  # fmt: skip
        until, first = time.monotonic() + START, "/open/follow/" if open_only else "/login/"
        while True:
            try:
                if Visitor(self.port).get(first)[0] == 200 and (open_only or self.worker()):
                    return
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the site did not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.3)

    def worker(self) -> int | None:
        """The process that does the site's jobs at present, once it says that it does."""
        from kezhang.jobs.models import JobWorker

        for name in JobWorker.objects.order_by("-started_at").values_list("name", flat=True):
            pid = int(name.split(":")[1])
            if _lives(pid):
                return pid
        return None

    def at_rest(self) -> None:
        """Once what begins by itself each day is done: a new home has all of it to do."""
        from kezhang.jobs.models import Job

        quiet = 0
        while quiet < REST:
            quiet = 0 if Job.objects.filter(ended_at=None).exists() else quiet + 1
            time.sleep(1)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


class Visitor:
    """Somebody at a browser: keeps cookies, follows redirects, fills in what a form hides."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, SimpleCookie()

    def log_in(self, name: str) -> "Visitor":
        _, page, _ = self.get("/login/")
        status, _, where = self.post("/login/", page, {"username": name, "password": PASSWORD})
        if not where.endswith("/home/"):
            raise RuntimeError(f"{name} was not let in: {status} {where}")
        return self

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, page and where it was found."""
        return self._ask("GET", path, None, "")

    def post(self, path: str, page: str, fields: dict[str, str]) -> tuple[int, str, str]:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        given = fields | ({"csrfmiddlewaretoken": token[1]} if token else {})
        return self._ask("POST", path, urlencode(given).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, page: str, file: Path) -> tuple[int, str, str]:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        edge = uuid.uuid4().hex
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token[1] if token else ""}'
            f'\r\n--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        )
        body = head.encode() + file.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={edge}")

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, str, str]:
        for _ in range(8):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
            headers = {"Cookie": "; ".join(f"{m.key}={m.value}" for m in self.cookies.values())}
            if body is not None:
                headers["Content-Type"] = kind
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies.load(value)
            connection.close()
            if answer.status not in (301, 302):
                return answer.status, page, path
            path, method, body = answer.headers["Location"], "GET", None
        raise RuntimeError(f"led on and on: {path}")


def workbook(file: Path, rows: int, first: int = 0) -> Path:
    """A sheet of technology contracts that nobody has registered yet."""
    import xlsxwriter

    headings = [
        "合同登记编号",
        "项目名称",
        "合同类型",
        "卖方",
        "买方",
        "成交金额(万元)",
        "技术交易额(万元)",
        "签订日期",
        "登记日期",
    ]
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        for number in range(rows):
            number_of = first + number
            sheet.write_row(
                number + 1, 0,
                [f"2024652799{number_of:08}", f"合同{number_of}", "技术服务", f"朔湖甲{number_of % 500}公司", f"朔湖乙{number_of % 300}公司",
                 38 + number_of % 7, 1, "2024-06-01", "2024-06-20"],
            )  # fmt: skip
    return file


def confirmed(clerk: Visitor, file: Path) -> tuple[str, str]:
    """Upload a workbook and confirm its preview; the addresses of the batch and of the page that follows."""
    at = f"/{CODE}/2024-06-30/ledgers/technology-contracts/import/"
    _, page, _ = clerk.get(at)
    status, page, job = clerk.upload(at, page, file)
    if status != 200:
        raise RuntimeError(f"not taken: {status}")
    while 'hx-trigger="every' in page:  # it is planned beside the site as well
        time.sleep(0.2)
        _, page, _ = clerk.get(job)
    batch = job
    if 'name="plan"' not in page:  # of a small sheet the preview is there at once
        led = re.search(r'href="([^"]+)">查看结果', page)
        if led is None:
            raise RuntimeError(f"not planned: {page[-1500:]}")
        _, page, batch = clerk.get(led[1])
    plan = re.search(r'name="plan" value="([^"]+)"', page)
    if plan is None:
        raise RuntimeError(f"no preview at {batch}: {page[-1500:]}")
    accepting = {"accepting": "批量试验"} if 'name="accepting"' in page else {}
    _, _, after = clerk.post(f"{batch}confirm/", page, {"plan": plan[1], **accepting})
    return batch, after
