"""Every blueprint, one per kind of visitor or task."""

from __future__ import annotations

from flask import Flask

from survey.views import account, errors, home

BLUEPRINTS = (home.blueprint, account.blueprint)


def init_views(app: Flask) -> None:
    """Register the blueprints and the error pages."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.init_errors(app)
