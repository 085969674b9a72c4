"""Makes cases.json: elementary functions to 200 bits. Run: python make.py (mpmath 1.4.1, Python 3.11)."""
import json
import random
import struct
from pathlib import Path

from mpmath import mp, mpf

mp.prec = 400
random.seed(20250101)


def bits(x):
    return struct.unpack("<q", struct.pack("<d", x))[0]


def uniform(low, high, n):
    return [random.uniform(low, high) for _ in range(n)]


def logarithmic(low, high, n, signs=(1,)):
    lo, hi = bits(low), bits(high)
    return [random.choice(signs) * struct.unpack("<d", struct.pack("<q", random.randint(lo, hi)))[0] for _ in range(n)]


def around(points):
    near = []
    for p in points:
        for step in (-2, -1, 0, 1, 2):
            near.append(struct.unpack("<d", struct.pack("<q", bits(p) + step))[0])
    return near


both = (-1, 1)
inputs = {
    "exp": uniform(-745, 709.7, 200) + uniform(-2, 2, 150) + logarithmic(1e-300, 1, 40, both)
    + around([0.34657359, 1.0, 709.78, -708.396, -744.0, -745.1]),
    "expm1": uniform(-40, 709, 100) + uniform(-2, 2, 200) + logarithmic(5e-324, 1, 60, both) + around([0.35, -0.35, 1.04, 42.0, 600.0]),
    "log": logarithmic(5e-324, 1.7e308, 200) + uniform(0.5, 2, 200) + around([1.0, 0.7071067811865476, 1.4142135623730951, 2.0, 2.2250738585072014e-308]),
    "log1p": logarithmic(5e-324, 1.7e308, 120) + uniform(-1, 3, 250) + logarithmic(5e-324, 1, 60, both) + around([-0.29289, 0.41421, 1.0, -0.999999999]),
    "sigmoid": uniform(-745, 40, 120) + uniform(-5, 5, 200) + logarithmic(1e-20, 1, 20, both),
    "softplus": uniform(-745, 800, 120) + uniform(-5, 5, 200) + logarithmic(1e-20, 1, 20, both),
    "logit": uniform(0, 1, 250) + logarithmic(5e-324, 0.5, 60) + around([0.25, 0.5, 0.75]) + [1 - x for x in logarithmic(1e-16, 0.1, 40)],
    "tanh": uniform(-20, 20, 120) + uniform(-1.5, 1.5, 250) + logarithmic(5e-324, 1, 60, both) + around([1.0, 19.0]),
    "erf": uniform(-6, 6, 150) + uniform(-1.5, 1.5, 200) + logarithmic(1e-300, 1, 40, both) + around([1.0, 3.0]),
    "erfc": uniform(-6, 6, 150) + uniform(0, 26, 200) + around([1.0]),
    "normalCdf": uniform(-8, 8, 150) + uniform(-37, 0, 200) + around([1.4142135623730951]),
    "sin": uniform(-7, 7, 250) + uniform(-1000000, 1000000, 60) + logarithmic(1e-300, 1, 40, both) + around([0.7853981633974483, 1.5707963267948966, 3.141592653589793, 6.283185307179586]),
    "cos": uniform(-7, 7, 250) + uniform(-1000000, 1000000, 60) + logarithmic(1e-300, 1, 40, both) + around([0.7853981633974483, 1.5707963267948966, 3.141592653589793, 4.71238898038469]),
    "asin": uniform(-1, 1, 250) + logarithmic(1e-300, 1, 60, both) + [1.0, -1.0, 0.9999999999999999, 0.5],
}
functions = {
    "exp": mp.exp,
    "expm1": mp.expm1,
    "log": mp.log,
    "log1p": mp.log1p,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "logit": lambda p: mp.log(p / (1 - p)),
    "tanh": mp.tanh,
    "erf": mp.erf,
    "erfc": mp.erfc,
    "normalCdf": lambda x: mp.erfc(-x / mp.sqrt(2)) / 2,
    "sin": mp.sin,
    "cos": mp.cos,
    "asin": mp.asin,
}
# The tails of log1p(exp(x)) and the like need more than 400 bits of working precision.
mp.prec = 4000
cases = {}
for name, function in functions.items():
    rows = []
    for x in inputs[name]:
        exact = function(mpf(x))
        nearest = float(exact)
        # Five digits of a part of an ulp are far more than any limit is stated with.
        rows.append([x, nearest, float(f"{float(exact - mpf(nearest)):.5g}")])
    cases[name] = rows
Path(__file__).with_name("cases.json").write_text(json.dumps(cases, separators=(",", ":")))
