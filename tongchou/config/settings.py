"""Django's settings, all of them: one file, because a county has one configuration."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from tongchou.config.home import current

PACKAGE = Path(__file__).resolve().parent.parent
HOME = current()

SECRET_KEY = HOME.key("web").hex()
DEBUG = False
ALLOWED_HOSTS = HOME.settings.get("hosts", ["127.0.0.1", "localhost", "[::1]", "testserver"])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "tongchou.journal",
    "tongchou.registers.places",
    "tongchou.registers.people",
    "tongchou.registers.staff",
    "tongchou.registers.orgs",
    "tongchou.registers.items",
    "tongchou.dated",
    "tongchou.intake",
    "tongchou.tasks",
    "tongchou.figures",
    "tongchou.closing",
    "tongchou.bulletin",
    "tongchou.restrictions",
    "tongchou.pillars.quarantine",
    "tongchou.pillars.screening",
    "tongchou.pillars.supplies",
    "tongchou.pillars.resumption",
    "tongchou.procedures",
    "tongchou.paper",
    "tongchou.web",
    "tongchou.field",
]

MIDDLEWARE = [
    # Before all others: it takes over the headers that they have set.
    "tongchou.web.shell.again.AgainMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tongchou.field.overload.OverloadMiddleware",
    "tongchou.web.shell.security.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tongchou.web.shell.seen.SeenMiddleware",
    "tongchou.web.shell.refusals.RefusalMiddleware",
    "tongchou.web.shell.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tongchou.config.urls"
WSGI_APPLICATION = "tongchou.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongchou.web.shell.frame.frame",
            ],
        },
    }
]


def _postgresql(address: str) -> dict[str, object]:
    url = urlsplit(address)
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", url.hostname or ""),
        "PORT": str(url.port or ""),
        # More than the eight threads that answer: what a process does beside them, lists being taken in and the acts
        # of a day, must not keep them waiting. A threshold at all, so that `journal.rows.often` may have its plans
        # kept; Django's own cursors never do.
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12}, "prepare_threshold": 0},
    }


def _sqlite(name: str, engine: str) -> dict[str, object]:
    return {
        "ENGINE": engine,
        "NAME": HOME.path / name,
        # To open a file and set it up took 6 ms of processor time for each request; a page from a copy takes 2.
        "CONN_MAX_AGE": None,
        # As Django does by itself where the engine is its own.
        "TEST": {"NAME": ":memory:"},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # recursive_triggers: without it INSERT OR REPLACE slips past the triggers that keep the books unedited.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
                "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456"
            ),
        },
    }


if HOME.database:
    DATABASES = {"default": _postgresql(HOME.database)}
else:
    # Sessions and jobs live in a second file: a sign-in never waits for a long list in the books.
    # Writers of the books wait in a row for each other. Only there: who held both rows could wait in a ring.
    DATABASES = {
        "default": _sqlite("books.sqlite3", "tongchou.config.sqlite"),
        "office": _sqlite("office.sqlite3", "django.db.backends.sqlite3"),
    }
DATABASE_ROUTERS = ["tongchou.config.stores.OfficeRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "tongchou.registers.staff.signed_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "tongchou.web.shell.views.locked_out"

SESSION_ENGINE = "tongchou.registers.staff.signed_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 3600
X_FRAME_OPTIONS = "DENY"
# How many phones one process works for at a time; the others are told to come again (field/overload.py).
FIELD_AT_ONCE = int(HOME.settings.get("field_at_once", 4))
# Readers of an open day's bulletin and of the county's home share one rendering (figures/sharing.py).
PAGES_SHARED = bool(HOME.settings.get("pages_shared", True))
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 << 20

LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "static" / "web" / "build"
STATICFILES_DIRS: list[Path] = []
# Built files carry a hash in their names and never change under them.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/assets/[^/]+-[A-Za-z0-9_-]{8}\.\w+$"
WHITENOISE_ALLOW_ALL_ORIGINS = False

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# No personal data in logs: Django's own error mails and local variables stay off, requests are logged by path alone.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "tongchou.web.shell.quiet.QuietFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
