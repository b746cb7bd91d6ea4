"""Writes thinning.json: what goodpoints 0.6.3 makes of a small sample, with Assay's random numbers. pip install goodpoints

One correction: of a point that goes to a right child, goodpoints keeps the kernel's sum over the left child's points, where its comment
and the paper (KT-SPLIT) have the sum over the points of its own coreset. Left children are the same either way.
"""
import inspect
import json
import os

import numpy as np
from goodpoints import kt

MASK = (1 << 64) - 1


def splitmix(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


class Random:
    """xoshiro256++ seeded by SplitMix64, as make_random.py has it."""

    def __init__(self, seed):
        mixer = splitmix(seed)
        self.s = [next(mixer) for _ in range(4)]

    def random(self):
        def rotate(x, k):
            return ((x << k) | (x >> (64 - k))) & MASK

        s = self.s
        result = (rotate((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
        return (result >> 11) * 2.0**-53


source = inspect.getsource(kt.split_X)
for point, sums in [(1, "parent_KC[j2, parent_idx-2]"), (2, "parent_KC[j2, parent_idx-1] - K12")]:
    wrong = f"child_KC[2*j2+1, child_idx] = point{point}_kernel_sum"
    assert source.count(wrong) == 1
    source = source.replace(wrong, f"child_KC[2*j2+1, child_idx] = {sums} - point{point}_kernel_sum")
namespace = dict(vars(kt), default_rng=Random)
exec(source, namespace)
split = namespace["split_X"]


def gaussian(width):
    return lambda y, x: np.exp(-np.sum((y - x) ** 2, axis=1) / (2 * width**2))


def laplace(width):
    return lambda y, x: np.exp(-np.sqrt(np.sum((y - x) ** 2, axis=1)) / width)


def both(y, x):
    return gaussian(1.5)(y, x) + gaussian(1.5 * 0.5**0.5)(y, x)


generator = np.random.default_rng(1)
points = generator.normal(size=(200, 3)) + 3 * generator.integers(3, size=(200, 1))
points = points.astype(np.float32).astype(np.float64)
cases = []
for name, kernel, split_kernel in [
    ("target", gaussian(1.5), gaussian(1.5)),
    ("power", gaussian(1.5), gaussian(1.5 * 0.5**0.5)),
    ("both", gaussian(1.5), both),
    ("laplace", laplace(1.5), laplace(1.5)),
]:
    for seed in [1, 2, 3]:
        coresets = split(points, 3, split_kernel, delta=0.5, seed=seed)
        coreset = kt.swap(points, coresets, kernel)
        # The sample in equal steps is a candidate too: these seeds are such that one of the others is better.
        best = kt.best_X(points, coresets, kernel, meanK=kt.kernel_matrix_row_mean(points, kernel))
        assert any(np.array_equal(best, coreset) for coreset in coresets)
        cases.append({"split": name, "seed": seed, "coreset": [int(i) for i in coreset]})
result = {"points": [float(x) for x in points.flatten()], "cases": cases}
json.dump(result, open(os.path.dirname(os.path.abspath(__file__)) + "/thinning.json", "w"))
