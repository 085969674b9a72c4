"""Makes lightgbm.json and xgboost.json: small trees of both libraries with their margins and SHAP values.

Run: python make.py (Python 3.11; versions are written into the files). CI reads the JSON only.
"""
import json
from pathlib import Path

import lightgbm as lgb
import numpy as np
import xgboost as xgb

HERE = Path(__file__).parent
random = np.random.default_rng(20250102)
N, ROWS = 2000, 12


def make_data(with_category):
    # float32 values, so that XGBoost's rounding of its input changes nothing.
    x = random.normal(size=(N, 5)).astype(np.float32).astype(np.float64)
    x[:, 1] = np.round(x[:, 1] * 2)
    if with_category:
        x[:, 4] = random.integers(0, 9, N)
    z = x[:, 0] * x[:, 1] + (x[:, 2] > 0.3) - np.sin(3 * x[:, 3]) + (x[:, 4] % 3 == 1)
    y = (random.random(N) < 1 / (1 + np.exp(-z))).astype(int)
    x[random.random(N) < 0.2, 0] = np.nan
    x[random.random(N) < 0.1, 2] = np.nan
    return x, y


def plain(rows):
    return [[None if np.isnan(v) else float(v) for v in row] for row in rows]


def lightgbm_node(node):
    if "leaf_value" in node:
        return {"value": node["leaf_value"], "cover": node["leaf_count"]}
    split = {"feature": node["split_feature"], "cover": node["internal_count"],
             "left": lightgbm_node(node["left_child"]), "right": lightgbm_node(node["right_child"])}
    if node["decision_type"] == "==":
        # Missing and unknown categories go right.
        return split | {"levels": [int(v) for v in node["threshold"].split("||")], "missingGoesLeft": False}
    return split | {"threshold": node["threshold"], "missingGoesLeft": bool(node["default_left"])}


def xgboost_node(node):
    if "leaf" in node:
        return {"value": node["leaf"], "cover": node["cover"]}
    children = {child["nodeid"]: child for child in node["children"]}
    # Left means x < t in 32 bits, which is x <= the next smaller 32-bit number.
    threshold = float(np.nextafter(np.float32(node["split_condition"]), np.float32(-np.inf)))
    return {"feature": int(node["split"][1:]), "cover": node["cover"], "threshold": threshold,
            "missingGoesLeft": node["missing"] == node["yes"],
            "left": xgboost_node(children[node["yes"]]), "right": xgboost_node(children[node["no"]])}


def write(name, version, level_counts, trees, rows, margins, contributions):
    case = {"library": name, "version": version, "levelCounts": level_counts, "trees": trees, "rows": plain(rows),
            "margins": [float(v) for v in margins], "contributions": [[float(v) for v in row] for row in contributions]}
    (HERE / f"{name}.json").write_text(json.dumps(case, separators=(",", ":")))


if __name__ == "__main__":
    x, y = make_data(with_category=True)
    model = lgb.train({"objective": "binary", "num_leaves": 14, "learning_rate": 0.2, "verbose": -1, "num_threads": 1,
                       "deterministic": True, "min_data_per_group": 5, "cat_smooth": 1, "max_cat_to_onehot": 1},
                      lgb.Dataset(x, y, categorical_feature=[4]), num_boost_round=8)
    dump = model.dump_model()
    write("lightgbm", lgb.__version__, [0, 0, 0, 0, 9], [lightgbm_node(t["tree_structure"]) for t in dump["tree_info"]],
          x[:ROWS], model.predict(x[:ROWS], raw_score=True), model.predict(x[:ROWS], pred_contrib=True))

    x, y = make_data(with_category=False)
    model = xgb.train({"objective": "binary:logistic", "max_depth": 5, "eta": 0.3, "base_score": 0.5, "nthread": 1, "seed": 1},
                      xgb.DMatrix(x, y), num_boost_round=6)
    few = xgb.DMatrix(x[:ROWS])
    write("xgboost", xgb.__version__, [0] * 5, [xgboost_node(json.loads(t)) for t in model.get_dump(with_stats=True, dump_format="json")],
          x[:ROWS], model.predict(few, output_margin=True), model.predict(few, pred_contribs=True))
