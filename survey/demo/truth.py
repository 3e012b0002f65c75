"""The truth behind the simulated panels: what the experts would answer if they answered without noise.

Nothing here is seen by the analysis, by a page or by a report. It exists so that the demo has answers, and
so that tests can compare what was found with what was planted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.simulate import SimulatedDriver
from survey.models import Driver

CAPABILITY, LINKAGE = 0, 1
LOADINGS = (0.5, 0.75)
CONTROL = {CAPABILITY: 5.0, LINKAGE: 5.2, None: 2.8}
Profile = tuple[float, float, float, float]


@dataclass(frozen=True)
class PlantedStudy:
    """What a study's simulated panel believes, by the quadrants of the study's own wording of the axes."""

    phi: float
    performance: dict[str, Profile]
    plausibility: Profile
    desirability: Profile
    dependence: float


INNOVATION = PlantedStudy(
    phi=0.2,
    performance={
        "S1.1": (1.9, 1.6, 1.4, 1.6),
        "S1.2": (2.0, 1.6, 1.5, 1.8),
        "S1.3": (2.3, 1.8, 0.2, 1.4),
        "S2.1": (2.0, 1.8, 1.4, 1.5),
        "S2.2": (2.4, 1.7, -0.3, 1.4),
        "S2.3": (2.5, 0.1, -0.1, 1.6),
        "S2.4": (2.4, 1.6, 1.3, -0.3),
        "S2.5": (2.5, 2.1, -1.7, -1.3),
        "S3.1": (2.1, 1.6, 1.5, 2.0),
        "S3.2": (2.4, 1.5, -0.3, 2.1),
        "S3.3": (2.0, 1.5, 1.6, 1.9),
        "S3.4": (0.2, 0.2, 1.6, 1.8),
    },
    plausibility=(4.3, 3.8, 4.0, 5.0),
    desirability=(6.3, 4.2, 2.0, 3.9),
    dependence=0.4,
)


def innovation_drivers(drivers: Sequence[Driver], rng: np.random.Generator) -> list[SimulatedDriver]:
    """Plant the two axes of the founding paper: capability, linkage, and context drivers on neither."""
    return [_innovation_driver(driver, rng) for driver in drivers]


def _innovation_driver(driver: Driver, rng: np.random.Generator) -> SimulatedDriver:
    axis = {"A": CAPABILITY, "B": LINKAGE}.get(driver.code[0])
    return SimulatedDriver(
        driver.code,
        axis,
        float(rng.uniform(*LOADINGS)) if axis is not None else 0.0,
        sign=-1 if driver.is_reversed else 1,
        cross=((CAPABILITY, 0.2), (LINKAGE, 0.2)) if driver.code == "C01" else (),
        impact=float(rng.uniform(4.6, 6.2)),
        uncertainty=3.0 if driver.code == "C01" else float(rng.uniform(4.9, 6.4)),
        control=CONTROL[axis] + float(rng.uniform(-0.4, 0.4)),
    )


def two_axes(drivers: Sequence[Driver], rng: np.random.Generator) -> list[SimulatedDriver]:
    """Plant two axes of equal size, drivers alternating between them."""
    return [
        SimulatedDriver(
            driver.code,
            place % 2,
            float(rng.uniform(*LOADINGS)),
            impact=float(rng.uniform(4.4, 6.2)),
            uncertainty=float(rng.uniform(3.8, 5.6)),
            control=float(rng.uniform(2.5, 5.0)),
        )
        for place, driver in enumerate(drivers)
    ]


def no_structure(drivers: Sequence[Driver], rng: np.random.Generator) -> list[SimulatedDriver]:
    """Plant nothing: every driver is judged on its own."""
    return [
        SimulatedDriver(
            driver.code,
            impact=float(rng.uniform(4.4, 6.2)),
            uncertainty=float(rng.uniform(3.8, 5.6)),
            control=float(rng.uniform(2.0, 4.5)),
        )
        for driver in drivers
    ]
