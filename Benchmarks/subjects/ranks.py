"""Personalised PageRank beside networkx, and beside its iterations alone in SciPy."""
import pathlib
import tempfile

import numpy
import scipy.sparse

from harness import export, processor_time, run

TITLE = "Personalised PageRank"
ABOUT = (
    "The same graph, sources and restart probability 0.15. Microseconds a query; errors of all nodes' ranks, in sum. networkx makes its matrix anew in "
    "each call; its iterations alone, in SciPy on a matrix that is made once, are beside it. Assay's come through the metered oracle, edge by edge; "
    "PowerWalk's is the time of a query once its index is built."
)
PACKAGES = ["networkx", "scipy"]
RESTART = 0.15


def iterate(transition, source, tolerance):
    """x = c·e + (1 − c)·Pᵀx until it changes by no more than the tolerance in sum."""
    x = numpy.zeros(transition.shape[0])
    x[source] = 1
    while True:
        y = (1 - RESTART) * (transition @ x)
        y[source] += RESTART
        change = numpy.abs(y - x).sum()
        x = y
        if change <= tolerance:
            return x


def asked(query, sources, exact):
    begin = processor_time()
    found = [query(source) for source in sources]
    seconds = processor_time() - begin
    error = numpy.mean([numpy.abs(numpy.array(a) - b).sum() for a, b in zip(found, exact)])
    return {"error": float(error), "time of a query": 1e6 * seconds / len(sources)}


def ours(method, instance):
    metrics = run(method, instance)["metrics"]
    return {"error": metrics["l1Error"], "time of a query": 1e6 / metrics["queriesPerSecond"]}


def measure(bench):
    import networkx

    instance = "pagerank/debian" if bench.quick else "pagerank/blocks-10k"
    with tempfile.TemporaryDirectory() as folder:
        edges = numpy.loadtxt(next(pathlib.Path(export(instance, folder)).rglob("edges.txt")))
        sources = numpy.load(next(pathlib.Path(folder).rglob("sources.npy"))).astype(int)[:20]
    count = int(edges[:, :2].max()) + 1
    weights = scipy.sparse.csr_matrix((edges[:, 2], (edges[:, 0].astype(int), edges[:, 1].astype(int))), shape=(count, count))
    transition = scipy.sparse.csr_matrix(scipy.sparse.diags(1 / weights.sum(axis=1).A1) @ weights).T.tocsr()
    exact = [iterate(transition, source, 1e-14) for source in sources]
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((int(a), int(b), w) for a, b, w in edges)

    def whole(source):
        # networkx ends where x changes by less than n times its tolerance.
        ranks = networkx.pagerank(graph, alpha=1 - RESTART, personalization={int(source): 1}, tol=1e-6 / count, max_iter=1000)
        return list(ranks.values())

    few = sources[:3]
    bench.compare(
        f"{instance}, power iteration", "networkx", lambda: ours("power-iteration", instance), lambda: asked(whole, few, exact),
        {"error": ("", None), "time of a query": ("µs", 1.0)}, 2)
    for method, tolerance in [("power-iteration", 1e-6), ("forward-push", 1e-4), ("powerwalk", 5e-2)]:
        bench.compare(
            f"{instance}, {method} beside iterations to {tolerance:g}", "scipy", lambda: ours(method, instance),
            lambda: asked(lambda source: iterate(transition, source, tolerance), sources, exact), {"error": ("", None), "time of a query": ("µs", None)}, 3)
