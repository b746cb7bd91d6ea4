"""Writes tucker.json: small tensors, the core shape of the best Tucker packing by trying every shape, and the error that TensorLy's
higher-order orthogonal iteration reaches at it. pip install numpy tensorly
"""
import itertools
import json
import math
import os

import numpy as np
import tensorly
from tensorly.decomposition import tucker

random = np.random.default_rng(3)
cases = []
for shape, budget in [((9, 8, 7), 150), ((12, 5, 6), 120), ((4, 5, 3, 4), 90), ((20, 15), 150)]:
    # Ranks fall off at different rates along the axes.
    tensor = random.normal(size=shape)
    for axis, length in enumerate(shape):
        decay = np.arange(1, length + 1) ** -(0.3 + 0.4 * axis)
        mixed = np.linalg.qr(random.normal(size=(length, length)))[0] * decay
        tensor = np.moveaxis(np.tensordot(mixed, tensor, axes=(1, axis)), 0, axis)
    tensor = tensor.astype(np.float32).astype(np.float64)
    energies = [np.linalg.svd(tensorly.unfold(tensor, axis), compute_uv=False) ** 2 for axis in range(len(shape))]
    feasible = [
        ranks
        for ranks in itertools.product(*(range(1, n + 1) for n in shape))
        if math.prod(ranks) + sum(r * n for r, n in zip(ranks, shape)) <= budget and all(r * r <= math.prod(ranks) for r in ranks)
    ]
    ranks = max(feasible, key=lambda ranks: sum(e[:r].sum() for e, r in zip(energies, ranks)))
    approximation = tensorly.tucker_to_tensor(tucker(tensor, rank=list(ranks), init="svd", n_iter_max=1000, tol=1e-12))
    error = np.linalg.norm(tensor - approximation) / np.linalg.norm(tensor)
    cases.append({"shape": shape, "values": tensor.flatten().tolist(), "budget": budget, "ranks": ranks, "error": error})
    print(shape, ranks, error)
json.dump(cases, open(os.path.dirname(os.path.abspath(__file__)) + "/tucker.json", "w"))
