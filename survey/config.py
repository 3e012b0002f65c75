"""Settings, read once from the environment. A default is right in production and safe to publish."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from survey.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "ko")


@dataclass(frozen=True)
class Settings:
    """What the environment may set; `docs/configuration.md` documents every name."""

    secret_key: str
    panel_key: str
    database_url: str
    public_url: str
    secret_key_fallbacks: tuple[str, ...] = ()
    smtp_url: str = ""
    mail_sender: str = "Tholos <noreply@localhost>"
    default_language: str = "en"
    jobs: str = "here"
    testing: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_secure(self) -> bool:
        """Say whether visitors reach us by https, so that cookies can be bound to it."""
        return urlsplit(self.public_url).scheme == "https"

    def as_flask_config(self) -> dict[str, object]:
        """Return the names that Flask and its extensions read."""
        host_prefix = "__Host-" if self.is_secure else ""
        return {
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": list(self.secret_key_fallbacks),
            "PANEL_KEY": self.panel_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # A failed statement is logged without what it carried: answers, names, pseudonyms.
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
            "PUBLIC_URL": self.public_url.rstrip("/"),
            "SMTP_URL": self.smtp_url,
            "MAIL_SENDER": self.mail_sender,
            "JOBS": self.jobs,
            "SESSION_COOKIE_NAME": f"{host_prefix}tholos",
            "SESSION_COOKIE_SECURE": self.is_secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "BABEL_DEFAULT_LOCALE": self.default_language,
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
            "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch must still be accepted
            "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 2_000,
            "RATELIMIT_STORAGE_URI": "memory://",
            "RATELIMIT_HEADERS_ENABLED": False,
            "TESTING": self.testing,
            **self.extra,
        }


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; refuse to start without a secret."""
    env = os.environ if environment is None else environment
    secret = env.get("SECRET_KEY", "") or _stored_secret()
    if len(secret) < 32:
        raise ConfigurationError(
            "SECRET_KEY is missing or shorter than 32 characters: set it, or start with make run, "
            "which makes one."
        )
    fallbacks = tuple(key for key in env.get("SECRET_KEY_FALLBACKS", "").split(",") if key)
    return Settings(
        secret_key=secret,
        secret_key_fallbacks=fallbacks,
        panel_key=env.get("PANEL_KEY", "") or secret,
        database_url=_database_url(env.get("DATABASE_URL", "")),
        public_url=env.get("PUBLIC_URL", "") or f"http://127.0.0.1:{env.get('PORT', '8000')}",
        smtp_url=env.get("SMTP_URL", ""),
        mail_sender=env.get("MAIL_SENDER", "") or Settings.mail_sender,
        default_language=env.get("DEFAULT_LANGUAGE", "") or "en",
        jobs=_jobs(env.get("JOBS", "")),
    )


def _stored_secret() -> str:
    path = ROOT / "instance" / "secret_key"
    return path.read_text(encoding="ascii").strip() if path.is_file() else ""


def _jobs(value: str) -> str:
    if value not in {"", "here", "elsewhere"}:
        raise ConfigurationError("JOBS is either “here” or “elsewhere”.")
    return value or "here"


def _database_url(url: str) -> str:
    if not url:
        return f"sqlite:///{ROOT / 'instance' / 'tholos.sqlite'}"
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        return f"postgresql+psycopg{separator}{rest}"
    return url
