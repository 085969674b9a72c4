"""Elastic net on terms prepared in numpy: python make-cases.py > cases.json

Numbers get ramps between inverse-distribution-function quantiles, as in ../logistic; scikit-learn's saga minimises the same
penalised loss (C = 1 / lambda), liblinear the lasso without intercept penalty is checked by its objective.
"""
import json

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

SEED = 20261121
SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
random = np.random.default_rng(SEED)


def ramps(values):
    knots = np.unique(np.quantile(values, SHARES, method="inverted_cdf"))
    return [np.clip((values - a) / (b - a), 0, 1) for a, b in zip(knots, knots[1:])]


cases = []
for n, lam, share in [(400, 2.0, 1.0), (400, 4.0, 0.5), (600, 1.0, 0.1), (300, 8.0, 0.8)]:
    columns = [random.normal(size=n).round(3), np.exp(random.normal(size=n)).round(3), random.random(n).round(3)]
    logits = 0.9 * columns[0] + 0.6 * np.minimum(columns[1], 2) - 1
    y = (random.random(n) < 1 / (1 + np.exp(-logits))).astype(int)
    terms = np.column_stack([term for column in columns for term in ramps(column)])
    peer = LogisticRegression(
        solver="saga", l1_ratio=share, C=1 / lam, tol=1e-12, max_iter=200_000, random_state=1
    ).fit(terms, y)
    margin = peer.intercept_[0] + terms @ peer.coef_[0]
    beta = peer.coef_[0]
    objective = np.logaddexp(0, margin).sum() - (y * margin).sum() + lam * (
        share * np.abs(beta).sum() + 0.5 * (1 - share) * (beta**2).sum()
    )
    cases.append(
        {
            "name": f"{n} rows, lambda {lam}, l1 share {share}",
            "lambda": lam,
            "l1Share": share,
            "columns": [column.tolist() for column in columns],
            "labels": y.tolist(),
            "intercept": float(peer.intercept_[0]),
            "coefficients": beta.tolist(),
            "objective": float(objective),
        }
    )

# liblinear penalises the intercept too; scaled up, its share of the penalty vanishes.
n, lam = 500, 3.0
column = random.normal(size=n).round(3)
y = (random.random(n) < 1 / (1 + np.exp(-column))).astype(int)
terms = np.column_stack(ramps(column))
peer = LogisticRegression(
    solver="liblinear", l1_ratio=1, C=1 / lam, tol=1e-10, max_iter=100_000, intercept_scaling=1e4, random_state=1
).fit(terms, y)
liblinear = {
    "lambda": lam,
    "columns": [column.tolist()],
    "labels": y.tolist(),
    "intercept": float(peer.intercept_[0]),
    "coefficients": peer.coef_[0].tolist(),
}
print(
    json.dumps(
        {
            "seed": SEED,
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
            "cases": cases,
            "liblinear": liblinear,
        }
    )
)
