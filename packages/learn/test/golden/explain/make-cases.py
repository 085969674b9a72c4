"""Explanations by scikit-learn, PyALE and lime of one formula: python make-cases.py > cases.json"""
import json
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
import sklearn
from lime.lime_tabular import LimeTabularExplainer
from PyALE._src.ALE_1D import aleplot_1D_categorical, aleplot_1D_continuous, aleplot_1D_discrete
from PyALE._src.lib import order_groups
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score

warnings.filterwarnings("ignore")
SEED = 20260912
random = np.random.default_rng(SEED)
n = 240
x = np.column_stack([
    random.normal(size=n), random.uniform(-2, 2, n), random.integers(0, 6, n).astype(float), random.integers(0, 4, n).astype(float),
])
# The category hangs together with the other features, so that its levels have an order.
x[:, 0] += 0.6 * np.array([1.0, -1.0, 0.3, 2.0])[x[:, 3].astype(int)]
effects = np.array([0.2, -0.4, 0.9, 0.0])


def formula(x):
    """Multiplications and additions only: the same bits in every language."""
    c = x[:, 3].astype(int)
    return 0.8 * x[:, 0] + 0.5 * x[:, 1] * x[:, 1] - 0.7 * x[:, 0] * x[:, 1] + 0.3 * np.abs(x[:, 2] - 2) + effects[c] + 0.4 * x[:, 0] * (c == 2)


class Formula(RegressorMixin, BaseEstimator):
    def fit(self, x, y):
        self.is_fitted_ = True
        return self

    def predict(self, x):
        return formula(np.asarray(x, dtype=float))


model = Formula().fit(x, None)
margin = formula(x)
labels = (random.random(n) < 1 / (1 + np.exp(-1.5 * (margin - 1)))).astype(int)

dependence = []
for feature in [0, 1, 2]:
    found = partial_dependence(model, x, [feature], kind="both", grid_resolution=7, percentiles=(0.05, 0.95))
    dependence.append({"feature": feature, "grid": found["grid_values"][0].tolist(), "mean": found["average"][0].tolist(),
                       "curves": found["individual"][0][:5].tolist()})

importance = permutation_importance(
    model, x, labels, n_repeats=200, random_state=SEED,
    scoring=lambda fitted, rows, outcomes: roc_auc_score(outcomes, fitted.predict(rows)),
)

frame = pd.DataFrame(x, columns=list("abcd"))
ale = []
for feature, name in [(0, "a"), (1, "b")]:
    found = aleplot_1D_continuous(frame, model, name, grid_size=10, include_CI=False)
    ale.append({"feature": feature, "grid": found.index.tolist(), "effects": found["eff"].tolist(), "counts": found["size"].tolist()})

# PyALE wants categories by name; its order of them is kept.
named = frame.assign(d=frame["d"].astype(int).astype(str))
order = [int(level) for level in order_groups(named, "d").index]


class Named(Formula):
    def predict(self, rows):
        return formula(rows[["a", "b", "c", "d"]].to_numpy(dtype=float))


found = aleplot_1D_categorical(named.copy(), Named(), "d", lambda column: column.astype(int), ["a", "b", "c", "d"], include_CI=False)
categorical = {"order": order, "levels": [int(level) for level in found.index], "effects": found["eff"].tolist(), "counts": found["size"].tolist()}

design = (random.random((60, 4)) < 0.5).astype(float)
targets = design @ np.array([0.5, -1.0, 0.2, 0.0]) + 0.1 * random.normal(size=60)
weights = random.random(60)
ridge = Ridge(alpha=1.0, fit_intercept=True).fit(design, targets, sample_weight=weights)


def steps(x):
    """A model of quarters: what lime's own surrogate can describe."""
    q = np.quantile(x0, 0.5), np.quantile(x1, 0.25)
    return 1.0 * (x[:, 0] > q[0]) - 0.6 * (x[:, 1] <= q[1]) + effects[x[:, 3].astype(int)]


x0, x1 = x[:, 0], x[:, 1]
explainer = LimeTabularExplainer(
    x, mode="regression", feature_names=list("abcd"), categorical_features=[3], discretize_continuous=True,
    feature_selection="none", random_state=SEED,
)
row = x[7]
runs = []
for _ in range(5):
    found = explainer.explain_instance(row, steps, num_features=4, num_samples=5000)
    runs.append([weight for _, weight in sorted(found.as_map()[1] if 1 in found.as_map() else found.as_map()[0])])

print(json.dumps({
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "PyALE": version("PyALE"), "lime": version("lime")},
    "seed": SEED, "columns": x.T.tolist(), "labels": labels.tolist(), "margins": margin.tolist(), "effects": effects.tolist(),
    "partialDependence": dependence,
    "permutation": {"mean": importance.importances_mean.tolist(), "sd": importance.importances.std(axis=1, ddof=1).tolist(), "repeats": 200},
    "ale": ale, "aleCategorical": categorical,
    "ridge": {"design": design.tolist(), "targets": targets.tolist(), "weights": weights.tolist(), "intercept": ridge.intercept_,
              "coefficients": ridge.coef_.tolist(), "rSquared": ridge.score(design, targets, sample_weight=weights)},
    "lime": {"row": row.tolist(), "medianOfFirst": float(np.quantile(x0, 0.5)), "quarterOfSecond": float(np.quantile(x1, 0.25)),
             "weights": np.mean(runs, axis=0).tolist(), "spread": np.std(runs, axis=0).tolist()},
}))
