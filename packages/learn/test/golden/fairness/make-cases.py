"""Group fairness by fairlearn, SciPy, statsmodels and scikit-learn: python make-cases.py > cases.json"""
import json
import warnings

import fairlearn
import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from fairlearn.metrics import (
    MetricFrame,
    demographic_parity_difference,
    demographic_parity_ratio,
    equal_opportunity_difference,
    equalized_odds_difference,
    false_positive_rate,
    selection_rate,
    true_positive_rate,
)
from scipy.stats import fisher_exact
from sklearn.metrics import roc_auc_score
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

warnings.filterwarnings("ignore")
SEED = 20260911
random = np.random.default_rng(SEED)


def case(name, sizes, shifts, cut_off, ties=False):
    """fairlearn's positive is what is wished for: here a good outcome and an approval."""
    groups = np.concatenate([np.full(n, f"g{i}") for i, n in enumerate(sizes)])
    shift = np.concatenate([np.full(n, s) for n, s in zip(sizes, shifts)])
    order = random.permutation(len(groups))
    groups, shift = groups[order], shift[order]
    margin = -1.2 + shift + random.normal(size=len(groups))
    scores = scipy.special.expit(margin)
    if ties:
        scores = np.round(scores, 1)
    labels = (random.random(len(groups)) < scipy.special.expit(0.8 * margin - 0.1)).astype(int)
    good, approved = 1 - labels, (scores < cut_off).astype(int)
    frame = MetricFrame(
        metrics={"approvalRate": selection_rate, "goodsApproved": true_positive_rate, "badsApproved": false_positive_rate},
        y_true=good, y_pred=approved, sensitive_features=groups,
    )
    per_group = {}
    for group in sorted(set(groups)):
        own = groups == group
        s, y, a = scores[own], labels[own], approved[own]
        line = None
        if not ties:
            odds = np.log(s / (1 - s))
            fitted = sm.Logit(y, sm.add_constant(odds)).fit(disp=0, tol=1e-14, maxiter=200)
            line = {"intercept": fitted.params[0], "slope": fitted.params[1], "slopeError": fitted.bse[1]}
        per_group[group] = {
            **{key: float(frame.by_group[key][group]) for key in ["approvalRate", "goodsApproved", "badsApproved"]},
            "badRateOfApproved": float(y[a == 1].mean()),
            "rocAuc": float(roc_auc_score(y, s)),
            "observedToExpected": float(y.sum() / s.sum()),
            "calibration": line,
            "wilson": list(proportion_confint(int(a.sum()), len(a), method="wilson")),
        }
    reference = max(per_group, key=lambda g: per_group[g]["approvalRate"])
    pairs = {}
    for group in per_group:
        if group == reference:
            continue
        two = np.isin(groups, [group, reference])
        args = dict(y_true=good[two], y_pred=approved[two], sensitive_features=groups[two])
        tables = {}
        for key, rows in [("approval", np.full(len(labels), True)), ("goods", labels == 0), ("bads", labels == 1)]:
            own, other = approved[rows & (groups == group)], approved[rows & (groups == reference)]
            table = [[int(own.sum()), int(len(own) - own.sum())], [int(other.sum()), int(len(other) - other.sum())]]
            tables[key] = {
                "table": table,
                "fisher": float(fisher_exact(table)[1]),
                "z": float(proportions_ztest([own.sum(), other.sum()], [len(own), len(other)])[1]),
            }
        pairs[group] = {
            "adverseImpactRatio": demographic_parity_ratio(**args),
            "demographicParity": demographic_parity_difference(**args),
            "equalOpportunity": equal_opportunity_difference(**args),
            "equalisedOdds": equalized_odds_difference(**args),
            "tests": tables,
        }
    return {"name": name, "cutOff": cut_off, "scores": scores.tolist(), "labels": labels.tolist(),
            "groups": groups.tolist(), "perGroup": per_group, "reference": reference, "pairs": pairs}


def reweighing():
    """Kamiran & Calders 2012: the weight that makes group and outcome independent."""
    groups = random.choice(["a", "b", "c"], size=300, p=[0.5, 0.3, 0.2])
    labels = (random.random(300) < np.where(groups == "a", 0.2, 0.4)).astype(int)
    weights = [float((groups == g).mean() * (labels == y).mean() / ((groups == g) & (labels == y)).mean()) for g, y in zip(groups, labels)]
    return {"groups": groups.tolist(), "labels": labels.tolist(), "weights": weights}


p_values = np.sort(random.random(12) ** 4)[random.permutation(12)]
print(json.dumps({
    "versions": {"fairlearn": fairlearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__,
                 "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__},
    "seed": SEED,
    "cases": [
        case("two groups", [400, 300], [0, 0.6], 0.3),
        case("three groups", [350, 250, 150], [0.2, 0, 0.9], 0.25),
        case("equal groups", [300, 300], [0, 0], 0.3),
        case("tied scores", [300, 240], [0, 0.5], 0.4, ties=True),
    ],
    "reweighing": reweighing(),
    "holm": {"pValues": p_values.tolist(), "adjusted": multipletests(p_values, method="holm")[1].tolist()},
}))
