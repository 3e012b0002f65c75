"""Every blueprint, one per kind of visitor or task."""

from __future__ import annotations

from flask import Flask

from survey.views import (
    account,
    administration,
    answer_sections,
    archive,
    asks,
    attrition,
    axes,
    camps,
    colleagues,
    composer_questions,
    consensus,
    consent,
    curating,
    errors,
    exports,
    framing_tables,
    home,
    imports,
    invitation,
    jobs,
    keeping,
    launch,
    leaving,
    lineage,
    mail_choice,
    navigation,
    notice,
    options,
    own_account,
    own_data,
    panel,
    preview,
    protocol,
    reasons,
    recommendations,
    reminders,
    reports,
    rounds_course,
    scenarios,
    schedule,
    strategy,
    studies,
    texts,
)

# Several modules may add pages to one blueprint.
BLUEPRINTS = (
    home.blueprint,
    account.blueprint,
    own_account.blueprint,
    administration.blueprint,
    answer_sections.blueprint,
    invitation.blueprint,
    consent.blueprint,
    leaving.blueprint,
    own_data.blueprint,
    mail_choice.blueprint,
    studies.blueprint,
    framing_tables.blueprint,
    notice.blueprint,
    protocol.blueprint,
    composer_questions.blueprint,
    launch.blueprint,
    preview.blueprint,
    rounds_course.blueprint,
    schedule.blueprint,
    reminders.blueprint,
    panel.blueprint,
    reasons.blueprint,
    texts.blueprint,
    curating.blueprint,
    lineage.blueprint,
    consensus.blueprint,
    attrition.blueprint,
    camps.blueprint,
    axes.blueprint,
    asks.blueprint,
    scenarios.blueprint,
    strategy.blueprint,
    options.blueprint,
    recommendations.blueprint,
    reports.blueprint,
    jobs.blueprint,
    exports.blueprint,
    archive.blueprint,
    keeping.blueprint,
    colleagues.blueprint,
    imports.blueprint,
)


def init_views(app: Flask) -> None:
    """Register the blueprints and the error pages."""
    for blueprint in dict.fromkeys(BLUEPRINTS):
        app.register_blueprint(blueprint)
    navigation.init_navigation(app)
    errors.init_errors(app)
