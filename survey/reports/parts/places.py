"""Where the panel stands on the two axes, both from -1 to 1."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PanelCloud:
    """Hold what shows of the panel's expectations: a centre, and outlines (share, corners) around it."""

    centre: tuple[float, float]
    outlines: tuple[tuple[float, tuple[tuple[float, float], ...]], ...]
    n: int
