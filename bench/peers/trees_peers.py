"""One task of a peer's trees in a process of its own; the twin of ../ours/measure-trees.mjs.

Usage: trees_peers.py <task as JSON>; prints one JSON object. Data sets are folders that the area writes: meta.json, x.bin
(float32 or float64, column by column), y.bin and, for folds, fold.bin. The peers get them as a C-ordered array of the same type.
"""
import json
import os
import pathlib
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np
from sklearn.metrics import roc_auc_score


def timed(work):
    processor, started = time.process_time(), time.perf_counter()
    result = work()
    return result, time.perf_counter() - started, time.process_time() - processor


def memory(key):
    """VmHWM (the most ever held) or VmRSS (held now) of this process in bytes; Linux only."""
    try:
        for line in pathlib.Path("/proc/self/status").read_text().splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def read_meta(folder):
    return json.loads(pathlib.Path(folder, "meta.json").read_text())


def read_rows(folder, start=0, end=None):
    """Rows from start up to end: the table row by row, labels. Column by column, so that nothing but the table stays in memory."""
    meta = read_meta(folder)
    rows, features = meta["rows"], len(meta["features"])
    last = rows if end is None else end
    kind = np.dtype("<f4" if meta["bytesPerValue"] == 4 else "<f8")
    table = np.empty((last - start, features), dtype=kind)
    with open(os.path.join(folder, "x.bin"), "rb") as file:
        for feature in range(features):
            file.seek((feature * rows + start) * kind.itemsize)
            table[:, feature] = np.fromfile(file, dtype=kind, count=last - start)
    labels = np.fromfile(os.path.join(folder, "y.bin"), dtype=np.uint8)[start:last]
    return table, labels


class XgBoost:
    shapes = {
        "depth6": {"max_depth": 6, "grow_policy": "depthwise"},
        "leaf63": {"max_depth": 0, "max_leaves": 63, "grow_policy": "lossguide"},
    }

    def __init__(self, task):
        import xgboost

        self.library = xgboost
        self.threads = task["threads"]

    def fit(self, task, table, labels):
        parameters = {
            "objective": "binary:logistic",
            "tree_method": "hist",
            "learning_rate": 0.1,
            "max_bin": task["bins"],
            "lambda": 1,
            "min_child_weight": 1,
            "nthread": self.threads,
            "seed": 1,
            "verbosity": 0,
            **self.shapes[task["growth"]],
        }
        matrix = self.library.QuantileDMatrix(table, labels, max_bin=task["bins"], nthread=self.threads)
        self.model = self.library.train(parameters, matrix, task["rounds"])

    def open(self, path):
        self.model = self.library.Booster({"nthread": self.threads})
        self.model.load_model(path)

    def save(self, path):
        self.model.save_model(path + ".json")
        os.replace(path + ".json", path)

    def leaves(self):
        return sum(tree.count("leaf=") for tree in self.model.get_dump())

    def margins(self, table):
        return self.model.inplace_predict(table, predict_type="margin")

    def explain(self, table):
        return self.model.predict(self.library.DMatrix(table, nthread=self.threads), pred_contribs=True)

    def default_fit(self, meta, table, labels):
        kinds = ["c" if feature["kind"] == "category" else "q" for feature in meta["features"]]
        model = self.library.XGBClassifier(n_jobs=self.threads, enable_categorical=True, feature_types=kinds, random_state=1)
        return lambda: model.fit(table, labels), model


class LightGbm:
    shapes = {"depth6": {"max_depth": 6, "num_leaves": 64}, "leaf63": {"max_depth": -1, "num_leaves": 63}}

    def __init__(self, task):
        import lightgbm

        self.library = lightgbm
        self.threads = task["threads"]

    def fit(self, task, table, labels):
        parameters = {
            "objective": "binary",
            "learning_rate": 0.1,
            "max_bin": task["bins"],
            "lambda_l2": 1,
            "min_sum_hessian_in_leaf": 1,
            "min_data_in_leaf": 1,
            "num_threads": self.threads,
            "seed": 1,
            "verbose": -1,
            **self.shapes[task["growth"]],
        }
        self.model = self.library.train(parameters, self.library.Dataset(table, labels, params=parameters), task["rounds"])

    def open(self, path):
        self.model = self.library.Booster(model_file=path)

    def save(self, path):
        self.model.save_model(path)

    def leaves(self):
        return sum(tree["num_leaves"] for tree in self.model.dump_model()["tree_info"])

    def margins(self, table):
        return self.model.predict(table, raw_score=True, num_threads=self.threads)

    def explain(self, table):
        return self.model.predict(table, pred_contrib=True, num_threads=self.threads)

    def default_fit(self, meta, table, labels):
        categories = [index for index, feature in enumerate(meta["features"]) if feature["kind"] == "category"]
        model = self.library.LGBMClassifier(n_jobs=self.threads, random_state=1, verbose=-1)
        return lambda: model.fit(table, labels, categorical_feature=categories or "auto"), model


def boosting(task):
    return {"xgboost": XgBoost, "lightgbm": LightGbm, "shap": XgBoost}[task["library"]](task)


def train(task):
    peer = boosting(task)
    base = memory("VmRSS")
    table, labels = read_rows(task["data"], 0, task["trainRows"])
    raw = table.nbytes
    _, seconds, processor = timed(lambda: peer.fit(task, table, labels))
    peak = memory("VmHWM")
    del table
    held_out, held_out_labels = read_rows(task["data"], task["trainRows"])
    return {
        "seconds": seconds,
        "cpuSeconds": processor,
        "peakBytes": peak,
        "baseBytes": base,
        "rawBytes": raw,
        "auc": float(roc_auc_score(held_out_labels, peer.margins(held_out))) if len(held_out) > 0 else None,
    }


def model(task):
    peer = boosting(task)
    peer.fit(task, *read_rows(task["data"], 0, task["trainRows"]))
    peer.save(task["path"])
    return {"leaves": peer.leaves()}


def real(task):
    """Default settings, every fold held out once, one fit before the clock starts."""
    meta = read_meta(task["data"])
    table, labels = read_rows(task["data"])
    folds = np.fromfile(os.path.join(task["data"], "fold.bin"), dtype=np.uint8)
    peer = boosting(task)
    seconds, aucs = [], []
    for fold in [task["folds"][0], *task["folds"]]:
        training, tested = folds != fold, folds == fold
        fit, fitted = peer.default_fit(meta, np.ascontiguousarray(table[training]), labels[training])
        seconds.append(timed(fit)[1])
        aucs.append(float(roc_auc_score(labels[tested], fitted.predict_proba(table[tested])[:, 1])))
    return {"seconds": seconds[1:], "aucs": aucs[1:], "firstSeconds": seconds[0]}


def forest(task):
    """Fitted without the out-of-bag estimate, which costs scikit-learn extra; it is then worked out beside the clock."""
    from sklearn.ensemble import RandomForestClassifier

    table, labels = read_rows(task["data"])
    fitted = RandomForestClassifier(
        n_estimators=task["trees"],
        n_jobs=task["threads"],
        min_samples_leaf=task["minLeaf"],
        max_features=task["featureShare"],
        max_depth=64,
        random_state=1,
    )
    _, seconds, processor = timed(lambda: fitted.fit(table, labels))
    answer = {"seconds": seconds, "cpuSeconds": processor}
    if task["hasQuality"]:
        table = table.astype(np.float32)
        sums, counts = np.zeros(len(labels)), np.zeros(len(labels))
        for tree, drawn_rows in zip(fitted.estimators_, fitted.estimators_samples_):
            outside = np.ones(len(labels), dtype=bool)
            outside[drawn_rows] = False
            sums[outside] += tree.predict_proba(table[outside], check_input=False)[:, 1]
            counts[outside] += 1
        drawn = counts > 0
        answer["auc"] = float(roc_auc_score(labels[drawn], sums[drawn] / counts[drawn]))
    return answer


def isolation(task):
    from sklearn.ensemble import IsolationForest

    table, labels = read_rows(task["data"])
    fitted = IsolationForest(
        n_estimators=task["trees"], max_samples=task["samples"], n_jobs=task["threads"], random_state=1
    )
    _, fit_seconds, fit_processor = timed(lambda: fitted.fit(table))
    scores, score_seconds, score_processor = timed(lambda: fitted.score_samples(table))
    return {
        "seconds": fit_seconds + score_seconds,
        "cpuSeconds": fit_processor + score_processor,
        "fitSeconds": fit_seconds,
        "scoreSeconds": score_seconds,
        "auc": float(roc_auc_score(labels, -scores)),
    }


def rows(task):
    """Single rows through Python; the C functions are timed by single_rows.c."""
    peer = boosting(task)
    peer.open(task["path"])
    table, _ = read_rows(task["data"], task["trainRows"])
    return each_microseconds(lambda row: peer.margins(row), table, task["count"])


def each_microseconds(work, table, count):
    singles = [table[row % len(table)][None, :] for row in range(count)]
    for single in singles:
        work(single)
    times = []
    for single in singles:
        started = time.perf_counter()
        work(single)
        times.append(time.perf_counter() - started)
    times.sort()
    return {"microseconds": times[count // 2] * 1e6, "p99": times[int(0.99 * count)] * 1e6}


def native_rows(task):
    """Where the library's C functions are, and the held-out rows as they want them: for single_rows.c."""
    if task["library"] == "xgboost":
        from xgboost.libpath import find_lib_path

        path = find_lib_path()[0]
    else:
        from lightgbm.libpath import _find_lib_path

        path = _find_lib_path()[0]
    table, _ = read_rows(task["data"], task["trainRows"])
    table[: task["count"]].astype("<f4").tofile(task["rowsPath"])
    return {"libraryPath": str(path), "columns": table.shape[1]}


def batch(task):
    peer = boosting(task)
    peer.open(task["path"])
    table, _ = read_rows(task["data"], task["trainRows"])
    runs = [timed(lambda: peer.margins(table)) for _ in range(6)]
    return {
        "firstSeconds": runs[0][1],
        "seconds": min(run[1] for run in runs[1:]),
        "cpuSeconds": min(run[2] for run in runs[1:]),
    }


def explainer(task, peer):
    if task["library"] != "shap":
        return peer.explain
    import shap

    return shap.TreeExplainer(peer.model).shap_values


def shap_batch(task):
    """Peers explain `peerRows` and their time is scaled up to `rows`: it is proportional to them."""
    peer = boosting(task)
    peer.open(task["path"])
    count = min(task["peerRows"], task["rows"])
    table, _ = read_rows(task["data"], task["trainRows"], task["trainRows"] + count)
    explain = explainer(task, peer)
    explain(table[:2])
    contributions, seconds, processor = timed(lambda: explain(table))
    if task["library"] != "shap":
        margins = peer.margins(table)
        if not np.allclose(contributions.sum(axis=1), margins, atol=1e-3):
            raise RuntimeError("the contributions do not add up to the margin")
    return {"seconds": seconds * task["rows"] / count, "cpuSeconds": processor * task["rows"] / count}


def shap_row(task):
    peer = boosting(task)
    peer.open(task["path"])
    table, _ = read_rows(task["data"], task["trainRows"], task["trainRows"] + task["count"])
    return each_microseconds(explainer(task, peer), table, task["count"])


tasks = {
    "train": train,
    "model": model,
    "real": real,
    "forest": forest,
    "isolation": isolation,
    "rows": rows,
    "native-rows": native_rows,
    "batch": batch,
    "shap": shap_batch,
    "shap-row": shap_row,
}

if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    bins = given.get("bins", [254])
    given["bins"] = bins[int(os.environ.get("BENCH_ROUND", 0)) % len(bins)]
    print(json.dumps(tasks[given["kind"]](given)))
