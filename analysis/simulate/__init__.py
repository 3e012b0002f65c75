"""Simulate whole Delphi panels: ratings, re-ratings, pile sorts, pairs, allocations, option values."""

from analysis.simulate.panel import (
    Array,
    SimulatedDriver,
    SimulatedPanel,
    name_groups,
    plant_drivers,
    rerate,
    simulate_allocations,
    simulate_pairs,
    simulate_panel,
    simulate_sorts,
    simulate_values,
    true_dependence,
)

__all__ = [
    "Array",
    "SimulatedDriver",
    "SimulatedPanel",
    "name_groups",
    "plant_drivers",
    "rerate",
    "simulate_allocations",
    "simulate_pairs",
    "simulate_panel",
    "simulate_sorts",
    "simulate_values",
    "true_dependence",
]
