"""Decision trees of scikit-learn: python make-cases.py > cases.json

Values are small whole numbers, exact in the float32 that scikit-learn splits on. Only cases in which five random states
agree are kept: with equal gains scikit-learn draws lots.
"""
import json

import numpy as np
import sklearn
from sklearn.tree import DecisionTreeClassifier

SEED = 20261121
random = np.random.default_rng(SEED)
cases = []


def nested(tree, node=0):
    if tree.children_left[node] < 0:
        value = tree.value[node][0]
        return {"share": value[1] / value.sum(), "cover": float(tree.weighted_n_node_samples[node])}
    return {
        "feature": int(tree.feature[node]),
        "threshold": float(tree.threshold[node]),
        "cover": float(tree.weighted_n_node_samples[node]),
        "left": nested(tree, tree.children_left[node]),
        "right": nested(tree, tree.children_right[node]),
    }


for criterion in ["gini", "entropy"]:
    for weighted in [False, True]:
        for leaves in [4, 8, 16]:
            found = None
            while found is None:
                n = 250
                X = np.column_stack([random.permutation(200)[random.integers(0, 200, n)] for _ in range(4)]).astype(float)
                logits = (X[:, 0] - 100) / 40 + np.where(X[:, 1] > 120, 1.5, -0.5) * np.where(X[:, 2] > 60, 1, -1)
                y = (random.random(n) < 1 / (1 + np.exp(-logits))).astype(int)
                w = random.integers(1, 4, n).astype(float) if weighted else np.ones(n)
                trees = []
                for state in range(5):
                    # By weight, as ours: min_weight_fraction_leaf is a share of all.
                    peer = DecisionTreeClassifier(
                        criterion=criterion,
                        max_leaf_nodes=leaves,
                        min_weight_fraction_leaf=10 / w.sum(),
                        random_state=state,
                    ).fit(X, y, sample_weight=w)
                    trees.append(nested(peer.tree_))
                if all(json.dumps(tree) == json.dumps(trees[0]) for tree in trees):
                    found = trees[0]
            cases.append(
                {
                    "name": f"{criterion}, {leaves} leaves{', weighted' if weighted else ''}",
                    "criterion": criterion,
                    "maxLeaves": leaves,
                    "minLeafWeight": 10,
                    "columns": X.T.tolist(),
                    "labels": y.tolist(),
                    "weights": w.tolist() if weighted else None,
                    "tree": found,
                    "probabilities": peer.predict_proba(X)[:, 1].tolist(),
                }
            )

print(json.dumps({"seed": SEED, "scikit-learn": sklearn.__version__, "numpy": np.__version__, "cases": cases}))
