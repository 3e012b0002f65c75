"""What leaves a study as data: answers of closed rounds without names, results, codebook, for other tools."""

from survey.exports.bundle import NAMES, make_bundle

__all__ = ["NAMES", "make_bundle"]
