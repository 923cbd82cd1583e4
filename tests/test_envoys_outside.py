"""Envoys outside: a link and a PIN, a log sent once, the bureau's approval, the month's rate, a village's word."""

import io
import json
import re
import sys
from datetime import date, timedelta

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from kezhang.containment.refused_file import RefusedFile
from kezhang.ledgers.models import EnvoyService
from kezhang.quantities.periods import Period
from kezhang.submissions import examination
from kezhang.submissions.envoys import logs, month, personal_links
from kezhang.submissions.forms import form_making
from kezhang.submissions.inbox import handling
from kezhang.submissions.models import Submission, VisitConfirmation
from kezhang.submissions.open.form_pages import fresh_id
from kezhang.submissions.sending import picture_drawing, submitted_files
from tests.made_envoys import add

pytestmark = pytest.mark.django_db
TODAY = date.today()
SAID = {
    "place": "柳泉镇红柳村",
    "mode": "现场",
    "content": "指导番茄温室白粉虱绿色防控和水肥管理",
    "households": "12",
    "persons": "30",
}


@pytest.fixture
def register(county, clerk):
    """One envoy on duty, paired with one of two villages."""
    long_ago, later = str(TODAY - timedelta(days=300)), str(TODAY + timedelta(days=300))
    add("villages", county, clerk)
    add("villages", county, clerk, name="柳泉镇白杨村")
    add("envoys", county, clerk, started_on=long_ago, due_on=later)
    add("village-pairings", county, clerk, started_on=long_ago)
    return county


def came_in(org, clerk, role="envoy", name="古丽娜尔", about=""):
    given = personal_links.give(org, role, name, clerk, about=about)
    browser = Client()
    assert browser.get(f"/open/me/{given.secret}/").headers["Location"] == "/open/me/"
    assert browser.get("/open/me/").status_code == 401
    assert browser.post("/open/me/pin/", {"pin": given.pin}).status_code == 302
    return browser, given


def log(browser, **said):
    answers = {**SAID, "served_on": str(TODAY), "id": fresh_id(), **said}
    return browser.post("/open/me/logs/", answers, headers={"Accept": "application/json"})


def test_an_envoy_comes_in_by_link_and_pin_and_the_secret_leaves_the_address(register, clerk):
    browser, given = came_in(register, clerk)
    page = browser.get("/open/me/").content.decode()
    assert "古丽娜尔" in page
    assert "柳泉镇红柳村" in page
    assert given.secret not in page
    assert given.link.secret != given.secret


def test_a_wrong_pin_waits_ever_longer_and_a_new_pin_asks_again(register, clerk):
    given = personal_links.give(register, "envoy", "古丽娜尔", clerk)
    browser = Client()
    browser.get(f"/open/me/{given.secret}/")
    wrong = "000000" if given.pin != "000000" else "111111"
    told = [browser.post("/open/me/pin/", {"pin": wrong}).content.decode() for _ in range(6)]
    assert "口令不对" in told[4]
    assert "试错的次数太多" in told[5]
    assert "试错的次数太多" in browser.post("/open/me/pin/", {"pin": given.pin}).content.decode()
    other, new = came_in(register, clerk)
    personal_links.renew_pin(new.link, clerk)
    assert other.get("/open/me/").status_code == 401


def test_a_withdrawn_link_says_that_what_is_on_the_telephone_stays(register, clerk):
    browser, given = came_in(register, clerk)
    personal_links.withdraw(given.link, clerk)
    answer = log(browser)
    assert (answer.status_code, answer.json()["ended"]) == (401, True)
    assert "内容仍在本机" in answer.json()["says"]
    assert Submission.objects.count() == 0


def test_a_log_is_sent_once_and_two_visits_on_a_day_are_two_records(register, clerk):
    browser, _ = came_in(register, clerk)
    first = fresh_id()
    codes = [log(browser, id=first).status_code for _ in range(3)]
    log(browser, content="下午再去，讲授温室通风降湿的做法")
    assert codes == [201, 200, 200]
    for submission in Submission.objects.order_by("pk"):
        logs.approve(submission, clerk, "已核实")
    assert [s.visit for s in EnvoyService.objects.order_by("pk")] == ["1", "2"]
    assert all(s.is_on_platform and s.envoy_id for s in EnvoyService.objects.all())
    assert list(examination.examine()) == []


def test_a_telephone_whose_clock_is_wrong_changes_no_day_and_no_month_and_is_told_to_the_clerk(client, register, clerk):
    browser, _ = came_in(register, clerk)
    said: list[tuple[date, int | None]] = []
    for days in (1, -1, 0):  # a day ahead, then set back, then right
        wrong = (timezone.now() + timedelta(days=days)).isoformat()
        assert log(browser, content=f"第{days}次服务，指导水肥", written_at=wrong, sent_at=wrong).status_code == 201
        submission = Submission.objects.order_by("-pk").first()
        client.force_login(clerk)
        page = client.get(f"/submissions/inbox/{submission.number}/").content.decode()
        assert ("对方设备的时钟与本机相差" in page) == (days != 0)
        assert abs((submission.received_at - timezone.now()).total_seconds()) < 60
        logs.approve(submission, clerk, "已核实")
        said.append((EnvoyService.objects.order_by("-pk").first().served_on, submission.clock_ahead))
    assert {day for day, _ in said} == {TODAY}
    assert [round((ahead or 0) / 86400) for _, ahead in said] == [1, -1, 0]
    ahead = str(TODAY + timedelta(days=1))  # a day that has not come is none by the server's clock
    refused = log(browser, content="明天的服务", served_on=ahead, written_at=ahead, sent_at=ahead)
    assert refused.status_code == 422
    assert "手机日期不对的请先调准" in refused.content.decode()


def test_a_position_is_nobody_s_duty_and_no_finer_than_a_hundred_metres(register, clerk):
    browser, _ = came_in(register, clerk)
    for finer in ("44.1234567,82.4567891", "94.123,82.457", "红柳村"):
        answer = log(browser, position=finer)
        assert (answer.status_code, [each["name"] for each in answer.json()["faults"]]) == (422, ["position"])
    assert [log(browser).status_code, log(browser, position="44.123,82.457").status_code] == [201, 201]
    kept = [handling.content_of(each)["answers"]["position"] for each in Submission.objects.order_by("pk")]
    assert kept == ["", "44.123,82.457"]


def test_the_rate_is_measured_as_of_the_closing_and_the_coverage_by_real_service(register, clerk):
    period = Period.month(TODAY.year, TODAY.month)
    form = form_making.envoy_form(register)
    before = month.month_of(register, period, form)
    assert (before.filled, str(before.rate), str(before.coverage), str(before.real_coverage)) == (
        0,
        "0.0",
        "50.0",
        "0.0",
    )
    browser, _ = came_in(register, clerk)
    log(browser)
    submission = Submission.objects.get()
    assert month.month_of(register, period, form).filled == 0
    logs.approve(submission, clerk, "已核实")
    after = month.month_of(register, period, form)
    assert (after.filled, str(after.rate), str(after.real_coverage)) == (1, "100.0", "50.0")
    assert after.envoys[0].points == 6
    Submission.objects.update(received_at=month.closing(period) + timedelta(minutes=1))
    assert month.month_of(register, period, form).filled == 0


def test_a_cadre_confirms_what_the_envoy_did_in_the_village_and_his_own_device_is_marked(register, clerk):
    envoy, _ = came_in(register, clerk)
    log(envoy)
    log(envoy, place="柳泉镇白杨村")
    cadre, _ = came_in(register, clerk, "cadre", "马村长", "柳泉镇红柳村")
    page = cadre.get("/open/me/").content.decode()
    assert page.count("确认来过</button>") == 1
    here = Submission.objects.order_by("pk").first()
    assert cadre.post("/open/me/confirm/", {"log": here.pk}).status_code == 302
    assert cadre.post("/open/me/confirm/", {"log": Submission.objects.order_by("pk").last().pk}).status_code == 404
    assert envoy.post("/open/me/confirm/", {"log": here.pk}).status_code == 404
    assert [c.is_same_device for c in VisitConfirmation.objects.all()] == [False]
    sneaky = personal_links.give(register, "cadre", "别人", clerk, about="柳泉镇红柳村")
    envoy.get(f"/open/me/{sneaky.secret}/")
    envoy.post("/open/me/pin/", {"pin": sneaky.pin})
    envoy.post("/open/me/confirm/", {"log": here.pk})
    assert VisitConfirmation.objects.filter(is_same_device=True).count() == 1


def photograph(kind: str = "JPEG") -> bytes:
    """As a telephone takes it: with the place it was taken at."""
    out = io.BytesIO()
    picture = Image.new("RGB", (2400, 1800), "green")
    exif = picture.getexif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    pillow_heif.register_heif_opener()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def test_a_stored_picture_has_no_metadata_and_what_is_no_picture_is_refused(register, clerk):
    browser, _ = came_in(register, clerk)
    taken = photograph()
    assert b"SecretCamera" in taken
    answer = log(browser, files=SimpleUploadedFile("照片.jpg", taken))
    assert answer.status_code == 201
    kept = submitted_files.opened(Submission.objects.get().files.get())
    assert b"SecretCamera" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert (max(picture.size), dict(picture.getexif())) == (1600, {})
    broken = log(browser, files=SimpleUploadedFile("照片.jpg", taken[:2000]))
    assert (broken.status_code, "读不出来" in broken.json()["says"]) == (422, True)


@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "照片.jpg"])
def test_an_iphone_s_picture_is_kept_as_a_jpeg_without_metadata_whatever_it_is_called(register, clerk, name):
    browser, _ = came_in(register, clerk)
    taken = photograph("HEIF")
    assert (taken[4:12], b"SecretCamera" in taken) == (b"ftypheic", True)
    assert log(browser, files=SimpleUploadedFile(name, taken)).status_code == 201
    kept = submitted_files.opened(Submission.objects.get().files.get())
    assert (kept.ending, kept.name.endswith(".jpg"), b"SecretCamera" in kept.content) == (".jpg", True, False)
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (1600, 1200), {})
        red, green, blue = picture.getpixel((800, 600))
    assert green > 100 > max(red, blue)
    broken = log(browser, files=SimpleUploadedFile(name, taken[: len(taken) // 2]))
    assert (broken.status_code, "读不出来" in broken.json()["says"]) == (422, True)


def test_where_the_component_is_missing_an_iphone_s_picture_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(RefusedFile, match="HEIC 格式，这里不能转换；请在手机“设置－相机－格式”里选“兼容性最佳”"):
        list(picture_drawing.drawn(b"\x00\x00\x00\x18ftypheic" + bytes(40)))


def test_an_envoy_sees_own_logs_only_and_withdraws_what_is_not_approved(register, clerk):
    mine, _ = came_in(register, clerk)
    theirs, _ = came_in(register, clerk, name="马志强")
    log(mine)
    submission = Submission.objects.get()
    assert "柳泉镇红柳村" not in theirs.get("/open/me/").content.decode()
    assert theirs.post(f"/open/me/logs/{submission.number}/withdraw/").status_code == 404
    assert mine.post(f"/open/me/logs/{submission.number}/withdraw/").status_code == 302
    assert Submission.objects.get().state == "withdrawn"


def test_a_queue_brought_as_a_file_is_taken_in_once(client, register, clerk, director, neighbour_clerk):
    given = personal_links.give(register, "envoy", "古丽娜尔", clerk)
    personal_links.withdraw(given.link, clerk)
    item = {"id": fresh_id(), "at": timezone.now().isoformat(), "said": {**SAID, "served_on": str(TODAY)}, "photos": []}
    queue = json.dumps({"kezhang": "envoy-queue", "version": 1, "items": [item, {"id": "x", "said": {}}]}).encode()
    codes = []
    for person in (clerk, director, neighbour_clerk, clerk):
        browser = Client()
        browser.force_login(person)
        file = SimpleUploadedFile("服务日志待送.json", queue)
        root = f"/{register.code}/{TODAY}"
        codes.append(
            browser.post(f"{root}/submissions/envoys/queue/", {"link": given.link.pk, "file": file}).status_code
        )
    assert codes == [302, 404, 404, 302]
    assert Submission.objects.get().is_filed_for


def test_the_bureaus_page_gives_links_and_approves_a_day(client, register, clerk, director):
    client.force_login(clerk)
    page = client.post("/submissions/envoys/links/", {"role": "envoy", "name": "古丽娜尔"}).content.decode()
    assert "/open/me/" in page
    browser, _ = came_in(register, clerk)
    log(browser)
    log(browser, place="柳泉镇白杨村")
    assert client.get("/submissions/envoys/logs/").content.decode().count("checkbox") == 2
    numbers = list(Submission.objects.values_list("number", flat=True))
    client.post("/submissions/envoys/logs/", {"log": [*numbers, "23456789ABCDG"], "accepting": "已核实"})
    assert EnvoyService.objects.count() == 2
    assert "100.0%" in client.get("/submissions/envoys/").content.decode()
    client.force_login(director)
    assert "发链接和口令" not in client.get("/submissions/envoys/").content.decode()


def test_of_many_logs_only_those_that_stood_on_the_page_are_approved(client, register, clerk):
    browser, _ = came_in(register, clerk)
    log(browser)
    client.force_login(clerk)
    shown = re.findall(r'name="log" value="([^"]+)"', client.get("/submissions/envoys/logs/").content.decode())
    log(browser, place="柳泉镇白杨村")  # came while the clerk was reading
    client.post("/submissions/envoys/logs/", {"log": shown, "accepting": "已核实"})
    assert [each.place for each in EnvoyService.objects.all()] == [SAID["place"]]
    assert Submission.objects.filter(state=Submission.State.RECEIVED).count() == 1
    again = client.post("/submissions/envoys/logs/", {"log": shown, "accepting": "已核实"}, follow=True)
    assert "其中1条刚刚被别人办过" in again.content.decode()
