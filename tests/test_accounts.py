"""Logging in, and what an account owes: waiting after wrong guesses, passwords, second factor, idle exit, own logins."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kezhang.orgs import guessing, keeping, passwords, people, second_factor
from kezhang.orgs.models import AccessEvent, OpenSession, User, WrongGuesses
from kezhang.web.accounts import presence

pytestmark = pytest.mark.django_db
PASSWORD = "Zhanghu-2024"
NEW = "Xinde-mima-88"


def log_in(browser, name, password=PASSWORD, **more):
    return browser.post(reverse("login"), {"username": name, "password": password}, **more)


def is_in(browser) -> bool:
    return "_auth_user_id" in browser.session


def code_of(person, later: int = 0) -> str:
    device = TOTPDevice.objects.get(user=person)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp() + later * device.step
    return f"{totp.token():06}"


@pytest.fixture
def browser() -> Client:
    return Client()


@pytest.fixture
def with_code(clerk) -> User:
    """The clerk with a telephone that shows codes."""
    second_factor.offered(clerk)
    assert second_factor.confirm(clerk, code_of(clerk))
    return clerk


def test_after_five_wrong_passwords_the_right_one_waits_too_and_waits_longer_each_time(browser, clerk):
    statuses = [log_in(browser, "clerk", "wrong").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    refused = log_in(browser, "CLERK")
    assert (refused.status_code, "1分钟后" in refused.content.decode(), is_in(browser)) == (429, True, False)
    WrongGuesses.objects.update(last_at=timezone.now() - timedelta(minutes=1, seconds=1))
    assert "2分钟后" in log_in(browser, "clerk", "wrong").content.decode()
    WrongGuesses.objects.update(last_at=timezone.now() - timedelta(minutes=2, seconds=1))
    assert log_in(browser, "clerk").status_code == 302
    assert not WrongGuesses.objects.filter(subject="name:clerk").exists()


def test_twelve_wrong_passwords_on_twelve_names_from_one_address_are_stopped(browser, clerk):
    statuses = [log_in(browser, f"name{n}", "wrong", REMOTE_ADDR="10.0.0.9").status_code for n in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    assert log_in(browser, "clerk", REMOTE_ADDR="10.0.0.9").status_code == 429
    assert log_in(browser, "clerk", REMOTE_ADDR="10.0.0.8").status_code == 302


def test_one_known_password_does_not_free_an_address_that_guesses(browser, clerk):
    for n in range(9):
        log_in(browser, f"name{n}", "wrong")
    assert log_in(browser, "clerk").status_code == 302
    log_in(Client(), "name9", "wrong")
    assert log_in(Client(), "name10", "wrong").status_code == 429


def test_behind_a_proxy_the_address_is_what_the_proxy_says_last(browser, clerk, settings):
    settings.HTTPS = True
    log_in(browser, "clerk", "wrong", HTTP_X_FORWARDED_FOR="1.2.3.4, 10.0.0.7", REMOTE_ADDR="127.0.0.1")
    settings.HTTPS = False
    log_in(browser, "clerk", "wrong", HTTP_X_FORWARDED_FOR="1.2.3.4", REMOTE_ADDR="10.0.0.6")
    assert set(AccessEvent.objects.values_list("address", flat=True)) == {"10.0.0.7", "10.0.0.6"}


def test_logins_failures_and_leaving_are_noted_with_name_address_and_nothing_secret(browser, clerk):
    log_in(browser, "clerk", "Geheim-123456")
    log_in(browser, "nobody", "Geheim-123456")
    log_in(browser, "clerk")
    browser.post(reverse("logout"))
    noted = list(AccessEvent.objects.order_by("pk").values_list("kind", "person_name", "org__code"))
    assert noted == [
        ("failed", "李文", "652799"), ("failed", "nobody", None), ("login", "李文", "652799"), ("logout", "李文", "652799"),
    ]  # fmt: skip
    assert not AccessEvent.objects.filter(says__contains="Geheim").exists()


def test_who_has_left_does_not_get_in_and_that_is_noted(browser, clerk):
    keeping.DEEDS["disable"].does(clerk)
    assert (log_in(browser, "clerk").status_code, is_in(browser)) == (200, False)
    assert AccessEvent.objects.get().says == "账号已停用"


def test_a_temporary_password_leads_to_its_change_and_nowhere_else(browser, county):
    made = people.add("new", county, "clerk", password=PASSWORD, full_name="新人", is_temporary=True)
    log_in(browser, "new")
    for page in ("/home/", "/652799/2024-06-30/board/", "/652799/2024-06-30/administration/permissions/"):
        assert browser.get(page).headers["Location"].endswith("/password/")
    shown = browser.get(reverse("password_change"))
    assert (shown.status_code, "请先修改密码" in shown.content.decode()) == (200, True)
    sent = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert browser.post(reverse("password_change"), sent).status_code == 302
    assert browser.get("/652799/2024-06-30/board/").status_code == 200
    assert not User.objects.get(pk=made.pk).must_change_password


def test_an_old_password_must_be_changed(browser, clerk, settings):
    settings.KEZHANG_PASSWORD_DAYS = 90
    User.objects.update(password_set_at=timezone.now() - timedelta(days=91))
    log_in(browser, "clerk")
    assert browser.get("/652799/2024-06-30/board/").headers["Location"].endswith("/password/")
    settings.KEZHANG_PASSWORD_DAYS = 0
    assert browser.get("/652799/2024-06-30/board/").status_code == 200


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Ab1-", "密码至少10个字符，现在是4个"),
        ("abcdefghijkl", "三种"),
        ("abcdefgh1234", "三种"),
        ("Liwen-2024ab", "拼音"),
        ("Shuohuxian-7", "拼音"),
        ("Shuohu-2024a", "拼音"),
        ("Password123!", ""),
        ("Zhanghu-2024", "最近5次用过"),
        ("Xinde-mima-88", ""),
    ],
)
def test_a_password_is_long_mixed_nobodys_name_and_new(clerk, password, says):
    found = "；".join(passwords.faults_of(password, clerk))
    assert says in found
    assert bool(found) == bool(says)


def test_common_passwords_are_refused_in_chinese(clerk):
    assert any("常见" in fault for fault in passwords.faults_of("1q2w3e4r5t", clerk))


def test_five_passwords_are_remembered_and_the_sixth_may_come_again(clerk):
    for n in range(4):
        passwords.change(clerk, f"Xinde-mima-{n}")
    assert passwords.faults_of(PASSWORD, clerk)
    passwords.change(clerk, "Xinde-mima-4")
    assert passwords.faults_of(PASSWORD, clerk) == []


def test_a_changed_password_ends_the_other_logins_and_keeps_this_one(browser, clerk):
    elsewhere = Client()
    log_in(elsewhere, "clerk")
    log_in(browser, "clerk")
    sent = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    browser.post(reverse("password_change"), sent)
    assert browser.get("/652799/2024-06-30/board/").status_code == 200
    assert elsewhere.get("/652799/2024-06-30/board/").headers["Location"].startswith("/login/")


def test_one_sees_ones_own_logins_alone_and_ends_those_elsewhere(browser, clerk, director):
    elsewhere, other = Client(), Client()
    log_in(elsewhere, "clerk", HTTP_USER_AGENT="WPS浏览器", REMOTE_ADDR="10.0.0.5")
    log_in(other, "director", HTTP_USER_AGENT="领导的手机")
    log_in(browser, "clerk", HTTP_USER_AGENT="办公室电脑")
    page = browser.get("/652799/2024-06-30/account/").content.decode()
    assert all(text in page for text in ("WPS浏览器", "10.0.0.5", "办公室电脑", "本次"))
    assert "领导的手机" not in page
    browser.post("/652799/2024-06-30/account/sessions/")
    assert elsewhere.get("/652799/2024-06-30/board/").headers["Location"].startswith("/login/")
    assert browser.get("/652799/2024-06-30/board/").status_code == 200
    assert other.get("/652799/2024-06-30/board/").status_code == 200


def at(moment, monkeypatch):
    """The clock of logins and of their signs of life."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    monkeypatch.setattr("django.core.signing.time.time", moment.timestamp)


def test_who_does_nothing_for_a_while_is_signed_out_and_who_works_is_not(browser, clerk, monkeypatch, settings):
    settings.KEZHANG_IDLE_MINUTES = 30
    start = timezone.now()
    log_in(browser, "clerk")
    for minutes in (20, 45, 70):
        at(start + timedelta(minutes=minutes), monkeypatch)
        assert browser.get("/652799/2024-06-30/board/").status_code == 200
    at(start + timedelta(minutes=101), monkeypatch)
    answer = browser.get("/652799/2024-06-30/board/")
    assert answer.headers["Location"].startswith("/login/")
    assert "30分钟没有操作" in browser.get(answer.headers["Location"]).content.decode()


def test_another_logins_sign_of_life_keeps_nobody_in(browser, clerk, director, monkeypatch):
    start, other = timezone.now(), Client()
    log_in(browser, "clerk")
    log_in(other, "director")
    at(start + timedelta(minutes=29), monkeypatch)
    other.get("/652799/2024-06-30/board/")
    at(start + timedelta(minutes=31), monkeypatch)
    browser.cookies[presence.COOKIE] = other.cookies[presence.COOKIE].value
    assert browser.get("/652799/2024-06-30/board/").headers["Location"].startswith("/login/")


def test_looking_at_a_page_writes_nothing_of_ones_presence(browser, clerk, django_assert_num_queries):
    log_in(browser, "clerk")
    browser.get("/652799/2024-06-30/administration/permissions/")
    before = list(OpenSession.objects.values_list("session_data", "expire_date"))
    browser.get("/652799/2024-06-30/administration/permissions/")
    assert list(OpenSession.objects.values_list("session_data", "expire_date")) == before


def test_a_telephone_is_set_up_by_its_first_code_and_gives_spare_codes_once(browser, clerk):
    log_in(browser, "clerk")
    page = "/652799/2024-06-30/account/code/"
    shown = browser.get(page).content.decode()
    assert ("data:image/svg+xml" in shown, second_factor.is_on(clerk)) == (True, False)
    refused = browser.post(page, {"code": "000000"})
    assert (refused.status_code, second_factor.is_on(clerk)) == (422, False)
    done = browser.post(page, {"code": code_of(clerk)}).content.decode()
    spare = list(StaticToken.objects.values_list("token", flat=True))
    assert (len(spare), all(code in done for code in spare)) == (second_factor.SPARE_CODES, True)
    assert second_factor.is_on(clerk)


def test_with_a_telephone_the_password_alone_does_not_let_in(browser, with_code):
    asked = log_in(browser, "clerk", next="/652799/2024-06-30/board/")
    assert (asked.headers["Location"], is_in(browser)) == ("/login/code/", False)
    wrong = browser.post("/login/code/", {"code": "000000"})
    assert (wrong.status_code, is_in(browser)) == (422, False)
    assert browser.post("/login/code/", {"code": code_of(with_code, 1)}).status_code == 302
    assert is_in(browser)


def test_a_code_works_once_and_so_does_a_spare_one(browser, with_code):
    spare = StaticToken.objects.first().token
    for code, lets_in in ((code_of(with_code, 1), True), (code_of(with_code, 1), False), (spare, True), (spare, False)):
        other = Client()
        log_in(other, "clerk")
        other.post("/login/code/", {"code": code})
        assert is_in(other) is lets_in


def test_codes_are_not_guessed_either(browser, with_code):
    log_in(browser, "clerk")
    statuses = [browser.post("/login/code/", {"code": "000000"}).status_code for _ in range(5)]
    assert statuses[-1] == 429
    assert browser.post("/login/code/", {"code": code_of(with_code, 1)}).status_code == 429


def test_the_wait_for_a_code_ends(browser, with_code, monkeypatch):
    log_in(browser, "clerk")
    at(timezone.now() + timedelta(minutes=6), monkeypatch)
    assert browser.post("/login/code/", {"code": code_of(with_code)}).headers["Location"] == "/login/"


def test_a_telephone_is_given_up_with_its_code_alone(browser, with_code):
    browser.force_login(with_code)
    browser.post("/652799/2024-06-30/account/code/off/", {"proof": PASSWORD})
    assert second_factor.is_on(with_code)
    browser.post("/652799/2024-06-30/account/code/off/", {"proof": code_of(with_code, 1)})
    assert not second_factor.is_on(with_code)


def test_a_login_leads_to_pages_of_this_site_alone(browser, clerk):
    for wanted, led in (("https://example.org/", "/home/"), ("/652799/2024-06-30/board/", "/652799/2024-06-30/board/")):
        answer = browser.post(reverse("login"), {"username": "clerk", "password": PASSWORD, "next": wanted})
        assert answer.headers["Location"] == led
        browser.post(reverse("logout"))


def test_many_tries_at_once_are_counted_one_by_one(clerk):
    for _ in range(guessing.NAME_TRIES):
        guessing.attempt("clerk", "10.0.0.1")  # none of them has been answered yet
    with pytest.raises(guessing.Locked):
        guessing.attempt("clerk", "10.0.0.2")


def test_who_is_right_while_another_tries_lets_the_count_begin_anew(clerk):
    """His row is there when another's is put down, and gone before that one looks for it."""
    table, steps = WrongGuesses._meta.db_table, ["put down", "taken away"]

    def meanwhile(execute, sql, params, many, context):
        if steps == ["put down", "taken away"] and sql.startswith("INSERT") and table in sql:
            steps.pop(0)
            WrongGuesses.objects.create(subject="name:clerk", count=4, last_at=timezone.now())
        elif steps == ["taken away"] and sql.startswith("SELECT") and table in sql:
            steps.pop(0)
            guessing.succeeded("clerk")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        guessing.attempt("clerk", "10.0.0.1")
    assert (steps, WrongGuesses.objects.get().count) == ([], 1)
