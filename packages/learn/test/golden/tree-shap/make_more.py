"""Makes deep.json and interactions.json: deep trees with their interventional SHAP values, and SHAP interaction values.

Run: python make_more.py (Python 3.11; versions are written into the files). CI reads the JSON only.
"""
import json
from pathlib import Path

import lightgbm as lgb
import numpy as np
import shap
import xgboost as xgb

from make import lightgbm_node, plain, xgboost_node

HERE = Path(__file__).parent
SEED = 20261121
random = np.random.default_rng(SEED)
N, ROWS, BACKGROUND, WIDTH = 4000, 8, 40, 6
VERSIONS = {"lightgbm": lgb.__version__, "xgboost": xgb.__version__, "shap": shap.__version__, "numpy": np.__version__}


def numbers(values):
    flat = np.asarray(values, dtype=np.float64)
    return [numbers(row) for row in flat] if flat.ndim > 1 else [float(v) for v in flat]


def make_data():
    x = random.normal(size=(N, WIDTH)).astype(np.float32).astype(np.float64)
    x[:, 1] = np.round(x[:, 1] * 2)
    z = np.sin(4 * x[:, 0]) * x[:, 1] + (x[:, 2] > 0.3) * x[:, 3] - np.cos(3 * x[:, 3]) + 0.3 * x[:, 4] * x[:, 5]
    y = (random.random(N) < 1 / (1 + np.exp(-z))).astype(int)
    return x, y


def with_missing(x):
    x = x.copy()
    x[random.random(N) < 0.15, 0] = np.nan
    x[random.random(N) < 0.1, 2] = np.nan
    return x


def write(name, case):
    text = json.dumps({"seed": SEED, "versions": VERSIONS, **case}, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text)
    print(name, len(text))


def lightgbm_case(x, y, with_category):
    x = x.copy()
    if with_category:
        x[:, 4] = random.integers(0, 12, N)
        y = np.where(np.isin(x[:, 4], [1, 5, 6, 11]), 1 - y, y)
    model = lgb.train({"objective": "binary", "num_leaves": 60, "learning_rate": 0.3, "verbose": -1, "num_threads": 1,
                       "min_data_in_leaf": 2, "min_sum_hessian_in_leaf": 0, "deterministic": True, "cat_smooth": 1,
                       "min_data_per_group": 5, "max_cat_to_onehot": 1},
                      lgb.Dataset(x, y, categorical_feature=[4] if with_category else []), num_boost_round=3)
    trees = [lightgbm_node(t["tree_structure"]) for t in model.dump_model()["tree_info"]]
    return model, x, {"levelCounts": [12 if with_category and f == 4 else 0 for f in range(WIDTH)], "trees": trees, "rows": plain(x[:ROWS])}


if __name__ == "__main__":
    x, y = make_data()
    model, missing, case = lightgbm_case(with_missing(x), y, True)
    write("deep", {**case, "margins": numbers(model.predict(missing[:ROWS], raw_score=True)),
                   "contributions": numbers(model.predict(missing[:ROWS], pred_contrib=True))})

    # shap reads LightGBM's trees without its default directions: complete rows.
    model, complete, case = lightgbm_case(x, y, False)
    background = complete[N - BACKGROUND:]
    against = shap.TreeExplainer(model, background, feature_perturbation="interventional")
    dependent = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    pairs = dependent.shap_interaction_values(complete[:ROWS])
    write("interventional", {**case, "background": plain(background), "margins": numbers(model.predict(complete[:ROWS], raw_score=True)),
                             "baseline": float(np.ravel(against.expected_value)[-1]),
                             "contributions": numbers(against.shap_values(complete[:ROWS])),
                             "interactions": numbers(pairs)})

    missing = with_missing(x)
    model = xgb.train({"objective": "binary:logistic", "max_depth": 7, "eta": 0.3, "base_score": 0.5, "nthread": 1, "seed": 1},
                      xgb.DMatrix(missing, y), num_boost_round=4)
    few = xgb.DMatrix(missing[:ROWS])
    trees = [xgboost_node(json.loads(t)) for t in model.get_dump(with_stats=True, dump_format="json")]
    write("interactions", {"levelCounts": [0] * WIDTH, "trees": trees, "rows": plain(missing[:ROWS]),
                           "margins": numbers(model.predict(few, output_margin=True)),
                           "contributions": numbers(model.predict(few, pred_contribs=True)),
                           "interactions": numbers(model.predict(few, pred_interactions=True))})
