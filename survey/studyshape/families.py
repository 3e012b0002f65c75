"""The keys of a study file: those of the study itself and those of each family of its content."""

from __future__ import annotations

from collections.abc import Mapping

from survey.framing.fields import EVIDENCE_KINDS
from survey.framing.outlook import DIMENSIONS
from survey.models import QUADRANTS, STEEPV, PrivacyMode, Template
from survey.studyshape.keys import (
    CELLS,
    CODE,
    CODES,
    FLAG,
    LANGUAGE_LIST,
    LEAD_TIME,
    NAME,
    OPTION_DETAILS,
    PHASE,
    SIGNPOST_DETAILS,
    SOURCE,
    STRESS,
    TEXT,
    YEAR,
    YEARS,
    Key,
    nullable,
    one_of,
    optional,
    string,
)

STUDY: Mapping[str, Key] = {
    "code": CODE,
    "title": NAME,
    "languages": LANGUAGE_LIST,
    "template": one_of(*Template),
    "privacy_mode": optional(one_of(*PrivacyMode)),
    "focal_question": optional(TEXT),
    "summary": optional(TEXT),
    "source": optional(SOURCE),
    "base_year": nullable(YEAR),
    "horizon_year": nullable(YEAR),
    "waypoints": optional(YEARS),
    "third_dimension": optional(one_of(*DIMENSIONS)),
    "stress": optional(STRESS),
    "is_simulated": optional(FLAG),
}
FAMILIES: Mapping[str, Mapping[str, Key]] = {
    "groups": {"code": CODE, "name": NAME},
    "systems": {"code": CODE, "name": NAME, "place": optional(TEXT)},
    "criteria": {"code": CODE, "name": NAME, "cells": CELLS},
    "evidence": {
        "code": CODE,
        "kind": one_of(*EVIDENCE_KINDS),
        "citation": string(),
        "note": optional(TEXT),
    },
    "drivers": {
        "code": CODE,
        "name": NAME,
        "statement": optional(TEXT),
        "category": nullable(one_of(*STEEPV)),
        "low_pole": optional(TEXT),
        "high_pole": optional(TEXT),
        "is_reversed": optional(FLAG),
        "passage": optional(string()),
        "evidence": optional(CODES),
    },
    "phases": {"number": PHASE, "name": NAME, "from_year": YEAR, "to_year": YEAR},
    "directions": {"code": CODE, "name": NAME},
    "options": {
        "code": CODE,
        "direction": CODE,
        "name": NAME,
        "description": optional(TEXT),
        "actor": optional(TEXT),
        "instrument": optional(TEXT),
        "trigger": optional(TEXT),
        "phase": PHASE,
        "lead_time_years": LEAD_TIME,
        "cost_class": one_of("low", "medium", "high"),
        "prerequisites": optional(CODES),
        "passage": optional(string(200)),
        "details": optional(OPTION_DETAILS),
    },
    "signposts": {
        "code": CODE,
        "quadrant": one_of(*QUADRANTS),
        "indicator": TEXT,
        "source": TEXT,
        "threshold": TEXT,
        "details": optional(SIGNPOST_DETAILS),
    },
    "wild_cards": {
        "code": CODE,
        "name": NAME,
        "description": optional(TEXT),
        "quadrants": optional(CODES),
    },
    "conditions": {
        "code": CODE,
        "name": NAME,
        "years": LEAD_TIME,
        "needs": optional(CODES),
        "before": optional(CODES),
        "supports": optional(CODES),
        "signpost": optional(string(40)),
    },
}
