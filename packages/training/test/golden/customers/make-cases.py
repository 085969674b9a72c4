"""Writes cases.json: k-means of scikit-learn on credit line, purchases and behaviour index of cc_general.csv.gz, index recomputed here."""
import csv
import gzip
import json
import sys
from pathlib import Path

import numpy
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler

with gzip.open(Path(sys.argv[1]) / "card_segmentation" / "cc_general.csv.gz", "rt") as file:
    rows = list(csv.DictReader(file))


def column(name):
    return numpy.array([float(row[name]) if row[name] else numpy.nan for row in rows])


limit, spent, cash = column("CREDIT_LIMIT"), column("PURCHASES"), column("CASH_ADVANCE")
with numpy.errstate(divide="ignore", invalid="ignore"):
    measures = [
        (column("BALANCE") / limit, 15, 0.1, 1),
        (1 - column("PRC_FULL_PAYMENT"), 10, 0, 1),
        (cash / numpy.maximum(cash, spent), 10, 0, 0.6),
    ]
index = numpy.zeros(len(rows))
for measure, weight, low, high in measures:
    reach = numpy.clip((measure - low) / (high - low), 0, 1)
    reach[numpy.isnan(reach)] = numpy.nanmean(reach)
    index += weight * reach / 35
score = numpy.round((index - index.min()) / (index.max() - index.min()) * 100, 2)
limit[numpy.isnan(limit)] = numpy.nanmedian(limit)


def cut(values):
    return numpy.clip(values, *numpy.quantile(values, [0.005, 0.995]))


points = StandardScaler().fit_transform(numpy.column_stack([cut(limit), cut(spent), cut(score)]))
fit = KMeans(3, n_init=20, random_state=1).fit(points)
out = {
    "versions": {"python": sys.version.split()[0], "numpy": numpy.__version__, "scikit-learn": sklearn.__version__},
    "seed": 1,
    "silhouette": float(silhouette_score(points, fit.labels_)),
    "inertia": float(fit.inertia_),
    "sizes": sorted(numpy.bincount(fit.labels_).tolist()),
}
Path(__file__).with_name("cases.json").write_text(json.dumps(out, indent=2) + "\n")
print(out)
