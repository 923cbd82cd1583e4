"""Pictures of every kind of page, on an office screen and on a telephone, from the example bureaus: ``make screenshots``.

They are looked at before a release; nothing compares them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

HOME = tempfile.mkdtemp(prefix="kezhang-screenshots-")
os.environ["KEZHANG_HOME"] = HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "kezhang.web.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread

import django  # noqa: E402

django.setup()

from playwright.sync_api import Page, sync_playwright  # noqa: E402

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from kezhang.cli import demo  # noqa: E402
from kezhang.orgs.models import Org, User  # noqa: E402
from tests.kinds_of_pages import JUDGE, KindOfPage, come_in, judge_link, kinds_of_pages  # noqa: E402

SIZES = ((1366, 768), (390, 844))
OUT = ROOT / "out" / "screenshots"
PORT = 8123
#: So long a page may take here: the machine may have other work, and a picture is no measure of that.
SECONDS = 180
SITE = f"http://127.0.0.1:{PORT}"


def main(chosen: list[str]) -> int:
    """All of them, or those named."""
    demo.demo(serve=False, examples=ROOT / "examples", out=Path(HOME) / "out")
    county = Org.objects.get(code=demo.COUNTY.code)
    shown = [kind for kind in kinds_of_pages(county) if not chosen or kind.name in chosen]
    if not chosen:
        shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True, exist_ok=True)
    site = subprocess.Popen([sys.executable, "-m", "kezhang", "serve", "--port", str(PORT)], env=os.environ)
    try:
        _wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for width, height in SIZES:
                for person in dict.fromkeys(kind.person for kind in shown):
                    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
                    context.set_default_timeout(SECONDS * 1000)
                    page = context.new_page()
                    if person == JUDGE:
                        come_in(page, SITE, judge_link(county, User.objects.get(username="clerk")))
                    else:
                        _log_in(page, person)
                    for kind in (each for each in shown if each.person == person):
                        _picture(page, kind, county, width)
                    context.close()
            browser.close()
    finally:
        site.terminate()
        site.wait()
    sys.stdout.write(f"{len(shown) * len(SIZES)} pictures in {OUT.relative_to(ROOT)}\n")
    return 0


def _wait() -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/login/", timeout=2)
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the site did not start")


def _log_in(page: Page, name: str) -> None:
    page.goto(SITE + "/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", demo.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)


def _picture(page: Page, kind: KindOfPage, county: Org, width: int) -> None:
    page.goto(SITE + kind.address(county))
    if kind.opens:
        page.locator(kind.opens).first.click()
        page.wait_for_selector(".panel.open")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{kind.name}-{width}.png")


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    sys.exit(code)
