"""What only the study's people can say: each asked once, with a short help, for both guidelines."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from survey.errors import NotFound


@dataclass(frozen=True)
class Statement:
    """One statement that people are asked for: its title, a short help, and the heading it stands under."""

    code: str
    group: str
    title: str
    help: str


GROUPS: Mapping[str, str] = {
    "people": _("Who is behind the study"),
    "purpose": _("Why and for whom"),
    "panel": _("Who was asked"),
    "material": _("What it was prepared from"),
    "reading": _("How to read its results"),
}

_ROWS = (
    ("funding", "people", _("Funding"), _("Who paid, and whether they had a say. “None” is an answer.")),
    ("team", "people", _("Team"), _("Who led and moderated the study, their fields, how roles were given.")),
    ("advice", "people", _("Advice on the method"), _("Who advised on the method, or that nobody did.")),
    (
        "conflicts",
        "people",
        _("Conflicts of interest"),
        _("Of the organisers and of the panel, and how they were dealt with."),
    ),
    (
        "endorsement",
        "people",
        _("Endorsement"),
        _("Organisations that stand behind the study, and their part."),
    ),
    ("ethics", "people", _("Ethics"), _("Review or approval, with its number, or why none was needed.")),
    (
        "justification",
        "purpose",
        _("Why a Delphi study"),
        _("Why experts were asked in rounds, and not otherwise."),
    ),
    (
        "audience",
        "purpose",
        _("Readers and region"),
        _("For whom the results are meant, and for which region."),
    ),
    (
        "project",
        "purpose",
        _("Larger project"),
        _("The project that the study belongs to, or that it stands alone."),
    ),
    (
        "update",
        "purpose",
        _("Earlier document"),
        _("Whether it renews an earlier study or guideline, which one and why."),
    ),
    (
        "registration",
        "purpose",
        _("Registration"),
        _("Where and when the protocol was registered, or that it was not."),
    ),
    (
        "fields",
        "panel",
        _("Why these fields"),
        _("Which fields of expertise were wanted, and why these."),
    ),
    (
        "criteria",
        "panel",
        _("Who counts as an expert"),
        _("Criteria, the reason for the size of the panel, and who chose."),
    ),
    (
        "recruitment",
        "panel",
        _("How experts were found"),
        _("Lists, registers, publications, recommendations."),
    ),
    (
        "missing_expertise",
        "panel",
        _("Missing expertise"),
        _("Which expertise could not be had, and what was done about it."),
    ),
    (
        "public",
        "panel",
        _("Part of the public"),
        _("Citizens, patients or users in any step, or that there were none."),
    ),
    ("incentives", "panel", _("Incentives"), _("What experts got for their time, or that they got nothing.")),
    (
        "preparation",
        "material",
        _("Preparatory research"),
        _("Literature, interviews or workshops from which the questions were made."),
    ),
    (
        "search",
        "material",
        _("Search for literature"),
        _("Databases, words and dates of the search, or that there was none."),
    ),
    (
        "evidence_given",
        "material",
        _("Evidence given to the panel"),
        _("Texts or figures that experts got to read."),
    ),
    (
        "pilot",
        "material",
        _("Piloting"),
        _("Who tried the questions before, and what was changed, or that nobody did."),
    ),
    (
        "events",
        "reading",
        _("Events during the study"),
        _("What happened outside meanwhile and may have moved answers."),
    ),
    (
        "literature",
        "reading",
        _("Relation to earlier work"),
        _("Where the results agree with earlier work, and where not."),
    ),
    (
        "transferability",
        "reading",
        _("How far the results carry"),
        _("To which places and times they may be carried over, and to which not."),
    ),
    (
        "panel_limits",
        "reading",
        _("Limits of the panel"),
        _("Whose view is missing, and what that means for the results."),
    ),
    (
        "data_availability",
        "reading",
        _("Availability of the data"),
        _("Where the data can be had, under which licence."),
    ),
)

STATEMENTS: Mapping[str, Statement] = {row[0]: Statement(*row) for row in _ROWS}


def list_groups() -> list[tuple[str, str, list[Statement]]]:
    """Return the statements under their headings."""
    return [
        (code, title, [each for each in STATEMENTS.values() if each.group == code])
        for code, title in GROUPS.items()
    ]


def get_statement(code: str) -> Statement:
    """Return a statement by its code."""
    if code not in STATEMENTS:
        raise NotFound("There is no such statement.")
    return STATEMENTS[code]
