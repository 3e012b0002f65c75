"""The step of a heat table's colour for a value; the table itself is HTML and always prints the number."""


def heat_step(value: float | None, low: float, high: float) -> int | None:
    """Return -3..3 for a value on a scale, 0 at its middle; None stays None.

    The outer steps begin at five sixths of the way to an end, so that on a scale from -3 to 3 whole
    numbers keep their own steps.
    """
    if value is None:
        return None
    middle = (low + high) / 2
    share = (value - middle) / ((high - low) / 2)
    return max(-3, min(3, round(share * 3)))
