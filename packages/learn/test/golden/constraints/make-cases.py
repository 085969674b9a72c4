"""Constrained and squared-error boosting of XGBoost and LightGBM: python make-cases.py > cases.json

Values are whole numbers of at most 61 distinct values, so that every library has a bin for each of them.
"""
import json

import lightgbm
import numpy as np
import xgboost
from sklearn.metrics import log_loss, roc_auc_score

SEED = 20261121
random = np.random.default_rng(SEED)
TRAIN, TEST = 1500, 1500
DIRECTIONS = [1, -1, 0, 0, 0]
GROUPS = [[0, 1], [2, 3]]  # Feature 4 is in none: it acts alone.


def draw(rows):
    X = random.integers(0, 61, (rows, 5)).astype(float)
    signal = (
        X[:, 0] / 20
        - np.where((X[:, 0] > 25) & (X[:, 0] < 35), 0.8, 0)
        - X[:, 1] / 25
        + np.where((X[:, 2] > 30) == (X[:, 3] > 30), 0.9, -0.9)
        + np.where((X[:, 1] > 30) & (X[:, 2] > 40), 0.6, 0)
    )
    X[random.random(rows) < 0.1, 3] = np.nan
    y = (random.random(rows) < 1 / (1 + np.exp(0.6 - signal))).astype(int)
    target = np.round(signal + random.normal(0, 0.5, rows), 4)
    heavy = np.round(np.exp(1.5 * signal + random.normal(0, 1, rows)), 4)
    return X, y, target, heavy


X, y, target, heavy = draw(TRAIN + TEST)
w = np.where(random.random(TRAIN + TEST) < 0.5, 1000.0, 1.0)
train, test = slice(0, TRAIN), slice(TRAIN, TRAIN + TEST)
COMMON = dict(rounds=100, leaves=15, learningRate=0.1, l2=1, minChildWeight=3)


def xgb(labels, objective, extra, rounds=COMMON["rounds"], weight=None):
    params = {
        "objective": objective,
        "tree_method": "hist",
        "max_bin": 256,
        "grow_policy": "lossguide",
        "max_leaves": COMMON["leaves"],
        "max_depth": 0,
        "eta": COMMON["learningRate"],
        "lambda": COMMON["l2"],
        "min_child_weight": COMMON["minChildWeight"],
        "nthread": 1,
        **extra,
    }
    data = xgboost.DMatrix(X[train], labels[train], weight=weight)
    return xgboost.train(params, data, rounds)


def lgb(labels, objective, extra, weight=None):
    params = {
        "objective": objective,
        "num_leaves": COMMON["leaves"],
        "learning_rate": COMMON["learningRate"],
        "lambda_l2": COMMON["l2"],
        "min_sum_hessian_in_leaf": COMMON["minChildWeight"],
        "min_data_in_leaf": 1,
        "min_data_in_bin": 1,
        "verbose": -1,
        "num_threads": 1,
        "deterministic": True,
        **extra,
    }
    return lightgbm.train(params, lightgbm.Dataset(X[train], labels[train], weight=weight), COMMON["rounds"])


def quality(p):
    return {"rocAuc": float(roc_auc_score(y[test], p)), "logLoss": float(log_loss(y[test], p))}


def rmse(p, labels, weight=None):
    return float(np.sqrt(np.average((p - labels[test]) ** 2, weights=weight)))


constrained = []
for name in ["free", "monotone", "interactions", "both"]:
    x, l = {}, {}
    if name in ("monotone", "both"):
        x["monotone_constraints"] = tuple(DIRECTIONS)
        l.update(monotone_constraints=DIRECTIONS, monotone_constraints_method="basic")
    if name in ("interactions", "both"):
        x["interaction_constraints"] = json.dumps(GROUPS)
        # LightGBM leaves out features in no group, so each is given one.
        l["interaction_constraints"] = [*GROUPS, [4]]
    constrained.append(
        {
            "name": name,
            "xgboost": quality(xgb(y, "binary:logistic", x).predict(xgboost.DMatrix(X[test]))),
            "lightgbm": quality(lgb(y, "binary", l).predict(X[test])),
        }
    )

# Few small trees, level by level: the same splits in both libraries, so gains can be held against each other.
bads = int(y[train].sum())
small = dict(grow_policy="depthwise", max_depth=3, max_leaves=0, eta=0.3, min_child_weight=0, base_score=(bads + 0.5) / (TRAIN + 1))
equal = []
for name, extra in [
    ("plain", {}),
    ("l1", {"alpha": 4}),
    ("monotone", {"monotone_constraints": tuple(DIRECTIONS)}),
    ("interactions", {"interaction_constraints": json.dumps(GROUPS)}),
]:
    booster = xgb(y, "binary:logistic", {**small, **extra}, rounds=8)
    scores = {kind: booster.get_score(importance_type=kind) for kind in ["total_gain", "weight"]}
    margins = booster.predict(xgboost.DMatrix(X[test]), output_margin=True)
    equal.append(
        {
            "name": name,
            "gain": [scores["total_gain"].get(f"f{i}", 0) for i in range(5)],
            "splits": [scores["weight"].get(f"f{i}", 0) for i in range(5)],
            "margins": [round(float(m), 6) for m in margins[:300]],
        }
    )

squared = xgb(target, "reg:squarederror", {**small, "base_score": float(target[train].mean())}, rounds=8)
regression = {
    "xgboost": rmse(xgb(target, "reg:squarederror", {}).predict(xgboost.DMatrix(X[test])), target),
    "lightgbm": rmse(lgb(target, "regression", {}).predict(X[test]), target),
    "equal": [round(float(p), 6) for p in squared.predict(xgboost.DMatrix(X[test]))[:300]],
    "heavy": {
        "xgboost": rmse(xgb(heavy, "reg:squarederror", {}, weight=w[train]).predict(xgboost.DMatrix(X[test])), heavy, w[test]),
        "lightgbm": rmse(lgb(heavy, "regression", {}, weight=w[train]).predict(X[test]), heavy, w[test]),
    },
}

print(
    json.dumps(
        {
            "seed": SEED,
            "versions": {"xgboost": xgboost.__version__, "lightgbm": lightgbm.__version__, "numpy": np.__version__},
            "settings": COMMON,
            "trainRows": TRAIN,
            "columns": [[None if np.isnan(v) else int(v) for v in column] for column in X.T],
            "labels": y.tolist(),
            "targets": target.tolist(),
            "heavyTargets": heavy.tolist(),
            "weights": [int(v) for v in w],
            "constrained": constrained,
            "equal": equal,
            "regression": regression,
        },
        separators=(",", ":"),
    )
)
