"""Stability and grades by SciPy: python make-cases.py > cases.json"""
import json

import numpy as np
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr

SEED = 20260903
random = np.random.default_rng(SEED)

stability = []
for _ in range(20):
    bins = int(random.integers(2, 12))
    reference = random.integers(1, 500, bins)
    current = random.integers(1, 500, bins)
    p, q = current / current.sum(), reference / reference.sum()
    # The index is the sum of both Kullback–Leibler divergences.
    index = float(rel_entr(p, q).sum() + rel_entr(q, p).sum())
    scale = 1 / reference.sum() + 1 / current.sum()
    stability.append({"reference": reference.tolist(), "current": current.tolist(), "index": index,
                      "pValue": float(stats.chi2.sf(index / scale, bins - 1)),
                      "jensenShannon": float(jensenshannon(p, q, base=2) ** 2)})

ks = []
for rows in (30, 200, 900):
    a, b = np.round(random.normal(0, 1, rows), 2), np.round(random.normal(0.2, 1.1, rows + 17), 2)
    ks.append({"reference": a.tolist(), "current": b.tolist(),
               "distance": float(stats.ks_2samp(a, b, method="asymp").statistic)})

grades = []
for _ in range(30):
    rows = int(random.integers(5, 3000))
    predicted = float(random.uniform(0.001, 0.4))
    bads = int(random.binomial(rows, min(0.9, predicted * random.uniform(0.6, 1.6))))
    interval = stats.binomtest(bads, rows).proportion_ci(0.95, "exact")
    rho = 0.12
    correlated = 1.0 if bads == 0 else float(stats.norm.cdf(
        (stats.norm.ppf(predicted) - np.sqrt(1 - rho) * stats.norm.ppf(bads / rows)) / np.sqrt(rho))) if bads < rows else 0.0
    grades.append({"rows": rows, "bads": bads, "predicted": predicted, "assetCorrelation": rho,
                   "pAtLeast": float(stats.binomtest(bads, rows, predicted, "greater").pvalue),
                   "pAtMost": float(stats.binomtest(bads, rows, predicted, "less").pvalue),
                   "interval": [interval.low, interval.high], "pAtLeastCorrelated": correlated})

print(json.dumps({"versions": {"numpy": np.__version__, "scipy": scipy.__version__}, "seed": SEED,
                  "stability": stability, "ks": ks, "grades": grades}))
