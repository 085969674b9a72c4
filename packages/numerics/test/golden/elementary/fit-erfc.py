"""Prints the coefficients of `scaledErfc` in src/elementary/erf.ts: a Chebyshev fit, highest power first."""
from mpmath import chebyfit, erfc, exp, mp, mpf

mp.dps = 50


def scaled(u):
    """(1 + 2x) e^(x^2) erfc(x) as a function of u in [-1, 1], where x in [0.5, inf)."""
    t = (6 * mpf(u) + 1) / 7
    if t >= 1:
        return 2 / mp.sqrt(mp.pi)
    x = 3 * (1 + t) / (1 - t)
    if x > 1e6:
        return (1 + 2 * x) / (x * mp.sqrt(mp.pi)) * (1 - 1 / (2 * x * x))
    return (1 + 2 * x) * exp(x * x) * erfc(x)


coefficients, error = chebyfit(scaled, [-1, 1], 26, error=True)
print("largest error", mp.nstr(error, 3))
for coefficient in coefficients:
    print(repr(float(coefficient)))
