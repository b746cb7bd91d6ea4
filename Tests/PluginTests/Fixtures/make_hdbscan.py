"""Makes hdbscan.json: points, and the labels that the Python package hdbscan 0.8.44 gives them.

    pip install hdbscan==0.8.44 && python make_hdbscan.py

Coordinates are whole numbers, so that squared distances are exact on both sides. The package leaves open which of
several equally light edges its spanning tree has, and in which order it joins them, so that its own algorithms differ at
some points, as is printed. The labels are those of its code from the hierarchy on, given the tree whose ties go to the
shorter distance, then the lower indices; its length is that of the trees that the package finds.
"""
import json
import numpy as np
import hdbscan
from hdbscan._hdbscan_linkage import label
from hdbscan._hdbscan_tree import compute_stability, condense_tree, get_clusters


def clouds(seed, count, dimension, groups, noise):
    random = np.random.default_rng(seed)
    centres = random.uniform(0, 10000, (groups, dimension))
    scale = random.uniform(100, 700, groups)
    label = random.integers(0, groups, count)
    points = centres[label] + scale[label, None] * random.standard_normal((count, dimension))
    strewn = random.random(count) < noise
    points[strewn] = random.uniform(0, 10000, (strewn.sum(), dimension))
    return np.rint(points)


def renumbered(labels, reference):
    """The clusters by the number of that of the reference with which they share most points."""
    numbers = {-1: -1}
    for cluster in set(labels) - {-1}:
        shared = reference[(labels == cluster) & (reference >= 0)]
        numbers[cluster] = int(np.bincount(shared).argmax()) if len(shared) else -2
    return [numbers[label] for label in labels]


def labels_with_ordered_ties(points, size, samples):
    squares = ((points[:, None, :] - points[None, :, :]) ** 2).sum(2)
    core = np.sort(squares, axis=1)[:, samples]
    low, high = np.triu_indices(len(points), 1)
    length = squares[low, high]
    weight = np.maximum(length, np.maximum(core[low], core[high]))
    parent = list(range(len(points)))

    def find(x):
        while parent[x] != x:
            x = parent[x]
        return x

    edges = []
    for pair in np.lexsort((high, low, length, weight)):
        a, b = find(low[pair]), find(high[pair])
        if a != b:
            parent[a] = b
            edges.append((low[pair], high[pair], np.sqrt(weight[pair])))
    edges = np.array(edges)
    tree = condense_tree(label(edges), size)
    return get_clusters(tree, compute_stability(tree))[0], edges[:, 2].sum()


cases = []
for seed, count, dimension, groups, noise, size, samples in [
    (1, 300, 2, 4, 0.1, 10, 10), (2, 400, 3, 6, 0.2, 5, 5), (3, 350, 10, 5, 0.1, 15, 5), (4, 250, 20, 3, 0.3, 8, 12),
    (5, 500, 2, 1, 1.0, 5, 3), (6, 300, 1, 5, 0.1, 12, 1),
]:
    points = clouds(seed, count, dimension, groups, noise)
    results = []
    for algorithm in ["generic", "prims_kdtree", "boruvka_kdtree", "boruvka_balltree"]:
        fit = hdbscan.HDBSCAN(
            min_cluster_size=size, min_samples=samples, algorithm=algorithm, approx_min_span_tree=False,
            gen_min_span_tree=True, core_dist_n_jobs=1).fit(points)
        results.append((fit.labels_, float(np.sum(fit.minimum_spanning_tree_.to_numpy()[:, 2]))))
    lengths = [length for _, length in results]
    assert max(lengths) - min(lengths) < 1e-9 * max(lengths), lengths
    results = [(renumbered(labels, results[0][0]), length) for labels, length in results]
    ordered, length = labels_with_ordered_ties(points, size, samples)
    assert abs(length - lengths[0]) < 1e-9 * length
    differing = [sum(a != b for a, b in zip(renumbered(ordered, np.array(results[0][0])), np.array(labels))) for labels, _ in results]
    print("differ from the ordered one at", differing)
    agreeing = [len({labels[i] for labels, _ in results}) == 1 for i in range(count)]
    print(seed, "clusters", max(results[0][0]) + 1, "noise", results[0][0].count(-1), "not agreeing", agreeing.count(False))
    cases.append({
        "dimension": dimension, "minClusterSize": size, "minSamples": samples, "points": [int(x) for x in points.ravel()],
        "labels": [int(x) for x in ordered], "treeLength": float(length)})
with open("hdbscan.json", "w") as file:
    json.dump(cases, file, separators=(",", ":"))
