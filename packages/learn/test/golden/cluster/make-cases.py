"""Writes cases.json: k-means, silhouettes and k-means++ quality as scikit-learn has them. Run with the versions in the file."""
import json
import sys
from pathlib import Path

import numpy
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

random = numpy.random.default_rng(20240501)


def blobs(rows, width, centres, spread):
    middles = random.normal(0, 6, (centres, width))
    which = random.integers(0, centres, rows)
    return numpy.round(middles[which] + random.normal(0, spread, (rows, width)), 3)


def case(name, points, k, standardise):
    used = StandardScaler().fit_transform(points) if standardise else points
    start_rows = random.choice(len(points), k, replace=False)
    one = KMeans(k, init=used[start_rows], n_init=1, tol=0, max_iter=500, algorithm="lloyd").fit(used)
    many = KMeans(k, n_init=10, random_state=7).fit(used)
    return {
        "name": name,
        "clusters": k,
        "standardise": standardise,
        "columns": points.T.tolist(),
        "start": points[start_rows].ravel().tolist(),
        "labels": one.labels_.tolist(),
        "inertia": float(one.inertia_),
        "bestInertia": float(many.inertia_),
        "silhouette": float(silhouette_score(used, one.labels_)),
    }


lopsided = blobs(240, 3, 4, 1.5) * numpy.array([1000, 1, 0.01])
cases = [
    case("clear", blobs(200, 2, 3, 0.8), 3, False),
    case("overlapping", blobs(250, 4, 5, 4), 5, False),
    case("units apart, standardised", numpy.round(lopsided, 5), 4, True),
    case("many ties", random.integers(0, 4, (200, 2)).astype(float), 6, False),
]
versions = {"python": sys.version.split()[0], "numpy": numpy.__version__, "scikit-learn": sklearn.__version__}
out = {"versions": versions, "seed": 20240501, "cases": cases}
Path(__file__).with_name("cases.json").write_text(json.dumps(out))
