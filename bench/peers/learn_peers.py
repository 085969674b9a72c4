"""One round of a peer's gradient boosting, in a process of its own; the twin of ../ours/measure-learn.mjs.

Usage: learn_peers.py <file> <rows> <held out> <features> <settings as JSON> <lightgbm|xgboost> <threads>; prints one JSON object.
Training time includes the binning (Dataset, QuantileDMatrix), as ours does. Times of prediction are through the
library's Python interface; for LightGBM `singleFast` is its C function for single rows, called through ctypes.
"""
import ctypes
import json
import sys
import time

import numpy as np
from sklearn.metrics import roc_auc_score


def timed(work):
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def read(path, row_count, train_rows, feature_count):
    table = np.fromfile(path, dtype="<f8", count=row_count * feature_count).reshape(feature_count, row_count).T
    table = np.ascontiguousarray(table)
    labels = np.fromfile(path, dtype=np.uint8, offset=table.nbytes)
    return table[:train_rows], labels[:train_rows], table[train_rows:], labels[train_rows:]


class LightGbm:
    def __init__(self, settings, threads):
        import lightgbm

        self.library = lightgbm
        self.rounds = settings["rounds"]
        self.threads = threads
        self.parameters = {
            "objective": "binary",
            "num_leaves": settings["leaves"],
            "max_depth": -1,
            "learning_rate": settings["learningRate"],
            "max_bin": settings["bins"],
            "lambda_l2": settings["l2"],
            "min_sum_hessian_in_leaf": settings["minChildWeight"],
            "min_data_in_leaf": 1,
            "num_threads": threads,
            "seed": 1,
            "verbose": -1,
        }

    def fit(self, table, labels):
        self.model = self.library.train(self.parameters, self.library.Dataset(table, labels), self.rounds)
        return self.model.num_trees()

    def margins(self, table):
        return self.model.predict(table, raw_score=True, num_threads=self.threads)

    def explain(self, table):
        return self.model.predict(table, pred_contrib=True, num_threads=self.threads)

    def fast_single(self, table):
        """A function of a row's number that scores it through the C function made for single rows."""
        library = self.library.basic._LIB
        raw_score, float64 = 1, 1
        config = ctypes.c_void_p()
        parameters = f"num_threads={self.threads}".encode()
        check(library.LGBM_BoosterPredictForMatSingleRowFastInit(
            self.model._handle, raw_score, 0, -1, float64, ctypes.c_int32(table.shape[1]), parameters, ctypes.byref(config)))
        length, score = ctypes.c_int64(), ctypes.c_double()
        length_at, score_at = ctypes.byref(length), ctypes.byref(score)
        rows = [ctypes.c_void_p(table.ctypes.data + table.strides[0] * row) for row in range(len(table))]
        predict = library.LGBM_BoosterPredictForMatSingleRowFast

        def margin(row):
            predict(config, rows[row], length_at, score_at)
            return score.value

        return margin


class XgBoost:
    fast_single = None

    def __init__(self, settings, threads):
        import xgboost

        self.library = xgboost
        self.rounds = settings["rounds"]
        self.threads = threads
        self.bins = settings["bins"]
        self.parameters = {
            "objective": "binary:logistic",
            "tree_method": "hist",
            "grow_policy": "lossguide",
            "max_leaves": settings["leaves"],
            "max_depth": 0,
            "learning_rate": settings["learningRate"],
            "max_bin": settings["bins"],
            "lambda": settings["l2"],
            "min_child_weight": settings["minChildWeight"],
            "nthread": threads,
            "seed": 1,
        }

    def fit(self, table, labels):
        matrix = self.library.QuantileDMatrix(table, labels, max_bin=self.bins, nthread=self.threads)
        self.model = self.library.train(self.parameters, matrix, self.rounds)
        return self.model.num_boosted_rounds()

    def margins(self, table):
        return self.model.inplace_predict(table, predict_type="margin")

    def explain(self, table):
        return self.model.predict(self.library.DMatrix(table, nthread=self.threads), pred_contribs=True)


def check(code):
    if code != 0:
        raise RuntimeError("LightGBM's C function failed")


def microseconds_each(work, count):
    """The mean time of work(0) … work(count - 1), after a warm-up."""
    for row in range(min(count, 200)):
        work(row)
    return timed(lambda: [work(row) for row in range(count)])[1] / count * 1e6


def main(path, train_rows, held_out_rows, feature_count, settings, library, threads):
    train_rows, held_out_rows, feature_count, threads = map(int, (train_rows, held_out_rows, feature_count, threads))
    settings = json.loads(settings)
    train, train_labels, held_out, held_out_labels = read(path, train_rows + held_out_rows, train_rows, feature_count)
    peer = {"lightgbm": LightGbm, "xgboost": XgBoost}[library](settings, threads)

    trees, train_seconds = timed(lambda: peer.fit(train, train_labels))
    scores, batch_seconds = timed(lambda: peer.margins(held_out))

    singles = [held_out[row : row + 1] for row in range(settings["singleRows"])]
    slow_rows = min(len(singles), 2000)
    answer = {
        "trees": trees,
        "train": train_seconds,
        "single": microseconds_each(lambda row: peer.margins(singles[row]), slow_rows),
        "batch": batch_seconds / held_out_rows * 1e6,
        "auc": float(roc_auc_score(held_out_labels, scores)),
    }
    if peer.fast_single is not None:
        margin = peer.fast_single(held_out)
        if abs(margin(7) - scores[7]) > 1e-9:
            raise RuntimeError("the C function for single rows gives another margin")
        answer["singleFast"] = microseconds_each(margin, len(singles))

    explained = held_out[: settings["shapRows"]]
    peer.explain(explained[: len(explained) // 10])
    contributions, shap_seconds = timed(lambda: peer.explain(explained))
    if not np.allclose(contributions.sum(axis=1), scores[: len(explained)], atol=1e-3):
        raise RuntimeError("the contributions do not add up to the margin")
    answer["shap"] = shap_seconds / len(explained) * 1e6
    print(json.dumps(answer))


main(*sys.argv[1:])
