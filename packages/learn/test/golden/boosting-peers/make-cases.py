"""Held-out quality of XGBoost and LightGBM with equal settings on rows that a formula makes: python make-cases.py > cases.json

The rows are made a second time by the test (../../boosting/boosting-peers.test.ts): whatever is changed here is changed there.
"""
import json
import sys

import lightgbm
import numpy as np
import sklearn
import xgboost
from sklearn.metrics import log_loss, roc_auc_score

SEED = 20261121
TRAIN, HELD_OUT = 5000, 20000
ROUNDS, LEARNING_RATE, L2, LEAST_HESSIAN = 100, 0.1, 1.0, 5.0
# LightGBM's defaults for categories; XGBoost has no such settings.
LEVEL_SMOOTHING, LEVEL_L2, LEAST_ROWS_OF_LEVELS = 10, 10, 100
SHAPES = {"leaf-wise": {"leaves": 31}, "level-wise": {"depth": 5}}


def uniforms(seed):
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        yield state / 4294967296


def make_rows(count):
    """Six numbers (two with missing values), a category of 6 levels and one of 30; only + and ×, so that every language agrees."""
    draw = uniforms(SEED)
    table, labels, weights = np.empty((count, 8)), np.empty(count, dtype=np.uint8), np.empty(count)
    for row in range(count):
        x = [next(draw) for _ in range(6)]
        few, many = int(next(draw) * 6), int(next(draw) * 30)
        gap, other_gap, chance, heavy = next(draw), next(draw), next(draw), next(draw)
        share = 0.25 + 0.5 * x[0] * x[1] + (0.2 if x[2] > 0.6 else 0) - 0.3 * x[3] * x[3]
        share += (0.15 if few in (1, 4) else -0.05) + (0.02 * ((many * 7) % 30) - 0.3) * 0.5
        share += 0.2 if gap < 0.1 else 0
        labels[row] = chance < min(0.95, max(0.05, share))
        weights[row] = 5 if heavy < 0.2 else 1
        table[row] = [*x, few, many]
        if gap < 0.1:
            table[row, 4] = np.nan
        if other_gap < 0.2:
            table[row, 0] = np.nan
    return table, labels, weights


def fit_xgboost(table, labels, weights, kinds, shape):
    parameters = {
        "objective": "binary:logistic", "tree_method": "hist", "learning_rate": LEARNING_RATE, "lambda": L2, "max_bin": 256,
        "min_child_weight": LEAST_HESSIAN, "nthread": 1, "seed": 1, "max_cat_to_onehot": 1,
        **({"max_depth": 0, "max_leaves": shape["leaves"], "grow_policy": "lossguide"} if "leaves" in shape else {"max_depth": shape["depth"]}),
    }
    matrix = xgboost.QuantileDMatrix(table, labels, weight=weights, feature_types=kinds, enable_categorical=True, max_bin=256)
    model = xgboost.train(parameters, matrix, ROUNDS)
    return lambda rows: model.predict(xgboost.DMatrix(rows, feature_types=kinds, enable_categorical=True))


def fit_lightgbm(table, labels, weights, kinds, shape):
    parameters = {
        "objective": "binary", "learning_rate": LEARNING_RATE, "lambda_l2": L2, "max_bin": 255, "min_data_in_leaf": 1,
        "min_sum_hessian_in_leaf": LEAST_HESSIAN, "num_threads": 1, "seed": 1, "verbose": -1, "deterministic": True,
        "cat_smooth": LEVEL_SMOOTHING, "cat_l2": LEVEL_L2, "min_data_per_group": LEAST_ROWS_OF_LEVELS,
        **({"num_leaves": shape["leaves"]} if "leaves" in shape else {"max_depth": shape["depth"], "num_leaves": 2 ** shape["depth"]}),
    }
    categories = [index for index, kind in enumerate(kinds) if kind == "c"]
    data = lightgbm.Dataset(table, labels, weight=weights, categorical_feature=categories, params=parameters)
    return lightgbm.train(parameters, data, ROUNDS).predict


def main():
    table, labels, weights = make_rows(TRAIN + HELD_OUT)
    held_out = labels[TRAIN:]
    cases = []
    for name, columns, weighted in [("numbers", 6, False), ("categories", 8, False), ("weights", 8, True)]:
        kinds = ["q"] * 6 + ["c"] * (columns - 6)
        rows = table[:, :columns]
        for growth, shape in SHAPES.items():
            case = {"name": name, "growth": growth, **shape, "columns": columns, "weighted": weighted}
            own = weights if weighted else np.ones(len(labels))
            for library, fit in [("xgboost", fit_xgboost), ("lightgbm", fit_lightgbm)]:
                scores = fit(rows[:TRAIN], labels[:TRAIN], own[:TRAIN], kinds, shape)(rows[TRAIN:])
                case[library] = {
                    "rocAuc": float(roc_auc_score(held_out, scores, sample_weight=own[TRAIN:])),
                    "logLoss": float(log_loss(held_out, scores.astype(float), sample_weight=own[TRAIN:])),
                }
            cases.append(case)
    json.dump(
        {
            "versions": {"xgboost": xgboost.__version__, "lightgbm": lightgbm.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
            "seed": SEED, "train": TRAIN, "heldOut": HELD_OUT, "bads": int(labels.sum()),
            "settings": {
                "maxRounds": ROUNDS, "learningRate": LEARNING_RATE, "l2": L2, "minChildWeight": LEAST_HESSIAN,
                "levelSmoothing": LEVEL_SMOOTHING, "levelL2": LEVEL_L2, "minRowsInLevel": LEAST_ROWS_OF_LEVELS,
            },
            "cases": cases,
        },
        sys.stdout, indent=1,
    )


main()
