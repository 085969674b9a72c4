"""Optimal binning by optbinning's constraint and mixed-integer programs on given cells: python make-cases.py > cases.json

Cells are handed over as user splits, so that nothing but the search is compared. The information value is taken again from
the counts of the bins found, since the solvers maximise a rounded one.
"""
import json
import sys
import warnings

import numpy as np
import optbinning
import ortools
from optbinning import OptimalBinning

warnings.filterwarnings("ignore")
SEED = 20260921
random = np.random.default_rng(SEED)


def draw_cells(n, shape):
    position = np.linspace(0, 1, n)
    rates = {
        "rising": 0.05 + 0.3 * position,
        "falling": 0.35 - 0.3 * position,
        "peaked": 0.05 + 0.3 * np.sin(np.pi * position),
        "dented": 0.35 - 0.3 * np.sin(np.pi * position),
        "noise": np.full(n, 0.2),
    }[shape]
    size = random.integers(40, 250, n)
    bads = np.clip(random.binomial(size, np.clip(rates + random.normal(0, 0.05, n), 0.02, 0.9)), 1, size - 1)
    return (size - bads).tolist(), bads.tolist()


def information_value(goods, bads, splits):
    ends = [int(np.ceil(split)) for split in splits] + [len(goods)]
    total_goods, total_bads, value, start = sum(goods), sum(bads), 0.0, 0
    for end in ends:
        p, q = sum(goods[start:end]) / total_goods, sum(bads[start:end]) / total_bads
        value += (p - q) * np.log(p / q)
        start = end
    return value, ends


def solve(goods, bads, trend, rules, solver):
    x = np.concatenate([np.full(g + b, k) for k, (g, b) in enumerate(zip(goods, bads))]).astype(float)
    y = np.concatenate([np.r_[np.zeros(g), np.ones(b)] for g, b in zip(goods, bads)]).astype(int)
    options = {
        "min_n_bins": rules.get("minBins"), "max_n_bins": rules.get("maxBins"),
        "min_bin_size": rules.get("minBinShare"), "min_event_rate_diff": rules.get("minRateDifference", 0),
        "min_bin_n_event": rules.get("minBinBads"), "min_bin_n_nonevent": rules.get("minBinGoods"),
    }
    binning = OptimalBinning(
        name="x", dtype="numerical", solver=solver, monotonic_trend=None if trend == "none" else trend,
        user_splits=np.arange(len(goods) - 1) + 0.5, max_n_prebins=100, min_prebin_size=0.001, time_limit=100, **options,
    ).fit(x, y)
    if binning.status != "OPTIMAL":
        return {"status": binning.status}
    value, ends = information_value(goods, bads, binning.splits)
    return {"status": "OPTIMAL", "ends": ends, "informationValue": value}


cases = []
rules_of = [{}, {"maxBins": 4}, {"minBins": 3, "maxBins": 5}, {"minBinShare": 0.1}, {"minRateDifference": 0.02}]
for shape in ["rising", "falling", "peaked", "dented", "noise"]:
    for trend in ["ascending", "descending", "peak", "valley", "none"]:
        for rules in rules_of:
            if trend == "none" and "minRateDifference" in rules:
                continue
            goods, bads = draw_cells(int(random.integers(8, 17)), shape)
            solutions = {solver: solve(goods, bads, trend, rules, solver) for solver in ("cp", "mip")}
            cases.append({"shape": shape, "trend": trend, "rules": rules, "goods": goods, "bads": bads, **solutions})
            print(shape, trend, rules, {k: v.get("informationValue", v["status"]) for k, v in solutions.items()}, file=sys.stderr)
versions = {"optbinning": optbinning.__version__, "ortools": ortools.__version__, "numpy": np.__version__}
print(json.dumps({"versions": versions, "seed": SEED, "cases": cases}, separators=(",", ":")))
