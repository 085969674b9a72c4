"""Five-fold stratified, pooled out-of-fold ROC AUC of the usual models, with their defaults but a fixed seed.

Usage: credit_peers.py <csv.gz> <target> <bad value> <seed,seed,...>; prints one JSON object.
"""
import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")


def read(path, target, bad):
    blanks = target.startswith("column_")
    table = pd.read_csv(path, sep=r"\s+" if blanks else ",", header=None if blanks else 0)
    if blanks:
        table.columns = [f"column_{number + 1}" for number in range(table.shape[1])]
    labels = (table[target].astype(str) == bad).to_numpy().astype(int)
    features = table.drop(columns=[target])
    row_numbers = [name for name in features if features[name].is_unique and features[name].dtype.kind == "i"]
    return features.drop(columns=row_numbers), labels


def models(features, seed):
    texts = [name for name in features if features[name].dtype == object]
    numbers = [name for name in features if name not in texts]
    prepared = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
        (make_pipeline(SimpleImputer(strategy="constant", fill_value="missing"), OneHotEncoder(handle_unknown="ignore")), texts),
    )
    yield "scikit-learn logistic", make_pipeline(prepared, LogisticRegression(max_iter=2000)), features
    coded = features.copy()
    for name in texts:
        coded[name] = coded[name].astype("category")
    yield "scikit-learn HistGradientBoosting", HistGradientBoostingClassifier(categorical_features="from_dtype", random_state=seed), coded
    try:
        from lightgbm import LGBMClassifier

        yield "LightGBM", LGBMClassifier(random_state=seed, n_jobs=2, verbose=-1), coded
    except ImportError:
        pass
    try:
        from xgboost import XGBClassifier

        yield "XGBoost", XGBClassifier(tree_method="hist", enable_categorical=True, random_state=seed, n_jobs=2), coded
    except ImportError:
        pass


def main(path, target, bad, seeds):
    features, labels = read(path, target, bad)
    scores, seconds = {}, {}
    for seed in [int(part) for part in seeds.split(",")]:
        for name, model, table in models(features, seed):
            started = time.perf_counter()
            pooled = np.zeros(len(labels))
            for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(table, labels):
                model.fit(table.iloc[train], labels[train])
                pooled[test] = model.predict_proba(table.iloc[test])[:, 1]
            scores.setdefault(name, []).append(roc_auc_score(labels, pooled))
            seconds.setdefault(name, []).append(time.perf_counter() - started)
    print(json.dumps({"peers": [{"name": name, "rocAuc": float(np.mean(scores[name])), "seconds": float(np.mean(seconds[name]))} for name in scores]}))


main(*sys.argv[1:])
