"""Writes cases.json: what scikit-learn's forests find on fixed data. Run: python make-cases.py"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.ensemble import ExtraTreesClassifier, IsolationForest, RandomForestClassifier
from sklearn.ensemble._iforest import _average_path_length
from sklearn.metrics import roc_auc_score

SEED = 20261121
SEEDS = 12
rng = np.random.default_rng(SEED)


def outcomes():
    """Whole numbers of 60 distinct values: bins lose nothing. Bends, an interaction and noise."""
    rows, width = 2400, 8
    x = np.clip(np.round(rng.normal(0, 12, (rows, width))), -30, 30).astype(int)
    z = 0.08 * x[:, 0] + 0.06 * np.abs(x[:, 1]) + 0.004 * x[:, 2] * x[:, 3] - 0.9 + np.where(x[:, 4] > 10, 1.2, 0)
    y = (rng.random(rows) < 1 / (1 + np.exp(-z))).astype(int)
    return x, y


def classifiers():
    x, y = outcomes()
    train, test = slice(0, 1200), slice(1200, None)
    found = {}
    for name, kind in (("forest", RandomForestClassifier), ("extra-trees", ExtraTreesClassifier)):
        for leaf in (1, 5):
            aucs, briers = [], []
            for seed in range(SEEDS):
                model = kind(100, min_samples_leaf=leaf, random_state=seed).fit(x[train], y[train])
                shares = model.predict_proba(x[test])[:, 1]
                aucs.append(roc_auc_score(y[test], shares))
                briers.append(np.mean((shares - y[test]) ** 2))
            found[f"{name}-{leaf}"] = {
                "rocAuc": np.mean(aucs),
                "rocAucSpread": np.std(aucs, ddof=1),
                "brier": np.mean(briers),
                "brierSpread": np.std(briers, ddof=1),
            }
    return {"columns": x.T.tolist(), "labels": y.tolist(), "trainRows": 1200, "found": found}


def isolation():
    inliers = rng.normal(0, 1, (900, 4))
    outliers = rng.uniform(-4, 4, (60, 4))
    x = np.vstack([inliers, outliers]).astype(np.float32)
    is_outlier = np.r_[np.zeros(900, int), np.ones(60, int)]
    aucs = [
        roc_auc_score(is_outlier, -IsolationForest(random_state=seed).fit(x).score_samples(x)) for seed in range(SEEDS)
    ]
    few = IsolationForest(n_estimators=5, max_samples=32, random_state=1).fit(x)
    trees = []
    for estimator in few.estimators_:
        t = estimator.tree_
        trees.append(
            {
                "features": t.feature.tolist(),
                "thresholds": t.threshold.tolist(),
                "lefts": t.children_left.tolist(),
                "rights": t.children_right.tolist(),
                "rows": t.n_node_samples.tolist(),
            }
        )
    shown = np.r_[0:40, 900:940]
    sizes = np.r_[1:40, 100, 255, 256, 257, 1000, 4096, 10**6]
    return {
        "pathLengths": {"rows": sizes.tolist(), "lengths": _average_path_length(sizes).tolist()},
        "columns": x.T.astype(float).round(4).tolist(),
        "isOutlier": is_outlier.tolist(),
        "rocAuc": np.mean(aucs),
        "rocAucSpread": np.std(aucs, ddof=1),
        "few": {
            "rowsPerTree": 32,
            "trees": trees,
            "rows": x[shown].astype(float).tolist(),
            "scores": (-few.score_samples(x[shown])).tolist(),
        },
    }


cases = {
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "seed": SEED,
    "seeds": SEEDS,
    "classifiers": classifiers(),
    "isolation": isolation(),
}
path = pathlib.Path(__file__).with_name("cases.json")
path.write_text(json.dumps(cases, separators=(",", ":")))
print(path.stat().st_size)
