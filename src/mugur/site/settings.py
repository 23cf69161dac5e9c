"""Settings: from the environment and MUGUR_HOME only; production refuses what is unsafe."""

from __future__ import annotations

import os
from pathlib import Path

from mugur.lib import keys
from mugur.lib.logins import home

from .database import databases

HOME: Path = home()
ROOT = Path(__file__).resolve().parents[3]
MUGUR_MODE = os.environ.get("MUGUR_MODE", "production")
MUGUR_DAY = os.environ.get("MUGUR_DAY", "")
MUGUR_ZONE = os.environ.get("MUGUR_ZONE", "Europe/Riga")
MUGUR_HOME = HOME
MUGUR_KEYS = keys.load_or_create(HOME)
FILES = HOME / "files"

SECRET_KEY = MUGUR_KEYS.secret_key.text
SECRET_KEY_FALLBACKS = MUGUR_KEYS.secret_key.older_texts
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("MUGUR_HOSTS", "127.0.0.1,localhost").split(",") if h]
SECURE = os.environ.get("MUGUR_SECURE", "1" if MUGUR_MODE == "production" else "0") == "1"

ROOMS = [
    "mugur.access",
    "mugur.web",
    "mugur.organisations",
    "mugur.people",
    "mugur.fund",
    "mugur.support",
    "mugur.prevention",
    "mugur.statistics",
    "mugur.site",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    *ROOMS,
]
if MUGUR_MODE == "demo":
    INSTALLED_APPS.append("mugur_demo")

MIDDLEWARE = [
    "mugur.site.middleware.Headers",
    "mugur.site.middleware.Language",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mugur.site.middleware.ReachOfRequest",
]
ROOT_URLCONF = "mugur.site.urls"
WSGI_APPLICATION = "mugur.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "src/mugur/site/overrides"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "mugur.site.context.shell",
            ],
            "builtins": ["mugur.web.templatetags.mugur"],
        },
    }
]

DATABASES = databases(HOME)
DATABASE_ROUTERS = ["mugur.site.routing.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}
if MUGUR_MODE == "test":
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_REDIRECT_URL = "/work/"
LOGIN_URL = "/sign-in/login/"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("lv", "Latviešu"), ("ro", "Română"), ("hu", "Magyar"), ("sv", "Svenska")]
LOCALE_PATHS = [ROOT / "src" / room.replace(".", "/") / "texts" for room in ROOMS]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_NAME = "mugur_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
NODE = Path(os.environ.get("MUGUR_NODE_MODULES", ROOT / "node_modules"))
STATICFILES_DIRS = [
    (prefix, NODE / folder)
    for prefix, folder in (
        ("npm/designsystemet-css", "@digdir/designsystemet-css/dist/src"),
        ("npm/htmx", "htmx.org/dist"),
        ("npm/inter", "@fontsource-variable/inter"),
    )
    if (NODE / folder).is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if MUGUR_MODE == "test":
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 1800
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-mugur" if SECURE else "mugur"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "mugur.site.middleware.csrf_failed"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = None
SECURE_CROSS_ORIGIN_OPENER_POLICY = None
SECURE_CONTENT_TYPE_NOSNIFF = False
if os.environ.get("MUGUR_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

EMAIL_BACKEND = os.environ.get("MUGUR_MAIL", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = os.environ.get("MUGUR_MAIL_FROM", "mugur@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "mugur.site.signin.Accounts"
MFA_ADAPTER = "mugur.site.signin.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TRUST_ENABLED = False
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "5/h/ip,3/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MUGUR_PROXIES", "0"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"quiet": {"()": "mugur.site.logs.NoValues"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["quiet"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
