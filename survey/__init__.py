"""The Tholos web application."""

from __future__ import annotations

import importlib

from flask import Flask
from flask_migrate import Migrate
from jinja2 import StrictUndefined

from survey import cli, models, views
from survey.config import ROOT, Settings, read_settings
from survey.db import db
from survey.delivery import init_delivery
from survey.filters import init_filters
from survey.web import init_web

__all__ = ["create_app", "models"]


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application; settings come from the environment unless they are given."""
    settings = settings or read_settings()
    # The project root as root path: templates/, static/ and translations/ stand at the top level.
    app = Flask("survey", root_path=str(ROOT))
    app.config.from_mapping(settings.as_flask_config())
    # A page that mistypes a variable must fail in tests, not show a blank.
    app.jinja_env.undefined = StrictUndefined
    (ROOT / "instance").mkdir(exist_ok=True)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    init_web(app)
    init_delivery(app)
    init_filters(app)
    app.jinja_env.globals["may"] = importlib.import_module("survey.permissions").may
    views.init_views(app)
    cli.init_commands(app)
    return app
