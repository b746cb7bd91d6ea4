"""Writes notears.json: what the authors' program makes of small samples.

    git clone https://github.com/xunzheng/notears && pip install numpy scipy
    PYTHONPATH=notears python3 make_notears.py

notears/linear.py of commit 4a9ab19. Its inner tolerance is SciPy's default.
"""
import json
import pathlib

import numpy

try:
    from notears.linear import notears_linear
except ImportError:
    from notears_linear import notears_linear

cases = []
for seed, (variables, samples, edges, sparsity) in enumerate([(5, 200, 6, 0.1), (8, 300, 12, 0.1), (8, 300, 12, 0.02)], 1):
    random = numpy.random.default_rng(seed)
    order = random.permutation(variables)
    pairs = [(order[a], order[b]) for b in range(variables) for a in range(b)]
    weights = numpy.zeros((variables, variables))
    for place in random.choice(len(pairs), edges, replace=False):
        weights[pairs[place]] = random.choice([-1, 1]) * random.uniform(0.5, 2)
    noise = random.normal(size=(samples, variables))
    table = numpy.round(noise @ numpy.linalg.inv(numpy.eye(variables) - weights), 6)
    found = notears_linear(table, lambda1=sparsity, loss_type="l2")
    cases.append({
        "variables": variables, "sparsity": sparsity, "samples": (table - table.mean(axis=0)).ravel().tolist(),
        "truth": weights.ravel().tolist(), "weights": found.ravel().tolist(),
    })
(pathlib.Path(__file__).parent / "notears.json").write_text(json.dumps(cases) + "\n")
