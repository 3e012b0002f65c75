"""Charts as finished SVG: plain numbers and ready strings in, a `Figure` out; nothing of HTML or HTTP."""

from survey.charts.comparison import CompareRow, CompareTexts, compare_scenarios
from survey.charts.drivers_grid import drivers_grid
from survey.charts.drivers_sheet import GridDriver, GridTexts, Sheet, Spot, drivers_spots
from survey.charts.heat import heat_step
from survey.charts.matrix import Cloud, Corner, MatrixTexts, Standing, scenario_matrix
from survey.charts.multiples import Column, MultipleRow, MultipleTexts, multiples
from survey.charts.participation import ParticipationTexts, RoundCount, participation
from survey.charts.placement import PlacedDriver, PlacementTexts, placement
from survey.charts.rounds import Bar, RangeRow, RangeTexts, range_pages
from survey.charts.theme import Figure

__all__ = [
    "Bar",
    "Cloud",
    "Column",
    "CompareRow",
    "CompareTexts",
    "Corner",
    "Figure",
    "GridDriver",
    "GridTexts",
    "MatrixTexts",
    "MultipleRow",
    "MultipleTexts",
    "ParticipationTexts",
    "PlacedDriver",
    "PlacementTexts",
    "RangeRow",
    "RangeTexts",
    "RoundCount",
    "Sheet",
    "Spot",
    "Standing",
    "compare_scenarios",
    "drivers_grid",
    "drivers_spots",
    "heat_step",
    "multiples",
    "participation",
    "placement",
    "range_pages",
    "scenario_matrix",
]
