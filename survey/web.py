"""The web's shared parts: forgery protection, sign-in, languages, limits, headers, logs."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Request, Response, abort, g, has_request_context, request, session
from flask_babel import Babel, get_locale
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from survey.config import LANGUAGES

babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="fixed-window")
login = LoginManager()

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}
LANGUAGE_IN_SESSION = "language"


class StorableRequest(Request):
    """A request whose form holds nothing that a database cannot store: NUL characters are left out."""

    def _load_form_data(self) -> None:
        super()._load_form_data()
        if any("\0" in value for _, value in self.form.items(multi=True)):
            clean = [(key, value.replace("\0", "")) for key, value in self.form.items(multi=True)]
            self.form = ImmutableMultiDict(clean)


class StorableNumber(IntegerConverter):
    """A whole number in an address, no larger than what a database can look for."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{"max": 2**31 - 1, **settings})


def choose_language() -> str | None:
    """Return the visitor's language: chosen, else their account's or browser's; None for the default."""
    if not has_request_context():
        return None
    chosen = session.get(LANGUAGE_IN_SESSION)
    if chosen in LANGUAGES:
        return chosen
    if current_user and current_user.is_authenticated and current_user.language in LANGUAGES:
        return current_user.language
    return request.accept_languages.best_match(LANGUAGES)


def is_safe_next(target: str | None) -> bool:
    """Say whether a redirect target stays on this host."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    if not target.isprintable():  # a line break in it would end the header
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc and "\\" not in target


def init_web(app: Flask) -> None:
    """Bind the shared parts to an application."""
    app.request_class = StorableRequest
    app.url_map.converters["int"] = StorableNumber
    app.before_request(_refuse_nul)
    app.before_request(_refuse_json)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=choose_language)
    login.init_app(app)
    login.session_protection = None  # binding to address and browser signs out people on the move
    limiter.init_app(app)
    app.after_request(_set_headers)
    app.context_processor(_template_globals)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    _set_up_logs()


def _refuse_nul() -> None:
    if "\0" in request.path:
        abort(404)


def _refuse_json() -> None:
    # No page sends JSON, and forms would read it as if it were fields, whatever stands in it.
    if request.is_json:
        abort(415)


def _template_globals() -> dict[str, object]:
    return {
        "language": str(get_locale()),
        "language_names": LANGUAGE_NAMES,
        "expert": g.get("expert"),
    }


def _set_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # The personal link stands in the address: it must not travel to any other site.
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
        headers.setdefault("Vary", "Cookie")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def _set_up_logs() -> None:
    # One line of JSON per event; events never carry answer text, tokens or addresses.
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
