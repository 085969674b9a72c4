"""Platt's sigmoid by scikit-learn and by an independent minimiser: python make-cases.py > cases.json"""
import json

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize
from sklearn.calibration import _SigmoidCalibration

SEED = 20260802
random = np.random.default_rng(SEED)


def exact(margins, labels, weights):
    """The minimum of the same objective, polished by BFGS on the definition (Platt 1999, smoothed targets)."""
    bads, goods = weights[labels == 1].sum(), weights[labels == 0].sum()
    targets = np.where(labels == 1, (bads + 1) / (bads + 2), 1 / (goods + 2))

    def loss(line):
        m = line[0] + line[1] * margins
        return np.sum(weights * (np.logaddexp(0, m) - targets * m))

    def gradient(line):
        error = weights * (scipy.special.expit(line[0] + line[1] * margins) - targets)
        return np.array([error.sum(), (error * margins).sum()])

    found = minimize(loss, [0, 1], jac=gradient, method="BFGS", options={"gtol": 1e-10})
    for _ in range(20):
        p = scipy.special.expit(found.x[0] + found.x[1] * margins)
        bend = weights * p * (1 - p)
        h = np.array([[bend.sum(), (bend * margins).sum()], [(bend * margins).sum(), (bend * margins**2).sum()]])
        found.x = found.x - np.linalg.solve(h, gradient(found.x))
    return found.x


cases = []
for name, n, shift, scale, weighted in [
    ("calibrated", 300, 0, 1, False),
    ("overconfident", 400, -1, 3, False),
    ("tiny margins", 200, 0.5, 1e-4, False),
    ("large offset", 300, 1000, 2, False),
    ("weighted", 250, 0, 0.7, True),
    ("separable", 40, 0, 1, False),
]:
    truth = random.normal(size=n) - 1
    labels = (truth > -1).astype(int) if name == "separable" else (random.random(n) < scipy.special.expit(truth)).astype(int)
    margins = shift + scale * truth
    weights = random.integers(1, 4, n).astype(float) if weighted else np.ones(n)
    line = exact(margins, labels, weights)
    peer = None
    if not weighted:
        fitted = _SigmoidCalibration().fit(margins, labels)
        peer = fitted.predict(margins).tolist()
    cases.append({
        "name": name, "margins": margins.tolist(), "labels": labels.tolist(),
        "weights": weights.tolist() if weighted else None,
        "intercept": line[0], "slope": line[1], "scikitLearn": peer,
    })
versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
print(json.dumps({"versions": versions, "seed": SEED, "cases": cases}))
