"""Metrics of scikit-learn and scipy on seeded scores: python make-cases.py > cases.json"""
import json
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import ks_2samp
from sklearn import metrics

SEED = 20260801
random = np.random.default_rng(SEED)


def case(name, scores, labels, weights=None, threshold=0.5):
    scores, labels = np.asarray(scores, float), np.asarray(labels, int)
    fpr, tpr, _ = metrics.roc_curve(labels, scores, sample_weight=weights, drop_intermediate=False)
    precision, recall, thresholds = metrics.precision_recall_curve(labels, scores, sample_weight=weights)
    called = (scores >= threshold).astype(int)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            "name": name,
            "scores": scores.tolist(),
            "labels": labels.tolist(),
            "weights": None if weights is None else weights.tolist(),
            "threshold": threshold,
            "rocAuc": metrics.roc_auc_score(labels, scores, sample_weight=weights),
            # scipy has no weights: the same distance from scikit-learn's curve then.
            "ks": float(np.max(np.abs(tpr - fpr))) if weights is not None
            else float(ks_2samp(scores[labels == 1], scores[labels == 0], method="asymp").statistic),
            "prAuc": metrics.average_precision_score(labels, scores, sample_weight=weights),
            "brier": metrics.brier_score_loss(labels, scores, sample_weight=weights),
            # As float64 scikit-learn clips at its machine epsilon, so scores of 0 and 1 are left out of these cases.
            "logLoss": metrics.log_loss(labels, scores, sample_weight=weights, labels=[0, 1]),
            "f1": metrics.f1_score(labels, called, sample_weight=weights),
            "confusion": metrics.confusion_matrix(labels, called, sample_weight=weights, labels=[0, 1]).ravel().tolist(),
            "rocCurve": [fpr.tolist(), tpr.tolist()],
            # scikit-learn goes upwards and ends with a point of its own.
            "prCurve": [precision[:-1][::-1].tolist(), recall[:-1][::-1].tolist(), thresholds[::-1].tolist()],
        }


def draw(n, rate, digits=None):
    labels = (random.random(n) < rate).astype(int)
    labels[0], labels[1] = 1, 0
    logits = random.normal(size=n) + 1.2 * labels - 1
    scores = 1 / (1 + np.exp(-logits))
    if digits is not None:
        scores = np.clip(np.round(scores, digits), 0.01, 0.99)
    return scores, labels


cases = [case("four rows", [0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])]
cases.append(case("smooth", *draw(200, 0.3)))
cases.append(case("many ties", *draw(300, 0.4, 1)))
cases.append(case("one bad in 400", *draw(400, 0.0)))
cases.append(case("one good in 400", *draw(400, 1.0), threshold=0.3))
cases.append(case("all scores equal", np.full(50, 0.25), [1] * 10 + [0] * 40, threshold=0.25))
cases.append(case("perfect", np.linspace(0.05, 0.95, 60), [0] * 30 + [1] * 30))
cases.append(case("upside down", np.linspace(0.95, 0.05, 60), [0] * 30 + [1] * 30))
scores, labels = draw(250, 0.2, 2)
cases.append(case("weighted, ties", scores, labels, random.integers(0, 5, 250) * 0.5 + 0.25, 0.4))
versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
print(json.dumps({"versions": versions, "seed": SEED, "cases": cases}))
