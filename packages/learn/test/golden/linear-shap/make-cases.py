"""Interventional Shapley values of shap's LinearExplainer: python make-cases.py > cases.json

Two knots per number make each feature one term, so that shap's features are ours.
"""
import json

import numpy as np
import shap
import sklearn
from sklearn.linear_model import LogisticRegression

SEED = 20260804
random = np.random.default_rng(SEED)
n = 300
x = np.round(random.normal(size=(n, 3)) * [1, 20, 1000], 4)
labels = (random.random(n) < 1 / (1 + np.exp(1 - x[:, 0] + x[:, 1] / 30))).astype(int)
low, high = x.min(axis=0), x.max(axis=0)
terms = (x - low) / (high - low)
model = LogisticRegression(C=1 / 2, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(terms, labels)
explainer = shap.LinearExplainer(model, shap.maskers.Independent(terms, max_samples=n))
versions = {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "shap": shap.__version__}
print(json.dumps({
    "versions": versions, "seed": SEED, "columns": x.T.tolist(), "labels": labels.tolist(), "l2": 2,
    "baseline": float(explainer.expected_value), "contributions": explainer.shap_values(terms).tolist(),
}))
