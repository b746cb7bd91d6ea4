"""HDBSCAN* beside the hdbscan package, on 50,000 points of 3, 10 and 50 dimensions."""
import tempfile

import numpy

from harness import export, idle_memory, in_child, run, timed

TITLE = "HDBSCAN*"
ABOUT = (
    "minClusterSize = 15 on both sides, the package with its own choice of algorithm, and in 3 and 10 dimensions also without its approximation of the "
    "spanning tree, so that the clusters are the same but for ties. Agreement is the adjusted Rand index with the labels by which the points were made. Memory: Assay's beyond a worker that does next to nothing, its copy of the points included, theirs beyond the points' array."
)
PACKAGES = ["hdbscan", "scikit-learn"]


def theirs(points, labels, approximate):
    import hdbscan
    from sklearn.metrics import adjusted_rand_score

    seconds, found = timed(lambda: hdbscan.HDBSCAN(
        min_cluster_size=15, approx_min_span_tree=approximate, core_dist_n_jobs=1).fit_predict(points))
    return {"processor time": seconds, "agreement": adjusted_rand_score(labels, found), "noise": float((found < 0).mean())}


def ours(method, instance):
    record = run(method, instance, timeout=600)
    metrics = record["metrics"]
    return {
        "processor time": record["seconds"]["cpu"], "agreement": metrics["adjustedRandIndex"], "noise": metrics["noiseShare"],
        "memory": record["peakBytes"] / 1e6 - idle_memory(),
    }


def on_instance(bench, instance, method, repeats, exact):
    with tempfile.TemporaryDirectory() as folder:
        export(instance, folder)
        points, labels = numpy.load(f"{folder}/points.npy").astype(float), numpy.load(f"{folder}/labels.npy")
    for approximate in (True, False) if exact else (True,):
        # The approximation may agree more or less with the labels: the quality to be met is that of the exact tree.
        agreement = None if approximate else -0.99
        bench.compare(
            f"{instance}, {method} beside the {'approximate' if approximate else 'exact'} tree", "hdbscan", lambda: ours(method, instance),
            lambda: in_child(theirs, points, labels, approximate),
            {"processor time": ("s", 1.0), "agreement": ("", agreement), "noise": ("of the points", None), "memory": ("MB", None)}, repeats)


def measure(bench):
    # Before a child is made, so that the memory counted is that of the work alone.
    import hdbscan  # noqa: F401
    import sklearn.metrics  # noqa: F401

    bench.part(on_instance, "clusters/digits" if bench.quick else "clusters/gaussian-3d", "hdbscan", bench.repeats, True)
    if not bench.quick:
        bench.part(on_instance, "clusters/gaussian-10d", "hdbscan", min(bench.repeats, 3), True)
        bench.part(on_instance, "clusters/gaussian-50d", "hdbscan[tree=ball]", 1, False)
