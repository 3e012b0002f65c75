"""Test data: report contexts with invented figures around the wording of the innovation-clusters study."""

import json
import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from survey.reports import context as c
from tests.survey import report_parts as parts

CONTENT = Path(__file__).parents[2] / "survey" / "demo" / "content" / "innovation_clusters.json"


def read_content(language: str) -> SimpleNamespace:
    """Return the study file with every text in one language."""
    return _pick(json.loads(CONTENT.read_text(encoding="utf-8")), language)


def _pick(value, language):
    if isinstance(value, list):
        return [_pick(item, language) for item in value]
    if isinstance(value, dict):
        if value and set(value) <= {"en", "ko"}:
            return value.get(language) or next(iter(value.values()))
        return SimpleNamespace(**{key: _pick(item, language) for key, item in value.items()})
    return value


def sample_scenario(language: str = "en") -> c.ReportContext:
    """Return a whole scenario study."""
    s, rng = read_content(language), random.Random(7)
    drivers = tuple(parts.build_driver(d, s, rng) for d in s.drivers)
    return c.ReportContext(
        language=language,
        head=c.StudyHead(
            s.code,
            s.title,
            s.summary,
            s.focal_question,
            "scenario",
            is_simulated=True,
            is_draft=False,
            n_experts=30,
            n_rounds=4,
            as_of=date(2026, 11, 20),
            first_day=date(2026, 9, 1),
            last_day=date(2026, 11, 20),
            base_year=2018,
            horizon_year=2030,
            waypoints=(2022, 2026),
            source_citation=s.source.citation,
            source_note=s.source.note,
        ),
        method=parts.build_method(s),
        systems=parts.build_systems(s),
        evidence=tuple(c.Evidence(e.code, e.kind, e.citation, e.note, rng.randint(1, 5)) for e in s.evidence),
        drivers=c.DriversPart(drivers, 28),
        questions=tuple(parts.build_question(q, drivers, rng, 2) for q in parts.QUESTIONS[:3]),
        axes=parts.build_axes(s, drivers, rng),
        scenarios=parts.build_scenarios(s, drivers, rng),
        preference=parts.build_preference(s),
        strategy=(strategy := parts.build_strategy(s, rng)),
        recommendations=parts.build_recommendations(strategy),
        limits=tuple(c.Limit(code, figures) for code, figures in parts.LIMITS),
        annex=parts.build_annex(drivers),
    )


def sample_refused(language: str = "en") -> c.ReportContext:
    """Return a study whose answers do not support two axes."""
    full = sample_scenario(language)
    gates = tuple(replace(g, passed=g.code == "experts") for g in full.axes.gates)
    helps = ("Ask the panel to sort the drivers into piles that would move together.", "Invite more experts.")
    axes = c.AxesPart(
        False, "parallel_analysis", "none", gates, 28, stability=0.21, stability_null=0.12, helps=helps
    )
    return replace(full, axes=axes, scenarios=None, preference=None, strategy=None, recommendations=())


def sample_consensus(language: str = "en", n_items: int = 37, n_questions: int = 9) -> c.ReportContext:
    """Return imported ratings: one round, many items, several questions, nothing else."""
    full, rng = sample_scenario(language), random.Random(11)
    items = [
        SimpleNamespace(code=f"T{i:02}", name=f"Topic {i}: {full.drivers.drivers[i % 24].name}")
        for i in range(1, n_items + 1)
    ]
    questions = [
        (f"q{i}", f"Question {i}", f"How do you rate the item on scale {i}?")
        for i in range(1, n_questions + 1)
    ]
    head = replace(
        full.head, template="consensus", is_simulated=False, n_experts=49, n_rounds=1, horizon_year=None
    )
    rounds = (c.RoundFlow(1, "Imported ratings", "37 items on 9 questions", 49, 49, None, date(2025, 3, 2)),)
    method = replace(full.method, rounds=rounds, groups=(), changes=())
    return c.ReportContext(
        language=language,
        head=head,
        method=method,
        questions=tuple(parts.build_question(q, items, rng, 1) for q in questions),
        limits=(c.Limit("single_round"), c.Limit("false_precision", {"n": 49})),
        annex=replace(full.annex, reasons=()),
    )
