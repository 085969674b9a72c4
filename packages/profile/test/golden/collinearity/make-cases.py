"""VIF by statsmodels, components by scikit-learn: python make-cases.py > cases.json"""
import json

import numpy as np
import sklearn
import statsmodels
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler
from statsmodels.stats.outliers_influence import variance_inflation_factor

SEED = 20261121
random = np.random.default_rng(SEED)

cases = []
for name, n, p, noise in [("mild", 80, 4, 1.0), ("strong", 150, 6, 0.1)]:
    rows = random.normal(size=(n, p))
    rows[:, 1] = rows[:, 0] + noise * rows[:, 1]
    rows[:, 2] = 100 * rows[:, 2] + 1000
    rows = np.round(rows, 6)
    with_constant = np.column_stack([np.ones(n), rows])
    vif = [variance_inflation_factor(with_constant, j) for j in range(1, p + 1)]
    correlations = np.corrcoef(rows, rowvar=False)
    values = np.linalg.eigvalsh(correlations)
    scaled = StandardScaler().fit_transform(rows)
    pca = PCA(svd_solver="full").fit(scaled)
    cases.append(
        {
            "name": name,
            "columns": p,
            "rows": rows.ravel().tolist(),
            "vif": vif,
            "conditionIndex": float(np.sqrt(values[-1] / values[0])),
            "explained": pca.explained_variance_ratio_.tolist(),
            "components": pca.components_.ravel().tolist(),
            "scores": pca.transform(scaled)[:, :2].ravel().tolist(),
        }
    )

print(
    json.dumps(
        {
            "made with": {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__},
            "seed": SEED,
            "cases": cases,
        }
    )
)
