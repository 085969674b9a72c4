"""Logistic regression on terms prepared here, by definition, in numpy: python make-cases.py > cases.json

The preparation is written a second time (knots by inverse distribution function, ramps, levels, marks of missing), then
scikit-learn and statsmodels minimise the same penalised loss.
"""
import json

import numpy as np
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression

SEED = 20260803
SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
random = np.random.default_rng(SEED)


def ramps(values):
    seen = values[~np.isnan(values)]
    knots = np.unique(np.quantile(seen, SHARES, method="inverted_cdf"))
    filled = np.where(np.isnan(values), np.quantile(seen, 0.5, method="inverted_cdf"), values)
    columns = [np.clip((filled - a) / (b - a), 0, 1) for a, b in zip(knots, knots[1:])]
    if np.isnan(values).any():
        columns.append(np.isnan(values).astype(float))
    return columns


def levels(codes, count):
    """Levels in order, then missing (each if common), then everything rare in one column."""
    masks = [codes == level for level in range(count)] + [np.isnan(codes)]
    common = [mask for mask in masks if mask.mean() >= 0.01]
    rare = [mask for mask in masks if 0 < mask.mean() < 0.01]
    columns = [mask.astype(float) for mask in common]
    if rare:
        columns.append(np.any(rare, axis=0).astype(float))
    return columns


def make(name, n, l2, weighted):
    income = np.exp(random.normal(10, 1.2, n)).round(2)
    late = np.minimum(random.poisson(0.3, n), 4).astype(float)
    late[random.random(n) < 0.01] = 98
    income[random.random(n) < 0.1] = np.nan
    purpose = random.choice(6, n, p=[0.5, 0.3, 0.15, 0.04, 0.006, 0.004]).astype(float)
    purpose[random.random(n) < 0.05] = np.nan
    logits = -1 - 0.4 * (np.nan_to_num(np.log(income), nan=9) - 10) + 0.9 * np.minimum(late, 3) + 0.5 * (purpose == 1)
    labels = (random.random(n) < 1 / (1 + np.exp(-logits))).astype(int)
    weights = random.integers(1, 5, n).astype(float) if weighted else np.ones(n)
    return name, [income, late, purpose], labels, weights, l2, weighted


def solve(name, columns, labels, weights, l2, weighted):
    # With weights the knots are those of the rows repeated.
    repeat = np.repeat(np.arange(len(labels)), weights.astype(int))
    expanded = [column[repeat] for column in columns]
    terms = np.column_stack(ramps(expanded[0]) + ramps(expanded[1]) + levels(expanded[2], 6))
    y = labels[repeat]
    peer = LogisticRegression(C=1 / l2, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(terms, y)
    case = {
        "name": name, "columns": [[None if np.isnan(v) else v for v in column] for column in columns],
        "labels": labels.tolist(), "weights": weights.tolist() if weighted else None, "l2": l2,
        "intercept": peer.intercept_[0], "coefficients": peer.coef_[0].tolist(), "means": terms.mean(axis=0).tolist(),
    }
    return case


def unpenalised(n):
    """No penalty: maximum likelihood by statsmodels, on two continuous terms without redundancy."""
    x = random.random((n, 2)).round(3)
    labels = (random.random(n) < 1 / (1 + np.exp(1 - 2 * x[:, 0] + x[:, 1]))).astype(int)
    low, high = (np.quantile(x, q, axis=0, method="inverted_cdf") for q in (0.01, 0.99))
    terms = np.clip((x - low) / (high - low), 0, 1)
    fitted = sm.Logit(labels, sm.add_constant(terms)).fit(method="newton", tol=1e-14, maxiter=100, disp=0)
    return {
        "name": "no penalty", "columns": x.T.tolist(), "labels": labels.tolist(), "weights": None, "l2": 0,
        "knotShares": [0.01, 0.99], "intercept": fitted.params[0], "coefficients": fitted.params[1:].tolist(),
        "means": terms.mean(axis=0).tolist(),
    }


cases = [
    solve(*make("default penalty", 600, 10, False)),
    solve(*make("weak penalty", 600, 0.5, False)),
    solve(*make("weighted", 400, 5, True)),
    unpenalised(500),
]
versions = {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__}
print(json.dumps({"versions": versions, "seed": SEED, "cases": cases}))
