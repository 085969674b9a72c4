"""Validation metrics by definition, SciPy, statsmodels and scikit-learn: python make-cases.py > cases.json"""
import json

import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import integrate, stats
from sklearn.metrics import brier_score_loss, roc_auc_score, roc_curve

SEED = 20260902
random = np.random.default_rng(SEED)


def delong_by_pairs(scores, labels):
    """The structural components of DeLong et al. 1988 from every pair: no mid-ranks, so another road than ours."""
    bads, goods = scores[labels == 1], scores[labels == 0]
    wins = (bads[:, None] > goods[None, :]) + 0.5 * (bads[:, None] == goods[None, :])
    return wins.mean(), wins.mean(axis=1), wins.mean(axis=0)


def delong(scores, labels):
    auc, v10, v01 = delong_by_pairs(scores, labels)
    return float(auc), float(np.sqrt(v10.var(ddof=1) / len(v10) + v01.var(ddof=1) / len(v01)))


def delong_test(a, b, labels):
    auc_a, a10, a01 = delong_by_pairs(a, labels)
    auc_b, b10, b01 = delong_by_pairs(b, labels)
    s10, s01 = np.cov(a10, b10), np.cov(a01, b01)
    s = s10 / len(a10) + s01 / len(a01)
    se = float(np.sqrt(s[0, 0] + s[1, 1] - 2 * s[0, 1]))
    z = float((auc_a - auc_b) / se)
    return {"difference": float(auc_a - auc_b), "standardError": se, "z": z, "pValue": float(2 * stats.norm.sf(abs(z)))}


def hosmer_lemeshow(scores, labels, groups=10):
    rank = pd.Series(scores).rank(method="first")
    cut = pd.qcut(rank, groups, labels=False)
    frame = pd.DataFrame({"p": scores, "y": labels, "g": cut}).groupby("g")
    n, observed, mean = frame.size(), frame["y"].sum(), frame["p"].mean()
    statistic = float((((observed - n * mean) ** 2) / (n * mean * (1 - mean))).sum())
    return {"statistic": statistic, "pValue": float(stats.chi2.sf(statistic, groups)),
            "pValueFitted": float(stats.chi2.sf(statistic, groups - 2))}


def line(scores, labels, weights):
    margin = np.log(scores / (1 - scores))
    family = sm.families.Binomial()
    kw = {} if weights is None else {"freq_weights": weights}
    free = sm.GLM(labels, sm.add_constant(margin), family=family, **kw).fit(tol=1e-14, maxiter=100)
    shift = sm.GLM(labels, np.ones((len(labels), 1)), family=family, offset=margin, **kw).fit(tol=1e-14, maxiter=100)
    w = np.ones(len(labels)) if weights is None else weights
    fixed = float(np.sum(w * (labels * np.log(scores) + (1 - labels) * np.log1p(-scores))))
    return {"slope": [float(free.params[1]), float(free.bse[1])], "intercept": [float(free.params[0]), float(free.bse[0])],
            "inTheLarge": [float(shift.params[0]), float(shift.bse[0])],
            "pValue": float(stats.chi2.sf(2 * (free.llf - fixed), 2))}


def h_by_integration(scores, labels, shape1, shape2):
    """Least cost over every ROC point at each c, integrated numerically: no hull, no incomplete beta."""
    fpr, tpr, _ = roc_curve(labels, scores, drop_intermediate=False)
    pi1 = labels.mean()
    pi0 = 1 - pi1
    density = stats.beta(shape1, shape2).pdf

    def least(c):
        return np.min(c * pi0 * fpr + (1 - c) * pi1 * (1 - tpr))

    grid = np.linspace(0, 1, 401)
    loss = sum(integrate.quad(lambda c: least(c) * density(c), a, b, limit=200, epsabs=1e-14)[0] for a, b in zip(grid, grid[1:]))
    trivial = sum(integrate.quad(lambda c: min(c * pi0, (1 - c) * pi1) * density(c), a, b, epsabs=1e-14)[0]
                  for a, b in ((0, pi1), (pi1, 1)))
    return float(1 - loss / trivial)


def spiegelhalter(scores, labels):
    z = np.sum((labels - scores) * (1 - 2 * scores)) / np.sqrt(np.sum((1 - 2 * scores) ** 2 * scores * (1 - scores)))
    return {"z": float(z), "pValue": float(2 * stats.norm.sf(abs(z)))}


def h_package(scores, labels):
    try:
        import hmeasure
        return {"version": hmeasure.__version__, "value": float(hmeasure.h_score(labels, scores))}
    except ImportError:
        return None


def case(name, scores, labels, other, weights=None):
    pi1 = float(labels.mean())
    auc, se = delong(scores, labels)
    return {
        "name": name, "scores": scores.tolist(), "labels": labels.tolist(), "other": other.tolist(),
        "weights": None if weights is None else weights.tolist(),
        "auc": auc, "standardError": se, "sklearnAuc": float(roc_auc_score(labels, scores)),
        "comparison": delong_test(scores, other, labels),
        "hosmerLemeshow": hosmer_lemeshow(scores, labels),
        "line": line(scores, labels, None),
        "weightedLine": None if weights is None else line(scores, labels, weights),
        "spiegelhalter": spiegelhalter(scores, labels),
        "brier": float(brier_score_loss(labels, scores)),
        "hMeasure": h_by_integration(scores, labels, 1 + pi1, 2 - pi1),
        "hMeasureOtherShapes": {"shapes": [2.0, 5.0], "value": h_by_integration(scores, labels, 2.0, 5.0)},
        "hMeasurePackage": h_package(scores, labels),
    }


def draw(rows, rate, strength, bend):
    margin = random.normal(np.log(rate / (1 - rate)), strength, rows)
    truth = 1 / (1 + np.exp(-margin))
    labels = (random.random(rows) < truth).astype(int)
    scores = 1 / (1 + np.exp(-(bend * margin + random.normal(0, 0.5, rows))))
    other = 1 / (1 + np.exp(-(margin + random.normal(0, 1.5, rows))))
    return scores, labels, other


cases = []
scores, labels, other = draw(400, 0.3, 1.2, 1.0)
cases.append(case("about right", scores, labels, other, random.integers(1, 4, 400).astype(float)))
scores, labels, other = draw(1000, 0.06, 1.5, 1.6)
cases.append(case("too extreme, few bads", scores, labels, other))
scores, labels, other = draw(600, 0.5, 0.8, 0.5)
# Ties of AUC's kind, yet the groups of Hosmer and Lemeshow keep distinct scores in this one.
cases.append(case("too timid", scores, labels, np.round(other, 1)))

print(json.dumps({"versions": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__,
                               "pandas": pd.__version__, "scikit-learn": sklearn.__version__},
                  "seed": SEED, "cases": cases}))
