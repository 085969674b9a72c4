"""Makes cases.json: distribution functions by mpmath, tests and intervals by SciPy. Run: python make.py"""
import json
import random
from pathlib import Path

import mpmath
import scipy
from mpmath import mp, mpf
from scipy import stats

mp.dps = 60
SEED = 20260901
random.seed(SEED)


def logu(low, high):
    return float(mp.exp(random.uniform(float(mp.log(low)), float(mp.log(high)))))


def beta_inc(x, a, b):
    """I_x(a, b) for doubles, as a sum of positive terms, so that nothing cancels."""
    x, a, b = mpf(x), mpf(a), mpf(b)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_inc_low(1 - x, b, a)
    return beta_inc_low(x, a, b)


def beta_inc_low(x, a, b):
    front = mp.exp(a * mp.log(x) + b * mp.log1p(-x) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)) / a
    term, total, n = mpf(1), mpf(1), 0
    while True:
        term *= (a + b + n) / (a + 1 + n) * x
        n += 1
        total += term
        if term < total * mpf(10) ** -45:
            return front * total


def gamma_q(a, x):
    """Q(a, x) with P as a sum of positive terms; 400 digits where 1 - P cancels."""
    with mp.workdps(60 if x < 700 else 400):
        a, x = mpf(a), mpf(x)
        term = total = 1 / a
        n = 0
        while True:
            n += 1
            term *= x / (a + n)
            total += term
            if term < total * mpf(10) ** -(mp.dps):
                break
        p = mp.exp(a * mp.log(x) - x - mp.loggamma(a)) * total
        return p, 1 - p


def keep(rows, *values):
    if all(abs(v) > 1e-290 for v in values):
        rows.append([float(v) for v in values])


cases = {}

rows = []
for x in [logu(1e-10, 1e8) for _ in range(120)] + [random.uniform(0.4, 3) for _ in range(80)] + [1 + 1e-9, 2 - 1e-9, 9.999, 10.0]:
    rows.append([x, float(mp.loggamma(mpf(x)))])
cases["lnGamma"] = rows

rows = []
while len(rows) < 200:
    a = logu(1e-2, 3e3)
    x = a * logu(0.2, 4) if random.random() < 0.6 else abs(a + random.gauss(0, 3) * a ** 0.5) + 1e-3
    p, q = gamma_q(a, x)
    if p > mpf(10) ** -200 and q > mpf(10) ** -40:
        rows.append([a, x, float(p), float(q)])
cases["regularisedGamma"] = rows

rows = []
while len(rows) < 250:
    a, b = logu(5e-2, 5e3), logu(5e-2, 5e3)
    mean = a / (a + b)
    sd = (mean * (1 - mean) / (a + b + 1)) ** 0.5
    x = mean + random.gauss(0, 3) * sd if random.random() < 0.7 else random.random()
    if not 1e-12 < x < 1 - 1e-12:
        continue
    p = beta_inc(x, a, b)
    if p < mpf(10) ** -40 or 1 - p < mpf(10) ** -40:
        continue
    rows.append([x, a, b, float(p), float(1 - p)])
cases["regularisedBeta"] = rows

rows = []
for _ in range(150):
    n = int(logu(1, 20000))
    p = logu(1e-5, 1)
    k = max(0, min(n - 1, round(n * p + random.gauss(0, 3) * (n * p * (1 - p)) ** 0.5)))
    upper = beta_inc(p, k + 1, n - k)
    if upper < mpf(10) ** -30 or 1 - upper < mpf(10) ** -30:
        continue
    pmf = mp.binomial(n, k) * mpf(p) ** k * (1 - mpf(p)) ** (n - k)
    rows.append([k, n, p, float(1 - upper), float(upper), float(pmf)])
cases["binomial"] = rows

rows = []
for p in [1e-300, 1e-100, 1e-20, 1e-5, 0.01, 0.024, 0.2, 0.25, 0.26, 0.4999999, 0.50000001, 0.7, 0.975, 0.9999999] + [random.random() for _ in range(60)]:
    rows.append([p, float(mp.sqrt(2) * mp.erfinv(2 * mpf(p) - 1)) if p > 1e-15
                 else float(mp.findroot(lambda x: mp.log(mp.erfc(-x / mp.sqrt(2)) / 2) - mp.log(mpf(p)), -mp.sqrt(-2 * mp.log(mpf(p)))))])
cases["normalQuantile"] = rows

rows = []
for _ in range(80):
    t, df = random.gauss(0, 4), logu(0.5, 1000)
    x = mpf(df) / (mpf(df) + mpf(t) ** 2)
    tail = (beta_inc(x, mpf(df) / 2, mpf(1) / 2)) / 2
    rows.append([t, df, float(tail if t > 0 else 1 - tail)])
cases["studentT"] = rows

rows = []
for _ in range(80):
    f, d1, d2 = logu(0.05, 20), random.randint(1, 200), random.randint(1, 500)
    rows.append([f, d1, d2, float(beta_inc(mpf(d2) / (d2 + mpf(f) * d1), mpf(d2) / 2, mpf(d1) / 2))])
cases["f"] = rows

rows = []
for _ in range(80):
    mean = logu(0.01, 800)
    k = max(0, round(mean + random.gauss(0, 3) * mean ** 0.5))
    low, high = gamma_q(k + 1, mean)
    rows.append([k, mean, float(high), float(low)])
cases["poisson"] = rows

rows = []
for _ in range(80):
    a, b, c, d = [random.choice([random.randint(0, 12), random.randint(0, 300)]) for _ in range(4)]
    table = [[a, b], [c, d]]
    two = stats.fisher_exact(table)
    rows.append([a, b, c, d, two.pvalue, stats.fisher_exact(table, "less").pvalue, stats.fisher_exact(table, "greater").pvalue])
cases["fisher"] = rows

rows = []
for n in (1, 7, 50, 400, 9000):
    for share in (0, 0.01, 0.3, 0.97, 1):
        k = round(n * share)
        test = stats.binomtest(k, n)
        exact, wilson = test.proportion_ci(0.95, "exact"), test.proportion_ci(0.95, "wilson")
        rows.append([k, n, exact.low, exact.high, wilson.low, wilson.high])
cases["intervals"] = rows

rows = []
for _ in range(60):
    a, b, p = logu(0.1, 500), logu(0.1, 500), random.random()
    rows.append([p, a, b, float(stats.beta.ppf(p, a, b))])
cases["betaQuantile"] = rows

Path(__file__).with_name("cases.json").write_text(
    json.dumps({"versions": {"mpmath": mpmath.__version__, "scipy": scipy.__version__}, "seed": SEED, **cases})
)
