"""One round of optbinning in a process of its own: binning_peers.py <file> <solver>; prints JSON.

ours/measure-binning.mjs does the same for ours: whatever is changed here is changed there.
"""
import json
import sys
import time
import warnings

import numpy as np
from optbinning import OptimalBinning

warnings.filterwarnings("ignore")
problems = json.load(open(sys.argv[1]))["problems"]
solver = sys.argv[2]
tasks = []
for problem in problems:
    goods, bads = problem["goods"], problem["bads"]
    x = np.repeat(np.arange(len(goods), dtype=float), np.add(goods, bads))
    y = np.concatenate([np.r_[np.ones(b), np.zeros(g)] for g, b in zip(goods, bads)]).astype(int)
    tasks.append((problem, x, y))


def solve():
    results = []
    for problem, x, y in tasks:
        trend = problem["trend"]
        binning = OptimalBinning(
            name="x", dtype="numerical", solver=solver, monotonic_trend=None if trend == "none" else trend,
            user_splits=np.arange(len(problem["goods"]) - 1) + 0.5, max_n_prebins=100,
            max_n_bins=problem["maxBins"], min_bin_size=problem["minBinShare"] or None, time_limit=60,
        ).fit(x, y)
        results.append(binning)
    return results


solve()
started = time.perf_counter()
solved = solve()
seconds = time.perf_counter() - started
ends = [[int(np.ceil(s)) for s in b.splits] + [len(p["goods"])] for b, p in zip(solved, problems)]
statuses = [b.status for b in solved]
import optbinning  # noqa: E402

print(json.dumps({"seconds": seconds, "ends": ends, "statuses": statuses, "version": optbinning.__version__}))
