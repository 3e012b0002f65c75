"""Every blueprint, one per kind of visitor or task."""

from __future__ import annotations

from flask import Flask

from survey.views import (
    account,
    answer_sections,
    axes,
    consensus,
    errors,
    home,
    panel,
    reasons,
    reports,
    rounds,
    scenarios,
    strategy,
    studies,
)

BLUEPRINTS = (
    home.blueprint,
    account.blueprint,
    answer_sections.blueprint,
    studies.blueprint,
    rounds.blueprint,
    panel.blueprint,
    reasons.blueprint,
    consensus.blueprint,
    axes.blueprint,
    scenarios.blueprint,
    strategy.blueprint,
    reports.blueprint,
)


def init_views(app: Flask) -> None:
    """Register the blueprints and the error pages."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.init_errors(app)
