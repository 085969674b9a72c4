"""Writes xgboost-<version>.json beside this file: models as XGBoost saves them, rows, and what XGBoost says of the rows.

Run with each version: xgboost 1.7.6, 2.1.4, 3.0.5, 3.2.0 with numpy and pandas.
"""
import base64
import json
import math
import os
import sys
import tempfile

import numpy as np
import pandas as pd
import xgboost as xgb

SEED = 20_26
HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(SEED)
N = 400
LEVELS = ["car", "home", "boat", "travel", "schöne", "other"]


def make_data(with_categories):
    x = np.column_stack([
        rng.normal(size=N),
        np.exp(rng.normal(size=N) * 3),
        rng.integers(-3, 4, N),
        rng.normal(size=N) * 1e-38,
    ]).astype(float)
    x[rng.random(x.shape) < 0.15] = np.nan
    codes = rng.integers(0, 6, N).astype(float)
    many = rng.integers(0, 40, N).astype(float)
    signal = np.nan_to_num(x[:, 0]) + 0.4 * np.nan_to_num(x[:, 2]) + (codes % 3 - 1) + (many % 5 - 2) * 0.5
    signal += np.isnan(x[:, 1]) * 0.7 + 2e37 * np.nan_to_num(x[:, 3])
    y = (signal + rng.normal(size=N) > 0.4).astype(int)
    if with_categories:
        codes[rng.random(N) < 0.1] = np.nan
        x = np.column_stack([x, codes, many])
    return x, y


def save(booster, extension):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model." + extension)
        booster.save_model(path)
        with open(path, "rb") as file:
            return file.read()


def edge_rows(booster, width, categories):
    """Rows at, and one single or double beside, every threshold; extremes; codes that are no levels."""
    model = json.loads(save(booster, "json"))["learner"]["gradient_booster"]
    model = model.get("gbtree", model)["model"]
    values = {feature: set() for feature in range(width)}
    for tree in model["trees"]:
        for node, child in enumerate(tree["left_children"]):
            if child < 0:
                continue
            feature = tree["split_indices"][node]
            if tree["split_type"][node] == 1:
                continue
            cut = np.float32(tree["split_conditions"][node])
            below = np.nextafter(cut, np.float32(-np.inf))
            middle = (float(cut) + float(below)) / 2
            for value in (float(cut), float(below), float(np.nextafter(cut, np.float32(np.inf))), middle,
                          np.nextafter(middle, -np.inf), np.nextafter(middle, np.inf)):
                values[feature].add(float(value))
    extremes = [0.0, -0.0, 1e-45, -1e-45, 1e-300, -1e-300, 3.4028234e38, -3.4028234e38, 1e30, np.nan]
    odd_codes = [0, 1, 5, 6, 7, 39, 40, 63, 64, 1000, 1.5, 2.9999999999, 2.5, np.nan, 16777215]
    rows = []
    for feature in range(width):
        for value in (odd_codes if feature in categories else sorted(values[feature])[:46] + extremes):
            row = [round(float(rng.normal()), 3) if other not in categories else float(rng.integers(0, 6)) for other in range(width)]
            row[feature] = value
            rows.append(row)
    return rows


def scores(booster, rows, types, **how):
    matrix = xgb.DMatrix(np.array(rows, dtype=float), feature_types=types, feature_names=booster.feature_names,
                         enable_categorical=types is not None)
    return booster.predict(matrix, **how)


def hexes(singles):
    return [format(int(value), "08x") for value in np.asarray(singles, dtype=np.float32).ravel().view(np.uint32)]


def listed(rows):
    return [[None if math.isnan(value) else float(value) for value in row] for row in rows]


cases = []


def record(name, booster, x, categories=(), types=None, options=None, range_=None, extension="json", slim=False):
    rows = [list(row) for row in x[: 12 if slim else 40]]
    if not slim:
        rows += edge_rows(booster, x.shape[1], categories)
    how = {} if range_ is None else {"iteration_range": range_}
    data = save(booster, extension)
    loaded = xgb.Booster()
    loaded.load_model(bytearray(data))
    margins = hexes(scores(loaded, rows, types, output_margin=True, **how))
    assert margins == hexes(scores(booster, rows, types, output_margin=True, **how))
    explained = 6 if slim else 16
    contributions = scores(loaded, rows[:explained], types, pred_contribs=True, **how)
    cases.append({
        "name": name,
        **({"base64": base64.b64encode(data).decode()} if extension == "ubj" else {"text": data.decode()}),
        **({} if options is None else {"options": options}),
        "rows": listed(rows),
        "margins": margins,
        "probabilities": [float(value) for value in scores(loaded, rows[:explained], types, **how)],
        "contributions": [[float("%.8g" % value) for value in row] for row in contributions],
    })


base = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 3, "eta": 0.4, "seed": 1, "nthread": 1}
x, y = make_data(False)
plain = xgb.DMatrix(x, label=y, feature_names=["age", "income", "late months", "tiny"])
booster = xgb.train(base, plain, 6)
record("numbers", booster, x)
record("numbers, ubjson", booster, x, extension="ubj", slim=True)
record("exact, no names", xgb.train({**base, "tree_method": "exact", "max_depth": 3}, xgb.DMatrix(x, label=y), 4), x)
record("dart", xgb.train({**base, "booster": "dart", "rate_drop": 0.5, "max_depth": 3}, plain, 8), x)
record("dart, ubjson", xgb.train({**base, "booster": "dart", "rate_drop": 0.4, "normalize_type": "forest", "max_depth": 2}, plain, 6), x,
       extension="ubj", slim=True)
record("forest rounds", xgb.train({**base, "num_parallel_tree": 3, "subsample": 0.6, "colsample_bynode": 0.7, "max_depth": 3}, plain, 3), x)
record("logitraw", xgb.train({**base, "objective": "binary:logitraw", "base_score": 0.3, "max_depth": 2}, plain, 3), x, slim=True)
record("reg:logistic", xgb.train({**base, "objective": "reg:logistic", "base_score": 0.9504547, "max_depth": 2}, plain, 3), x, slim=True)
# The C library's logarithm of these is not the nearest single.
for score in (0.40920097, 0.3141376, 0.5038029):
    record(f"base {score}", xgb.train({**base, "base_score": score, "max_depth": 2}, plain, 2), x, slim=True)
record("one leaf", xgb.train({**base, "gamma": 1e9, "scale_pos_weight": 3.0}, plain, 3), x, slim=True)
record("lossguide", xgb.train({**base, "grow_policy": "lossguide", "max_leaves": 9, "max_depth": 0, "lambda": 0.1}, plain, 4), x, slim=True)
record("pruned", xgb.train({**base, "tree_method": "exact", "gamma": 1.0, "max_depth": 6}, plain, 4), x, slim=True)

held_out = xgb.DMatrix(rng.normal(size=(80, 4)), label=rng.integers(0, 2, 80), feature_names=plain.feature_names)
stopped = xgb.train({**base, "eta": 1.0, "num_parallel_tree": 2, "subsample": 0.7}, plain, 20, evals=[(held_out, "v")],
                    early_stopping_rounds=3, verbose_eval=False)
best = int(stopped.attr("best_iteration")) + 1
record("best rounds", stopped, x, range_=(0, best), slim=True)
record("all rounds", stopped, x, options={"rounds": "all"}, slim=True)

x, y = make_data(True)
types = ["q", "q", "int", "float", "c", "c"]
for name, onehot in (("categories one-hot", 100), ("categories partition", 1)):
    matrix = xgb.DMatrix(x, label=y, feature_types=types, enable_categorical=True)
    booster = xgb.train({**base, "max_cat_to_onehot": onehot, "max_depth": 3}, matrix, 5)
    record(name, booster, x, categories=(4, 5), types=types)
    record(name + ", ubjson", booster, x, categories=(4, 5), types=types, extension="ubj", slim=True)

frame = pd.DataFrame({"age": x[:, 0], "purpose": pd.Categorical([None if math.isnan(c) else LEVELS[int(c)] for c in x[:, 4]], categories=LEVELS)})
booster = xgb.train({**base, "max_cat_to_onehot": 2, "max_depth": 3}, xgb.DMatrix(frame, label=y, enable_categorical=True), 3)
coded = x[:, [0, 4]]
record("pandas categories", booster, coded, categories=(1,), types=["float", "c"], slim=True)
frame["purpose"] = frame["purpose"].cat.rename_categories([level.replace("ö", "o") for level in LEVELS])
booster = xgb.train({**base, "max_cat_to_onehot": 2, "max_depth": 2}, xgb.DMatrix(frame, label=y, enable_categorical=True), 2)
record("pandas categories, ASCII", booster, coded, categories=(1,), types=["float", "c"], slim=True)
frame = pd.DataFrame({"age": x[:, 0], "zone": pd.Categorical((x[:, 5] % 7 * 100 + 11).astype(int))})
booster = xgb.train({**base, "max_cat_to_onehot": 2, "max_depth": 3}, xgb.DMatrix(frame, label=y, enable_categorical=True), 3)
zones = np.column_stack([x[:, 0], frame["zone"].cat.codes.to_numpy().astype(float)])
record("pandas whole-number categories", booster, zones, categories=(1,), types=["float", "c"], slim=True)

refused = []


def refuse(name, booster):
    refused.append({"name": name, "text": save(booster, "json").decode()})


three = xgb.DMatrix(x[:, :2], label=rng.integers(0, 3, N))
small = {"max_depth": 1, "nthread": 1}
refuse("multi:softprob", xgb.train({**small, "objective": "multi:softprob", "num_class": 3}, three, 1))
two = xgb.DMatrix(x[:, :2], label=y)
refuse("reg:squarederror", xgb.train({**small, "objective": "reg:squarederror"}, two, 1))
refuse("binary:hinge", xgb.train({**small, "objective": "binary:hinge"}, two, 1))
refuse("rank:pairwise", xgb.train({**small, "objective": "rank:pairwise"}, xgb.DMatrix(x[:, :2], label=y, group=[N]), 1))
refuse("gblinear", xgb.train({"objective": "binary:logistic", "booster": "gblinear", "nthread": 1}, xgb.DMatrix(np.nan_to_num(x[:, :2]), label=y), 1))
if int(xgb.__version__[0]) >= 2:
    labels = np.column_stack([y, 1 - y])
    refuse("vector leaves", xgb.train({**small, "objective": "binary:logistic", "tree_method": "hist", "multi_strategy": "multi_output_tree"},
                                      xgb.DMatrix(x[:, :2], label=labels), 1))

out = {"library": "xgboost", "version": xgb.__version__, "numpy": np.__version__, "pandas": pd.__version__,
       "python": sys.version.split()[0], "seed": SEED, "cases": cases, "refused": refused}
path = os.path.join(HERE, f"xgboost-{xgb.__version__}.json")
with open(path, "w") as file:
    json.dump(out, file, separators=(",", ":"), ensure_ascii=False)
    file.write("\n")
print(path, os.path.getsize(path), [(case["name"], len(case["rows"])) for case in cases])
