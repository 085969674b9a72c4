"""Isotonic and beta calibration: python make-cases.py > cases.json (needs betacal beside scikit-learn)."""
import json
from importlib.metadata import version

import numpy as np
import sklearn
from betacal import BetaCalibration
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

SEED = 20261121
random = np.random.default_rng(SEED)
cases = []
for n, bend, decimals, weighted in [(300, 1.0, 6, False), (800, 0.5, 2, False), (500, 2.0, 1, True), (3000, 1.3, 6, False)]:
    margins = random.normal(-1, 1.5, n).round(decimals)
    truth = bend * margins + 0.4 * np.maximum(margins, 0) - 0.3
    y = (random.random(n) < 1 / (1 + np.exp(-truth))).astype(int)
    w = random.integers(0, 4, n).astype(float) if weighted else np.ones(n)
    grid = np.linspace(-6, 6, 49)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(margins, y, sample_weight=w)

    # The smoothed targets of fitPlatt, minimised here by L-BFGS-B within the bounds a, b >= 0.
    bads, goods = (w * y).sum(), (w * (1 - y)).sum()
    target = np.where(y == 1, (bads + 1) / (bads + 2), 1 / (goods + 2))
    low, high = -np.logaddexp(0, -margins), np.logaddexp(0, margins)

    def loss(p):
        z = p[0] + p[1] * low + p[2] * high
        error = w * (1 / (1 + np.exp(-z)) - target)
        return (w * (np.logaddexp(0, z) - target * z)).sum() / n, np.array(
            [error.sum(), (error * low).sum(), (error * high).sum()]
        ) / n

    best = minimize(
        loss,
        [0, 1, 1],
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), (0, None), (0, None)],
        options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10_000},
    )
    z = best.x[0] - best.x[1] * np.logaddexp(0, -grid) + best.x[2] * np.logaddexp(0, grid)
    peer = None
    if not weighted:
        calibrator = BetaCalibration(parameters="abm").fit(1 / (1 + np.exp(-margins)), y)
        peer = calibrator.predict(1 / (1 + np.exp(-grid))).tolist()
    cases.append(
        {
            "name": f"{n} rows, {decimals} decimals{', weighted' if weighted else ''}",
            "margins": margins.tolist(),
            "labels": y.tolist(),
            "weights": w.tolist() if weighted else None,
            "grid": grid.tolist(),
            "isotonic": isotonic.predict(grid).tolist(),
            "beta": (1 / (1 + np.exp(-z))).tolist(),
            "betacal": peer,
        }
    )
print(
    json.dumps(
        {
            "seed": SEED,
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
            "betacal": version("betacal"),
            "cases": cases,
        }
    )
)
