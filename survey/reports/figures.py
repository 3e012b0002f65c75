"""All charts of a report; what each shows and says is made in survey.reports.pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.charts import Figure
from survey.reports.context import AxesPart, ReportContext
from survey.reports.pictures.axes import draw_placement
from survey.reports.pictures.drivers import draw_grid
from survey.reports.pictures.futures import draw_matrix, draw_preference
from survey.reports.pictures.judged import draw_today
from survey.reports.pictures.overview import MOST_ALONE, draw_overview
from survey.reports.pictures.panel import draw_participation
from survey.reports.pictures.questions import draw_question
from survey.reports.pictures.space import draw_paths, draw_systems
from survey.reports.pictures.strategy import draw_backcast, draw_roadmap, draw_tunnel


@dataclass(frozen=True)
class Figures:
    """Hold the charts of one report; what its values cannot carry is None or empty."""

    participation: Figure | None = None
    grid: Figure | None = None
    overview: list[Figure] = field(default_factory=list)
    questions: Mapping[str, list[Figure]] = field(default_factory=dict)
    placement: Figure | None = None
    matrix: Figure | None = None
    preference: Figure | None = None
    today: Figure | None = None
    paths: Figure | None = None
    systems: Figure | None = None
    tunnel: list[Figure] = field(default_factory=list)
    roadmap: list[Figure] = field(default_factory=list)
    backcast: list[Figure] = field(default_factory=list)


def build_figures(context: ReportContext) -> Figures:
    """Return all charts of a report in the current language."""
    axes = context.axes if context.axes and len(context.axes.axes) == 2 else None
    return Figures(
        participation=draw_participation(context),
        grid=draw_grid(context),
        overview=draw_overview(context.questions),
        questions={
            question.code: draw_question(question) if len(question.items) <= MOST_ALONE else []
            for question in context.questions
        },
        placement=_placement(context, axes) if axes and axes.placement else None,
        matrix=draw_matrix(context, axes) if axes and context.scenarios else None,
        preference=draw_preference(context),
        # The matrix shows today too.
        today=None if axes and context.scenarios else draw_today(context.judged),
        paths=draw_paths(context.space) if context.space else None,
        systems=draw_systems(context.space) if context.space else None,
        tunnel=draw_tunnel(context),
        roadmap=draw_roadmap(context),
        backcast=draw_backcast(context),
    )


def _placement(context: ReportContext, axes: AxesPart) -> Figure:
    corners = {s.quadrant: s.name for s in context.scenarios.scenarios} if context.scenarios else {}
    return draw_placement(axes, corners, context.preference.quadrant if context.preference else None)
