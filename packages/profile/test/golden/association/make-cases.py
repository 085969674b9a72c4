"""Spearman and Pearson by SciPy, Cramér's V by scipy.stats.contingency.association: python make-cases.py > cases.json"""
import json

import numpy as np
import scipy
from scipy.stats import contingency, pearsonr, skew, spearmanr

SEED = 20261121
random = np.random.default_rng(SEED)

numbers = []
for n, ties in [(40, False), (120, True), (15, True)]:
    x = random.normal(size=n)
    y = 0.5 * x + random.normal(size=n)
    if ties:
        x, y = np.round(x), np.round(y)
    numbers.append(
        {
            "x": x.tolist(),
            "y": y.tolist(),
            "spearman": spearmanr(x, y).statistic,
            "pearson": pearsonr(x, y).statistic,
            "skewX": skew(x, bias=False),
        }
    )

categories = []
for n, a, b, dependent in [(200, 3, 4, True), (300, 2, 6, False), (90, 5, 2, True)]:
    x = random.integers(0, a, n)
    y = (x + (random.random(n) < 0.4) * random.integers(0, b, n)) % b if dependent else random.integers(0, b, n)
    table = contingency.crosstab(x, y).count
    categories.append({"x": x.tolist(), "y": y.tolist(), "cramersV": contingency.association(table, method="cramer")})

print(json.dumps({"made with": {"numpy": np.__version__, "scipy": scipy.__version__}, "seed": SEED, "numbers": numbers, "categories": categories}))
