"""Runs exported files in onnxruntime and XGBoost and holds the outputs against Probity's own.

usage: python check.py FOLDER [--record FILE] [--threads N]

FOLDER/cases.json lists cases; each names its files beside it: rows and expected values as little-endian doubles
(rows by row), NaN for missing. Prints, per file, how many outputs have the same bits and the largest difference; with
--record writes the outputs themselves, which the tests read. Needs numpy, onnx, onnxruntime, xgboost.
"""
import argparse
import hashlib
import json
import os

import numpy as np


def read(folder, name, columns=None):
    values = np.fromfile(os.path.join(folder, name), dtype="<f8")
    return values if columns is None else values.reshape(-1, columns)


def run_onnx(path, rows, threads):
    import onnx
    import onnxruntime as ort

    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()
    dtype = np.float64 if given.type == "tensor(double)" else np.float32
    names = [output.name for output in session.get_outputs()]
    outputs = session.run(None, {given.name: rows.astype(dtype)})
    assert all(values.shape == (len(rows), 1) for values in outputs)
    return {name: values[:, 0].astype(np.float64) for name, values in zip(names, outputs)}


def run_xgboost(path, rows, case):
    import xgboost as xgb

    booster = xgb.Booster()
    booster.load_model(path)
    booster.set_param({"nthread": 1})
    data = xgb.DMatrix(
        rows.astype(np.float32),
        missing=np.nan,
        feature_names=booster.feature_names,
        feature_types=booster.feature_types,
        enable_categorical=True,
    )
    return {"margin": booster.predict(data, output_margin=True).astype(np.float64)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--record")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", default="onnx,xgboost")
    args = parser.parse_args()
    cases = json.load(open(os.path.join(args.folder, "cases.json")))
    recorded = {}
    for case in cases:
        rows = read(args.folder, case["rows"], case["columns"])
        for name in case["files"]:
            path = os.path.join(args.folder, name)
            library = "onnx" if name.endswith(".onnx") else "xgboost"
            if library not in args.only.split(","):
                continue
            outputs = run_onnx(path, rows, args.threads) if library == "onnx" else run_xgboost(path, rows, case)
            for key, values in outputs.items():
                expected = read(args.folder, case["expected"][key])
                same = int(np.sum((values == expected) | (np.isnan(values) & np.isnan(expected))))
                entry = {
                    "file": name, "output": key, "rows": len(values), "same": same,
                    "sameAsSingles": int(np.sum(values.astype(np.float32) == expected.astype(np.float32))),
                    "largest": float(np.max(np.abs(values - expected))),
                }
                print(f"{name:44s} {key:10s} {same:8d} of {len(values):8d} same, {entry['sameAsSingles']:8d} as singles, largest {entry['largest']:.3g}")
                digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
                recorded.setdefault(name, {"sha256": digest})[key] = values.tolist()
    if args.record:
        import onnxruntime
        import xgboost

        head = {"onnxruntime": onnxruntime.__version__, "xgboost": xgboost.__version__, "numpy": np.__version__}
        json.dump({"versions": head, "files": recorded}, open(args.record, "w"))
        open(args.record, "a").write("\n")


main()
