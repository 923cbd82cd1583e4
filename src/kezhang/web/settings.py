"""Settings. Everything a bureau may have to change is an environment variable; the defaults need none.

KEZHANG_HOME      where data are kept: database, files, the secret key (default: ./var)
DATABASE_URL      postgresql://user:password@host:port/name?sslmode=verify-full (default: SQLite in KEZHANG_HOME)
KEZHANG_HOSTS     names the site answers to, separated by commas (default: this machine only)
KEZHANG_HTTPS     1 when the site is reached over https: cookies are then sent over https alone
KEZHANG_SECRET    the secret key (default: made once and kept in KEZHANG_HOME)
KEZHANG_PLUGINS   packages with ledgers, indicators, checks and templates of one's own, separated by commas
                  (docs/plugins.md)
KEZHANG_IDLE_MINUTES    minutes without a request after which one is signed out (default: 30; 0: never)
KEZHANG_PASSWORD_DAYS   days after which a password must be changed (default: 180; 0: never)
KEZHANG_REQUESTS_PERCENT  how many requests a minute are taken from one person and one address, in percent of what
                  web/request_limits.py declares (default: 100; 0: any number)
KEZHANG_ANCHORS   a file outside KEZHANG_HOME, on another machine's share where there is one, to which the signed heads
                  of the logs are added (default: none; docs/security.md)
KEZHANG_TSA       the address of a time-stamping server (RFC 3161) that stamps the newest anchor (default: none)
KEZHANG_SIGNATURE       ed25519 or sm2: what new signing keys are of; sm2 needs kezhang[sm2], and in a home that has a
                  key already kezhang key rotate (default: ed25519)
KEZHANG_ANCHOR_SM3      1 to put the SM3 digest of each anchor on its line too, where a bureau must (default: 1 with sm2,
                  else 0)
KEZHANG_BACKUPS   a folder, on another machine's share where there is one, for a backup every night (default: none)
KEZHANG_BACKUPS_KEPT    how many of them are kept (default: 14; 0: all)
KEZHANG_ANCHOR_MINUTES  minutes after which that is done again where something was written (default: 60; 0: only when
                  a report is issued)
KEZHANG_OPEN_ADDRESS    how people outside reach the open pages, as https://kj.example.gov.cn (default: as staff do)
KEZHANG_SEAL_KEY  the key that locks what people outside have sent (default: made once and kept in KEZHANG_HOME)
KEZHANG_OPEN_ONLY 1 for a process that serves the open pages and nothing else (set by kezhang serve --open-only)
KEZHANG_DEBUG     1 for developers only
"""

import json
import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kezhang.quantities.typed_numbers import whole_number
from kezhang.web.database import database_of, edge_database_of, jobs_database_of

PACKAGE = Path(__file__).resolve().parent.parent
KEZHANG_HOME = Path(os.environ.get("KEZHANG_HOME", "var")).resolve()
KEZHANG_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
DEBUG = os.environ.get("KEZHANG_DEBUG") == "1"


def _secret(variable: str, name: str) -> str:
    """From the environment, else made once; kept where only this account may read it."""
    if given := os.environ.get(variable):
        return given
    file = KEZHANG_HOME / name
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text()


#: No number that is set here is greater.
MOST = 10_000


def number_of(name: str, usual: int) -> int:
    """A whole number from the environment."""
    typed = os.environ.get(name, "").strip() or str(usual)
    try:
        return whole_number(typed, 0, MOST)
    except ValueError as fault:
        raise ImproperlyConfigured(f"{name} {fault}，例如 {usual}，现在是“{typed}”。") from fault


def one_of(name: str, usual: str, *others: str) -> str:
    """A word from the environment that is one of these."""
    typed = os.environ.get(name, "").strip().lower() or usual
    if typed not in (usual, *others):
        raise ImproperlyConfigured(f"{name} 应为 {'、'.join((usual, *others))} 之一，现在是“{typed}”。")
    return typed


SECRET_KEY = _secret("KEZHANG_SECRET", "secret_key")
KEZHANG_SEAL_KEY = _secret("KEZHANG_SEAL_KEY", "seal_key")
KEZHANG_OPEN_ADDRESS = os.environ.get("KEZHANG_OPEN_ADDRESS", "").rstrip("/")
#: How a command that no request came to names this machine's own site.
KEZHANG_OWN_ADDRESS = "http://127.0.0.1:8000"
DATABASES = {"default": database_of(os.environ.get("DATABASE_URL", ""), KEZHANG_HOME)}
DATABASES |= jobs_database_of(DATABASES["default"])
DATABASES |= edge_database_of(DATABASES["default"])
DATABASE_ROUTERS = ["kezhang.jobs.router.JobsRouter", "kezhang.submissions.edge.router.EdgeRouter"]
#: What an examination of the data looks at beside records, log and reports, each by where it is declared.
KEZHANG_EXAMINERS = ("kezhang.submissions.examination.examine", "kezhang.collection.examination.examine")
#: What shows where a record came from, each by where it is declared.
KEZHANG_ORIGINS = ("kezhang.submissions.origin.origins",)
#: What is said beside records on lists and on their pages, by those who know: callables of a ledger, a bureau, records.
KEZHANG_REMARKS = ("kezhang.collection.claiming.remarks",)
#: What can be done beside the site, each by where it is declared.
KEZHANG_JOB_KINDS = (
    "kezhang.backups.backup_job.BACKUP",
    "kezhang.records.background.import_job.PREVIEW",
    "kezhang.records.background.import_job.IMPORT",
    "kezhang.records.background.export_job.EXPORT",
    "kezhang.reports.background.draft_job.DRAFT",
    "kezhang.reports.background.draft_job.CORRECTION",
    "kezhang.reports.background.returned_file_job.RETURN",
    "kezhang.reports.background.printing_job.PRINT",
    "kezhang.reports.background.examination_job.EXAMINATION",
    "kezhang.intake.background.reading_job.READ",
    "kezhang.intake.background.collation_job.COLLATE",
    "kezhang.controls.checking_job.CHECK",
    "kezhang.collection.returning.measuring_job.MEASURE",
    "kezhang.submissions.erasure_job.ERASURE",
)
ALLOWED_HOSTS = os.environ.get("KEZHANG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
KEZHANG_PLUGINS = tuple(name.strip() for name in os.environ.get("KEZHANG_PLUGINS", "").split(",") if name.strip())
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "orgs.User"
ROOT_URLCONF = "kezhang.web.open_urls" if os.environ.get("KEZHANG_OPEN_ONLY") == "1" else "kezhang.web.urls"
WSGI_APPLICATION = "kezhang.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "kezhang.seals",
    "kezhang.orgs",
    "kezhang.form_drafts",
    "kezhang.teamwork",
    "kezhang.name_search",
    "kezhang.jobs",
    "kezhang.records",
    "kezhang.ledgers",
    "kezhang.indicators",
    "kezhang.targets",
    "kezhang.reports",
    "kezhang.intake",
    "kezhang.collection",
    "kezhang.calendar",
    "kezhang.submissions",
    "kezhang.submissions.edge",
    "kezhang.web",
    *KEZHANG_PLUGINS,
]
MIDDLEWARE = [
    "kezhang.call_depth.room_for_requests",
    "kezhang.web.answers.RequestNamed",
    "kezhang.web.monitoring.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kezhang.web.answers.NotTooMuch",
    "kezhang.submissions.open.short_way.ShortWay",
    "csp.middleware.CSPMiddleware",
    "kezhang.submissions.open.door.OpenDoor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kezhang.web.answers.NotKept",
    "kezhang.web.request_limits.RequestLimits",
    "kezhang.form_drafts.returning.KeepWhatWasTyped",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kezhang.web.accounts.presence.Presence",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kezhang.web.standpoint.StandpointMiddleware",
    "kezhang.web.accounts.gate.Gate",
    "kezhang.web.clear_text.ClearText",
    "kezhang.web.answers.TellWhatIsOnlySentTo",
]
#: What of these is for what telephones send to a quiz, too (submissions/open/short_way.py).
KEZHANG_SHORT_WAY = (
    "kezhang.submissions.open.door.OpenDoor",
    "kezhang.web.request_limits.RequestLimits",
    "kezhang.web.clear_text.ClearText",
)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kezhang.web.context.frame",
            ],
        },
    }
]

#: 打开日期: the day that a bureau of invented data opens on, by its code; real bureaus open on today.
OPENING_DAYS_FILE = KEZHANG_HOME / "opening_days.json"
KEZHANG_OPENING_DAYS = json.loads(OPENING_DAYS_FILE.read_text(encoding="utf-8")) if OPENING_DAYS_FILE.is_file() else {}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"  # absolute: assets are the same under every bureau and date
WHITENOISE_USE_FINDERS = True  # serves the wheel's own assets; nobody has to run collectstatic
MEDIA_ROOT = KEZHANG_HOME / "files"
KEZHANG_UPLOAD_LIMIT = 100 * 1024 * 1024  # one workbook
KEZHANG_REQUEST_LIMIT = 600 * 1024 * 1024  # everything that is sent at once
KEZHANG_EVIDENCE_LIMIT = 20 * 1024 * 1024  # one evidence file
KEZHANG_READ_LIMIT = 50 * 1024 * 1024  # one report to be read
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "kezhang.full_disk.WholeFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

CSRF_FAILURE_VIEW = "kezhang.form_drafts.returning.stale"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kezhang.orgs.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "kezhang.orgs.passwords.SeveralClasses"},
    {"NAME": "kezhang.orgs.passwords.NotOwnName"},
    {"NAME": "kezhang.orgs.passwords.NotUsedBefore"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
KEZHANG_PASSWORD_DAYS = number_of("KEZHANG_PASSWORD_DAYS", 180)
KEZHANG_IDLE_MINUTES = number_of("KEZHANG_IDLE_MINUTES", 30)
KEZHANG_REQUESTS_PERCENT = number_of("KEZHANG_REQUESTS_PERCENT", 100)
KEZHANG_ANCHORS = os.environ.get("KEZHANG_ANCHORS", "").strip()
KEZHANG_TSA = os.environ.get("KEZHANG_TSA", "").strip()
KEZHANG_SIGNATURE = one_of("KEZHANG_SIGNATURE", "ed25519", "sm2")
KEZHANG_ANCHOR_SM3 = os.environ.get("KEZHANG_ANCHOR_SM3", "1" if KEZHANG_SIGNATURE == "sm2" else "0") == "1"
KEZHANG_ANCHOR_MINUTES = number_of("KEZHANG_ANCHOR_MINUTES", 60)
KEZHANG_BACKUPS = os.environ.get("KEZHANG_BACKUPS", "").strip()
KEZHANG_BACKUPS_KEPT = number_of("KEZHANG_BACKUPS_KEPT", 14)
OTP_TOTP_ISSUER = "科账"
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0  # orgs/guessing.py counts codes and passwords alike

HTTPS = os.environ.get("KEZHANG_HTTPS") == "1"
#: 1 where this process speaks https itself (kezhang serve --cert); no proxy stands before it that could be believed.
TLS = os.environ.get("KEZHANG_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS or TLS
SESSION_ENGINE = "kezhang.orgs.sessions"
SESSION_COOKIE_AGE = 12 * 3600
#: Over https browsers ask for nothing else for a year; what still comes by http is sent there.
SECURE_SSL_REDIRECT, SECURE_HSTS_SECONDS = HTTPS, 365 * 24 * 3600 if HTTPS or TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler draws its arrows and ticks as data: pictures
        "object-src": [NONE],
        "frame-src": [SELF],  # a paper is looked at inside its record's page
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

#: Rotated by size; a line is a JSON object with the request's id, as the page's answer has it in X-Request-ID.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "kezhang.web.monitoring.log_records.WithRequest"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "kezhang.web.monitoring.log_records.JsonLines"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "file": {
            "class": "kezhang.web.monitoring.log_records.RotatedFile",
            "filename": str(KEZHANG_HOME / "logs" / "kezhang.jsonl"),
            "maxBytes": 5 * 1024 * 1024,
            "backupCount": 5,
            "encoding": "utf-8",
            "delay": True,
            "formatter": "json",
            "filters": ["request"],
        },
    },
    "loggers": {"kezhang.requests": {"handlers": ["file"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["console", "file"], "level": "WARNING"},
}
