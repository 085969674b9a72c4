"""Writes lightgbm-<version>.json beside this file: models as LightGBM saves them, rows, and what LightGBM says of the rows.

Run with each version: lightgbm 3.3.5, 4.6.0 and 4.7.0 with numpy and pandas.
"""
import json
import math
import os
import sys

import lightgbm as lgb
import numpy as np
import pandas as pd

SEED = 20_27
HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(SEED)
N = 500
LEVELS = ["car", "home", "boat", "travel", "schöne", "other"]
ZERO = float(np.float32(1e-35))


def make_data(missing=True):
    x = np.column_stack([
        rng.normal(size=N),
        np.where(rng.random(N) < 0.4, 0.0, np.exp(rng.normal(size=N) * 3)),
        rng.integers(-3, 4, N),
        rng.normal(size=N) * 1e-38,
    ]).astype(float)
    codes = rng.integers(0, 6, N).astype(float)
    many = rng.integers(0, 70, N).astype(float)
    signal = x[:, 0] + 0.4 * x[:, 2] + (codes % 3 - 1) + (many % 5 - 2) * 0.5 - (x[:, 1] == 0) + 2e37 * x[:, 3]
    y = (signal + rng.normal(size=N) > 0.2).astype(int)
    if missing:
        x[rng.random(x.shape) < 0.12] = np.nan
        codes[rng.random(N) < 0.1] = np.nan
    return x, np.column_stack([x, codes, many]), y


def edge_rows(text, width, categories):
    """Rows at, and one double beside, every threshold; numbers about 0; extremes; codes that are no levels."""
    values = {feature: set() for feature in range(width)}
    tree = {}
    for line in text.split("\n"):
        name, _, value = line.partition("=")
        if name in ("split_feature", "threshold"):
            tree[name] = value.split()
        if name == "decision_type":
            for feature, threshold, kind in zip(tree["split_feature"], tree["threshold"], value.split()):
                if int(kind) & 1 == 0:
                    cut = float(threshold)
                    values[int(feature)].update(value for value in (cut, float(np.nextafter(cut, -np.inf)), float(np.nextafter(cut, np.inf))) if math.isfinite(value))
    extremes = [0.0, -0.0, ZERO, -ZERO, float(np.nextafter(ZERO, 1)), float(np.nextafter(-ZERO, -1)), 1e-36, -1e-36, 5e-324,
                1e300, -1e300, 1.7e308, -1.7e308, np.nan]
    odd_codes = [0, 1, 5, 6, 7, 39, 40, 63, 64, 69, 70, 96, 1000, 1.5, 2.9999999999, -0.5, -1, -7, np.nan, 16777215, 3e9, -3e9, 1e300]
    rows = []
    for feature in range(width):
        for value in (odd_codes if feature in categories else sorted(values[feature])[:60] + extremes):
            row = [float(rng.normal()) if other not in categories else float(rng.integers(0, 6)) for other in range(width)]
            row[feature] = value
            rows.append(row)
    return rows


def hexes(doubles):
    return [format(int(value), "016x") for value in np.asarray(doubles, dtype=np.float64).ravel().view(np.uint64)]


def listed(rows):
    return [[None if math.isnan(value) else float(value) for value in row] for row in rows]


cases = []


def record(name, booster, x, categories=(), options=None, slim=False, coded=None):
    text = booster.model_to_string()
    rows = [list(row) for row in x[: 12 if slim else 40]] + edge_rows(text, x.shape[1], categories)[: 60 if slim else None]
    table = np.array(rows, dtype=float)
    loaded = lgb.Booster(model_str=text)
    if coded is None:
        margins = hexes(loaded.predict(table, raw_score=True))
        assert margins == hexes(booster.predict(table, raw_score=True))
    else:
        # A model of pandas categories takes a frame only.
        rows = rows[:40]
        table = coded(np.array(rows, dtype=float))
        margins = hexes(loaded.predict(table, raw_score=True))
    explained = table[:6] if slim else table[:16]
    cases.append({
        "name": name,
        "text": text[: text.index("parameters:")] + text[text.index("pandas_categorical"):],
        **({} if options is None else {"options": options}),
        "rows": listed(rows),
        "margins": margins,
        "probabilities": [float(value) for value in loaded.predict(explained)],
        "contributions": [[float("%.10g" % value) for value in row] for row in loaded.predict(explained, pred_contrib=True)],
    })


def train(parameters, data, rounds, **how):
    return lgb.train({"objective": "binary", "num_leaves": 8, "learning_rate": 0.3, "min_data_in_leaf": 5, "seed": 1,
                      "deterministic": True, "num_threads": 1, "verbose": -1, **parameters}, data, rounds, **how)


x, wide, y = make_data()
whole_x, _, whole_y = make_data(missing=False)
names = ["age", "income", "late_months", "tiny"]


def data(table=x, labels=y, **how):
    return lgb.Dataset(table, label=labels, params={"verbose": -1, **how.pop("params", {})}, **how)


record("NaN is missing", train({}, data(feature_name=names), 5), x)
record("no missing seen", train({}, data(whole_x, whole_y), 4), x)
record("zero is missing", train({"zero_as_missing": True}, data(params={"zero_as_missing": True}), 5), x)
record("use_missing=false", train({"use_missing": False}, data(params={"use_missing": False}), 4), x)
record("sigmoid 0.7", train({"sigmoid": 0.7, "is_unbalance": True}, data(), 3), x, slim=True)
record("cross_entropy", train({"objective": "cross_entropy"}, data(labels=y * 0.8 + 0.1), 3), x, slim=True)
record("rf", train({"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, data(), 4), x, slim=True)
record("rf sigmoid 2", train({"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6, "sigmoid": 2.0}, data(), 3), x, slim=True)
record("dart", train({"boosting": "dart", "drop_rate": 0.5, "skip_drop": 0.2}, data(), 6), x, slim=True)
record("goss", train({"boosting": "goss"}, data(), 3), x, slim=True)
record("one leaf", train({"min_data_in_leaf": 400}, data(), 3), x, slim=True)
record("categories", train({"min_data_per_group": 5, "cat_smooth": 1}, data(wide, categorical_feature=[4, 5]), 4), wide, categories=(4, 5))
record("categories, one-hot", train({"max_cat_to_onehot": 100, "min_data_per_group": 5}, data(wide, categorical_feature=[4, 5]), 3), wide,
       categories=(4, 5), slim=True)
record("categories, use_missing=false", train({"use_missing": False, "min_data_per_group": 5},
       data(wide, categorical_feature=[4, 5], params={"use_missing": False}), 3), wide, categories=(4, 5), slim=True)
first = train({}, data(whole_x, whole_y, free_raw_data=False), 2)
record("continued on data with missing", train({}, data(free_raw_data=False), 3, init_model=first), x)
held_out = lgb.Dataset(rng.normal(size=(80, 4)), label=rng.integers(0, 2, 80))
stopped = train({"learning_rate": 1.0}, data(), 30, valid_sets=[held_out], callbacks=[lgb.early_stopping(3, verbose=False)])
record(f"best {stopped.best_iteration} rounds", stopped, x, slim=True)


def frame_of(table):
    purpose = [None if math.isnan(code) or code != int(code) or not 0 <= code < 6 else LEVELS[int(code)] for code in table[:, 1]]
    return pd.DataFrame({"age": table[:, 0], "purpose": pd.Categorical(purpose, categories=LEVELS)})


coded = wide[:, [0, 4]]
record("pandas categories", train({"min_data_per_group": 5}, lgb.Dataset(frame_of(coded), label=y), 3), coded, categories=(1,), slim=True, coded=frame_of)

refused = []


def refuse(name, booster):
    refused.append({"name": name, "text": booster.model_to_string()})


small = {"num_leaves": 2}
refuse("multiclass", train({**small, "objective": "multiclass", "num_class": 3}, data(labels=rng.integers(0, 3, N)), 1))
refuse("multiclassova", train({**small, "objective": "multiclassova", "num_class": 3}, data(labels=rng.integers(0, 3, N)), 1))
refuse("regression", train({**small, "objective": "regression"}, data(), 1))
refuse("cross_entropy_lambda", train({**small, "objective": "cross_entropy_lambda"}, data(), 1))
refuse("linear leaves", train({**small, "linear_tree": True}, data(np.nan_to_num(x), params={"linear_tree": True}), 2))
refuse("lambdarank", train({**small, "objective": "lambdarank"}, data(group=[N // 5] * 5), 1))

out = {"library": "lightgbm", "version": lgb.__version__, "numpy": np.__version__, "pandas": pd.__version__,
       "python": sys.version.split()[0], "seed": SEED, "cases": cases, "refused": refused}
path = os.path.join(HERE, f"lightgbm-{lgb.__version__}.json")
with open(path, "w") as file:
    json.dump(out, file, separators=(",", ":"), ensure_ascii=False)
    file.write("\n")
print(path, os.path.getsize(path), [(case["name"], len(case["rows"])) for case in cases])
