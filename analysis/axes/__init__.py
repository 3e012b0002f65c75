"""Propose two scenario axes from a panel's answers, or say why they do not support two ("axes-v1")."""

from analysis.axes.propose import (
    propose_axes,
)

__all__ = [
    "propose_axes",
]
