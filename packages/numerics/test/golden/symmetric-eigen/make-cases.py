"""Eigenvalues and vectors of symmetric matrices by numpy.linalg.eigh: python make-cases.py > cases.json"""
import json

import numpy as np

SEED = 20261121
random = np.random.default_rng(SEED)


def case(name, matrix):
    values, vectors = np.linalg.eigh(matrix)
    return {
        "name": name,
        "n": len(matrix),
        "matrix": matrix.ravel().tolist(),
        "values": values[::-1].tolist(),
        "vectors": vectors[:, ::-1].T.ravel().tolist(),
    }


a = random.normal(size=(6, 6))
b = random.normal(size=(25, 40))
c = np.corrcoef(random.normal(size=(12, 60)))
d = np.diag([3.0, 1.0, 2.0])
graded = np.diag(10.0 ** np.arange(0, -8, -1)) + 1e-9
print(
    json.dumps(
        {
            "made with": {"numpy": np.__version__},
            "seed": SEED,
            "cases": [
                case("indefinite", a + a.T),
                case("covariance of 25 columns", b @ b.T / 40),
                case("correlations", c),
                case("diagonal", d),
                case("graded over eight orders", graded),
            ],
        }
    )
)
