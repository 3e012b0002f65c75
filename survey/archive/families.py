"""Which columns of which tables an archive holds; what is not named here never leaves."""

from __future__ import annotations

from collections.abc import Mapping

from survey.db import Base
from survey.models import (
    Amendment,
    ComparedSystem,
    Criterion,
    Direction,
    Driver,
    Evidence,
    Group,
    Signpost,
    WildCard,
)

FORMAT = "tholos-archive/1"

STUDY = (
    *("code", "title", "focal_question", "summary", "source", "template", "privacy_mode", "languages"),
    *("base_year", "horizon_year", "waypoints", "phases", "is_simulated", "seed", "notice", "protocol"),
    *("protocol_hash", "protocol_locked_at", "time_zone", "checks", "created_at"),
    *("outlook", "statements"),
)
FRAME: Mapping[str, tuple[type[Base], tuple[str, ...]]] = {
    "amendments": (Amendment, ("number", "made_at", "reason", "before", "after", "protocol_hash")),
    "groups": (Group, ("code", "position", "name")),
    "systems": (ComparedSystem, ("code", "position", "name", "place")),
    "criteria": (Criterion, ("code", "position", "name", "cells")),
    "evidence": (Evidence, ("code", "position", "kind", "citation", "note")),
    "drivers": (
        Driver,
        (
            *("code", "position", "name", "statement", "category", "low_pole", "high_pole", "is_reversed"),
            *("passage", "evidence_codes", "version", "retired_on"),
        ),
    ),
    "directions": (Direction, ("code", "position", "name")),
    "signposts": (
        Signpost,
        ("code", "position", "quadrant", "indicator", "source", "threshold", "details"),
    ),
    "wild_cards": (WildCard, ("code", "position", "name", "description", "quadrants", "origin")),
}
OPTION = (
    *("code", "position", "name", "description", "actor", "instrument", "trigger", "phase"),
    *("lead_time_years", "cost_class", "prerequisites", "passage", "details"),
)
YOUNGER = ("wild_cards", "recommendations")
"""Families that older archives do not have."""
RECOMMENDATION = ("position", "sentence", "changes_mind", "is_left_out")
AXIS = ("letter", "name", "low_pole", "high_pole", "origin", "reason", "decided_at")
SCENARIO = ("quadrant", "name", "headline", "narrative", "parts", "outcomes")
ROUND = ("number", "kind", "title", "intro", "closes_on", "opened_at", "closed_at", "released_at")
STATE = ("opened_at", "closed_at", "released_at")
SECTION = ("position", "title")
QUESTION = ("position", "kind", "name", "quadrant", "driver_version", "settings")
FINDING = ("kind", "data", "seed", "input_hash", "software", "computed_at")
SNAPSHOT = ("findings", "input_hash", "software", "taken_at")
SUPERSEDED = ("number", *SNAPSHOT, "reopened_at", "reason")
LINEAGE = ("number", "kind", "made_at", "reason", "before", "after")
CONTRIBUTION = ("kind", "language", "shown", "state")
REPORT = (
    *("number", "language", "profile", "paper", "sections", "state", "made_on", "released_on"),
    *("changes", "note", "html", "pdf_hash", "input_hash", "content_hash"),
)
"""Of reports; links to them and how often these were used never travel."""
PERSON = ("name", "email", "language", "mail_stopped_on", "withdrawn_on", "revoked_at", "address_problem")
