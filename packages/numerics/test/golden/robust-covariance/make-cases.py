"""Minimum covariance determinant by scikit-learn: python make-cases.py > cases.json"""
import json

import numpy as np
import scipy
import sklearn
from scipy.stats import chi2
from sklearn.covariance import MinCovDet

SEED = 20261121
random = np.random.default_rng(SEED)


def contaminated(n, p, share, distance):
    base = random.normal(size=(p, p))
    rows = random.normal(size=(n, p)) @ base.T + random.normal(size=p)
    outliers = int(n * share)
    rows[:outliers] = random.normal(size=(outliers, p)) * 0.5 + distance
    return np.round(rows, 4)


cases = []
for name, n, p, share, distance in [
    ("two columns, a fifth outlying", 120, 2, 0.2, 12),
    ("four columns, a tenth outlying", 200, 4, 0.1, 15),
    ("six columns, clean", 150, 6, 0, 0),
    ("three columns, a third outlying", 300, 3, 0.33, 20),
]:
    rows = contaminated(n, p, share, distance)
    # Several seeds, best determinant: the random starts may miss the optimum.
    fits = [MinCovDet(random_state=seed).fit(rows) for seed in range(300)]
    best = min(fits, key=lambda fit: np.linalg.slogdet(fit.raw_covariance_)[1])
    cases.append(
        {
            "name": name,
            "columns": p,
            "rows": rows.ravel().tolist(),
            "chiSquaredQuantiles": [[share, chi2(p).ppf(share)] for share in (0.01, 0.5, 0.975, 0.999)],
            "location": best.location_.tolist(),
            "covariance": best.covariance_.ravel().tolist(),
            "distances": best.dist_.tolist(),
            "support": best.support_.astype(int).tolist(),
        }
    )

print(
    json.dumps(
        {
            "made with": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
            "seed": SEED,
            "cases": cases,
        }
    )
)
