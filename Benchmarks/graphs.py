"""Personalised PageRank of Assay beside networkx, on the same graph, sources and restart probability.

    make plugins
    python3 -m venv .venv && .venv/bin/pip install networkx==3.6.1 numpy scipy
    .venv/bin/python Benchmarks/graphs.py [--instance pagerank/blocks-10k] [--sources 20]

networkx's `pagerank` with `personalization` is power iteration over SciPy's sparse matrices, of which it makes one anew in
each call; the time of its iterations alone, on a matrix that is made once, is beside it. All use one thread. Assay's methods are asked
as the host measures them, every edge through the metered oracle; errors are sums of absolute differences from the exact
vectors, which Assay's host and this script find each by themselves.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import networkx as nx
import numpy as np
import scipy.sparse

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESTART = 0.15
METHODS = ["power-iteration", "forward-push", "powerwalk", "full-path-walks", "end-point-walks"]


def assay(arguments, method):
    command = [arguments.assay, "run", method, "--on", arguments.instance, "--json"]
    record = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)[0]
    if record["outcome"] != "ok":
        sys.exit(f"{' '.join(command)}: {record['outcome']} {record['reason']}")
    return record["metrics"]


def iterate(transition, source, tolerance):
    """x = c·e + (1 − c)·Pᵀx until it changes by no more than the tolerance in sum."""
    x = np.zeros(transition.shape[0])
    x[source] = 1
    while True:
        y = (1 - RESTART) * (transition @ x)
        y[source] += RESTART
        change = np.abs(y - x).sum()
        x = y
        if change <= tolerance:
            return x


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--assay", default=str(ROOT / ".build/release/assay"))
    parser.add_argument("--instance", default="pagerank/blocks-10k")
    parser.add_argument("--sources", type=int, default=20, help="of those that Assay is asked, how many networkx is")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([arguments.assay, "export", arguments.instance, folder], check=True, capture_output=True, cwd=ROOT)
        edges = np.loadtxt(next(pathlib.Path(folder).rglob("edges.txt")))
        sources = np.load(next(pathlib.Path(folder).rglob("sources.npy"))).astype(int)[: arguments.sources]
    count = int(edges[:, :2].max()) + 1
    weights = scipy.sparse.csr_matrix((edges[:, 2], (edges[:, 0].astype(int), edges[:, 1].astype(int))), shape=(count, count))
    transition = scipy.sparse.csr_matrix(scipy.sparse.diags(1 / weights.sum(axis=1).A1) @ weights).T.tocsr()
    exact = [iterate(transition, source, 1e-14) for source in sources]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((int(a), int(b), w) for a, b, w in edges)

    print(f"| {arguments.instance} | error | queries a second | to build, s | index, MB |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for method in METHODS:
        metrics = assay(arguments, method)
        print(f"| {method} | {metrics['l1Error']:.2g} | {metrics['queriesPerSecond']:,.0f} | {metrics['buildSeconds']:.2f} | {metrics['indexBytes'] / 1e6:.1f} |")

    def row(name, query):
        begin = time.perf_counter()
        found = [query(source) for source in sources]
        seconds = time.perf_counter() - begin
        error = np.mean([np.abs(np.array(a) - b).sum() for a, b in zip(found, exact)])
        print(f"| {name} | {error:.2g} | {len(sources) / seconds:,.1f} | | |")

    # networkx ends where x changes by less than n times its tolerance.
    row("networkx.pagerank", lambda source: list(
        nx.pagerank(graph, alpha=1 - RESTART, personalization={int(source): 1}, tol=1e-6 / count, max_iter=1000).values()))
    row("its iterations, in SciPy", lambda source: iterate(transition, source, 1e-6))


main()
