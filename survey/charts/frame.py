"""The plot's place inside a picture, and the way between values and units of the picture."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Frame:
    """Fix the plot's place inside the picture, so that label positions are known beforehand."""

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float
    x_domain: tuple[float, float]
    y_domain: tuple[float, float]

    @property
    def plot_width(self) -> float:
        """Return the width of the plot in SVG units."""
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        """Return the height of the plot in SVG units."""
        return self.height - self.top - self.bottom

    def to_pixels(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a value pair inside the plot, from its upper left corner."""
        (x0, x1), (y0, y1) = self.x_domain, self.y_domain
        return (x - x0) / (x1 - x0) * self.plot_width, (y1 - y) / (y1 - y0) * self.plot_height

    def to_values(self, px: float, py: float) -> tuple[float, float]:
        """Return the value pair at a place inside the plot."""
        (x0, x1), (y0, y1) = self.x_domain, self.y_domain
        return x0 + px / self.plot_width * (x1 - x0), y1 - py / self.plot_height * (y1 - y0)
