"""HNSW beside hnswlib and Faiss, and the inverted file beside Faiss's, on the same vectors with the same settings."""
import tempfile
import time

import numpy

from harness import export, idle_memory, in_child, run

TITLE = "Nearest neighbours"
ABOUT = (
    "k = 10, M = 16, efConstruction = 200; for inverted files 1,024 lists (64 of the digits), 16 of which a query looks at. Assay's figures are those that the host measures, every "
    "distance through the metered oracle. Memory is what a process comes to need beyond one that has no index: Assay's beyond a worker "
    "that does next to nothing, its own copy of the vectors and what the host keeps for judging included; theirs beyond the vectors' array."
)
PACKAGES = ["hnswlib", "faiss-cpu"]
K, M, CONSTRUCTION = 10, 16, 200


def read_fvecs(path):
    numbers = numpy.fromfile(path, dtype="<i4")
    return numbers.reshape(-1, numbers[0] + 1)[:, 1:].view("<f4").copy()


def exact_neighbours(base, queries):
    squares = (base.astype(float) ** 2).sum(1)
    return numpy.array([numpy.argsort(squares - 2 * (base @ query.astype(float)), kind="stable")[:K] for query in queries])


def ours(instance, method):
    record = run(method, instance, budget="1200s")
    metrics = record["metrics"]
    return {
        "recall": metrics["recall"], "time of a query": 1e6 / metrics["queriesPerSecond"], "building": metrics["buildSeconds"],
        "memory": record["peakBytes"] / 1e6 - idle_memory(),
    }


def answered(search, queries, exact):
    """Recall and microseconds a query, of three passes the fastest."""
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        found = search(queries)
        times.append(time.perf_counter() - begin)
    recall = numpy.mean([len(set(a) & set(b)) / K for a, b in zip(found, exact)])
    return {"recall": float(recall), "time of a query": 1e6 * min(times) / len(queries)}


def hnswlib_side(base, queries, exact, breadth):
    import hnswlib

    begin = time.perf_counter()
    index = hnswlib.Index("l2", base.shape[1])
    index.init_index(len(base), M=M, ef_construction=CONSTRUCTION, random_seed=1)
    index.set_num_threads(1)
    index.add_items(base, num_threads=1)
    seconds = time.perf_counter() - begin
    index.set_ef(breadth)
    return answered(lambda queries: index.knn_query(queries, K, num_threads=1)[0], queries, exact) | {"building": seconds}


def faiss_side(make, base, queries, exact):
    import faiss

    faiss.omp_set_num_threads(1)
    begin = time.perf_counter()
    index = make(faiss, base.shape[1])
    index.train(base)
    index.add(base)
    seconds = time.perf_counter() - begin
    return answered(lambda queries: index.search(queries, K)[1], queries, exact) | {"building": seconds}


def faiss_hnsw(breadth):
    def make(faiss, dimension):
        index = faiss.IndexHNSWFlat(dimension, M)
        index.hnsw.efConstruction, index.hnsw.efSearch = CONSTRUCTION, breadth
        return index

    return make


def faiss_lists(lists, probes):
    def make(faiss, dimension):
        index = faiss.IndexIVFFlat(faiss.IndexFlatL2(dimension), dimension, lists)
        index.nprobe = probes
        return index

    return make


FIGURES = {"recall": ("", -0.99), "time of a query": ("µs", 1.0), "building": ("s", 1.0), "memory": ("MB", None)}


def on_instance(bench, instance, lists):
    with tempfile.TemporaryDirectory() as folder:
        export(instance, folder)
        base, queries = (read_fvecs(f"{folder}/{name}.fvecs") for name in ("base", "query"))
    exact = exact_neighbours(base, queries)
    repeats = min(bench.repeats, 3)

    def hnsw(breadth):
        method = f"hnsw[M={M},efConstruction={CONSTRUCTION},efSearch={breadth}]"
        return lambda: ours(instance, method)

    # Libraries are imported before a child is made, so that the memory counted is that of the index alone.
    def beside_hnswlib(bench, breadth, repeats):
        import hnswlib  # noqa: F401

        theirs = lambda: in_child(hnswlib_side, base, queries, exact, breadth)
        bench.compare(f"{instance}, HNSW, ef = {breadth}", "hnswlib", hnsw(breadth), theirs, FIGURES | {"memory": ("MB", 1.1)}, repeats)

    def beside_faiss(bench):
        import faiss  # noqa: F401

        theirs = lambda: in_child(faiss_side, faiss_hnsw(50), base, queries, exact)
        bench.compare(f"{instance}, HNSW, ef = 50", "faiss-cpu", hnsw(50), theirs, FIGURES, 1)

    def inverted_file(bench):
        import faiss  # noqa: F401

        method = f"inverted-file[lists={lists},probes=16]"
        theirs = lambda: in_child(faiss_side, faiss_lists(lists, 16), base, queries, exact)
        bench.compare(f"{instance}, inverted file", "faiss-cpu", lambda: ours(instance, method), theirs, FIGURES, repeats)

    bench.part(beside_hnswlib, 10, repeats)
    bench.part(beside_hnswlib, 50, min(repeats, 2))
    bench.part(beside_faiss)
    bench.part(inverted_file)


def measure(bench):
    if bench.quick:
        return bench.part(on_instance, "neighbors/digits", 64)
    bench.part(on_instance, "neighbors/clustered-100k", 1024)
    # Where `make data` was run.
    bench.part(on_instance, "neighbors/sentences", 64)
