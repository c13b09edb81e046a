"""Settings of an installation, read from the environment; docs/reference/settings.md lists every variable."""

from __future__ import annotations

import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from liantu.audit.destination import read_destination
from liantu.foundation.accounts import oidc
from liantu.lib.asides import kept_text
from liantu.lib.environment import read_database, read_flag, read_list, read_number, read_text

BASE_DIR = Path(__file__).resolve().parent
HOME = Path(read_text("LIANTU_HOME", str(Path.cwd() / "var"))).expanduser().resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The signing key: from the environment, else made once and kept beside the data, readable by the owner only."""
    given = read_text("LIANTU_SECRET_KEY")
    if given:
        return given
    return kept_text(HOME / "secret-key", lambda: secrets.token_urlsafe(48))


DEBUG = read_flag("LIANTU_DEBUG")
DEMO = read_flag("LIANTU_DEMO")
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = read_list("LIANTU_ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = read_list("LIANTU_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "liantu.demo",
    "liantu.projects",
    "liantu.projects.leads",
    "liantu.projects.task_forces",
    "liantu.outreach",
    "liantu.outreach.work",
    "liantu.prospects",
    "liantu.prospects.suggestions",
    "liantu.prospects.challenges",
    "liantu.chains",
    "liantu.chains.atlas",
    "liantu.chains.purchases",
    "liantu.enterprises",
    "liantu.sources",
    "liantu.sources.statistics",
    "liantu.sources.products",
    "liantu.sources.documents",
    "liantu.foundation.exports",
    "liantu.foundation.system",
    "liantu.foundation.duties",
    "liantu.foundation.versions",
    "liantu.foundation.flows",
    "liantu.foundation.calendar",
    "liantu.foundation.notices",
    "liantu.foundation.likeness",
    "liantu.foundation.files",
    "liantu.foundation.jobs",
    "liantu.foundation.history",
    "liantu.foundation.accounts",
    "liantu.ui",
    "liantu.audit",
    "liantu.people",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "liantu.ui.answers.MethodsMiddleware",
    "liantu.ui.answers.KeptByNobodyMiddleware",
    "liantu.ui.answers.HeadMiddleware",
    "liantu.ui.answers.CompressMiddleware",
    "csp.middleware.CSPMiddleware",
    "liantu.ui.answers.AttachmentsMiddleware",
    "liantu.ui.answers.PartsMiddleware",
    "liantu.audit.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "liantu.people.middleware.ZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "liantu.ui.middleware.ToastMiddleware",
    "liantu.ui.middleware.FreshMiddleware",
    "liantu.ui.once.OnceMiddleware",
    "liantu.ui.middleware.ProblemsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "liantu.urls"
WSGI_APPLICATION = "liantu.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "liantu.ui.context.frame",
            ],
            # draws the token against sending twice beside the one against strangers' forms
            "builtins": ["liantu.ui.templatetags.once"],
        },
    }
]

DATABASES = {"default": read_database("LIANTU_DATABASE_URL", home=HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
AXES_FAILURE_LIMIT = read_number("LIANTU_LOGIN_ATTEMPTS", 5, least=3, most=50)
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "liantu_language"
LOCALE_PATHS = [
    BASE_DIR / part / "locale" for part in ("engine", "reader", "parsers")
]  # no apps, but their messages are shown
TIME_ZONE = read_text("LIANTU_TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(HOME / "files")}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False
MEDIA_ROOT = str(HOME / "files")
REGISTERS_DIR = HOME / "registers"
UPLOAD_MAX_BYTES = read_number("LIANTU_UPLOAD_MAX_MB", 512, least=1, most=1024 * 64) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

HTTPS = read_flag("LIANTU_HTTPS")
PROXIES = read_number("LIANTU_PROXIES", 0, most=9)
# machines inside that the program may ask by their names (a model, a log-in provider); others are outside or unasked
INSIDE_HOSTS = read_list("LIANTU_INSIDE_HOSTS")
# where the ends of the log are sent every day; nowhere unless an operator names a place
AUDIT_HEADS_TO = read_destination()
# a language model as a second reader: nothing is sent anywhere unless an operator names an address
MODEL_URL = read_text("LIANTU_MODEL_URL", "")
MODEL_NAME = read_text("LIANTU_MODEL", "")
MODEL_KEY = read_text("LIANTU_MODEL_KEY", "")
MODEL_SECONDS = read_number("LIANTU_MODEL_SECONDS", 60, most=600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

OIDC = oidc.read_oidc()
OIDC_ENABLED = OIDC is not None
OIDC_NAME = OIDC.name if OIDC is not None else ""
OIDC_CLAIM = OIDC.claim if OIDC is not None else ""
if OIDC is not None:
    INSTALLED_APPS += oidc.APPS
    MIDDLEWARE += oidc.MIDDLEWARE
    AUTHENTICATION_BACKENDS += oidc.BACKENDS
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += [OIDC.origin]
    globals().update(oidc.allauth_settings(OIDC))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "liantu.audit.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": read_text("LIANTU_LOG_LEVEL", "WARNING")},
    "loggers": {"liantu": {"level": read_text("LIANTU_LOG_LEVEL", "INFO")}},
}
