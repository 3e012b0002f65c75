"""Upper tails of χ² and t with whole degrees of freedom, in closed form: no need to load SciPy for them."""

from math import atan, erfc, exp, lgamma, log, pi, sqrt


def chi2_tail(statistic: float, df: int) -> float:
    """Return P(χ² ≥ statistic) with `df` degrees of freedom, 1 or more.

    With y = x/2: e^-y Σ_{k < df/2} y^k / k! for even df, and erfc(√y) + e^-y Σ_{k=1}^{(df-1)/2}
    y^(k-½) / Γ(k+½) for odd. Source: Abramowitz & Stegun (1964) 26.4.4 and 26.4.5.

    >>> round(chi2_tail(3.841459, 1), 6)
    0.05
    """
    if statistic <= 0:
        return 1.0
    y = statistic / 2
    if df % 2 == 0:
        powers = range(df // 2)
        return min(1.0, sum(exp(k * log(y) - y - lgamma(k + 1)) for k in powers))
    rest = sum(exp((k - 0.5) * log(y) - y - lgamma(k + 0.5)) for k in range(1, (df + 1) // 2))
    return min(1.0, erfc(sqrt(y)) + rest)


def t_tail(t: float, df: int) -> float:
    """Return P(|T| ≥ |t|) of Student's t with `df` degrees of freedom, 1 or more.

    Sums of powers of cos θ, θ = atan(|t| / √df); for far tails, where the sums cancel out, the digits
    below 1e-15 are noise. Source: Abramowitz & Stegun (1964) 26.7.3 and 26.7.4.

    >>> round(t_tail(2.228139, 10), 6)
    0.05
    """
    angle = atan(abs(t) / sqrt(df))
    square = df / (df + t * t)
    sine = sqrt(1 - square)
    if df % 2 == 0:
        term, total = 1.0, 0.0
        for k in range(df // 2):
            total += term
            term *= square * (2 * k + 1) / (2 * k + 2)
        return max(0.0, 1 - sine * total)
    term, total = sqrt(square), 0.0
    for k in range((df - 1) // 2):
        total += term
        term *= square * (2 * k + 2) / (2 * k + 3)
    return max(0.0, 1 - 2 / pi * (angle + sine * total))
