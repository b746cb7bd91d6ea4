"""HNSW of Assay beside hnswlib (by the authors of HNSW), on the same vectors with the same M and efConstruction.

    make plugins
    python3 -m venv .venv && .venv/bin/pip install -r Benchmarks/requirements.txt
    .venv/bin/python Benchmarks/nearest_neighbors.py [--repeats 3] [--instance neighbors/clustered-100k]

Both sides use one thread and are run in turn, so that what else the machine does meets both alike. Each builds its index
anew for each repeat; recall is against the exact answers, and of queries a second and seconds to build the best of the
repeats counts. Assay's figures are those of the method as the host measures it, every distance through the metered oracle.
"""
import argparse
import importlib.metadata
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import hnswlib
import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
K = 10


def read_fvecs(path):
    numbers = numpy.fromfile(path, dtype="<i4")
    return numbers.reshape(-1, numbers[0] + 1)[:, 1:].view("<f4").copy()


def exact_neighbours(base, queries):
    squares = (base.astype(float) ** 2).sum(1)
    found = [numpy.argsort(squares - 2 * (base @ query.astype(float)), kind="stable")[:K] for query in queries]
    return numpy.array(found)


def assay(arguments, ef):
    command = [
        arguments.assay, "run", f"hnsw[M={arguments.m},efConstruction={arguments.ef_construction},efSearch={ef}]",
        "--on", arguments.instance, "--budget", "1200s", "--timeout", "1300", "--json"]
    record = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)[0]
    if record["outcome"] != "ok":
        sys.exit(f"{' '.join(command)}: {record['outcome']} {record['reason']}")
    metrics = record["metrics"]
    return metrics["recall"], metrics["queriesPerSecond"], metrics["buildSeconds"]


def hnswlib_index(arguments, base):
    begin = time.perf_counter()
    index = hnswlib.Index("l2", base.shape[1])
    index.init_index(len(base), M=arguments.m, ef_construction=arguments.ef_construction, random_seed=1)
    index.set_num_threads(1)
    index.add_items(base, num_threads=1)
    return index, time.perf_counter() - begin


def hnswlib_queries(index, queries, exact, ef):
    index.set_ef(ef)
    begin = time.perf_counter()
    found, _ = index.knn_query(queries, K, num_threads=1)
    seconds = time.perf_counter() - begin
    recall = numpy.mean([len(set(a) & set(b)) / K for a, b in zip(found, exact)])
    return recall, len(queries) / seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default=str(ROOT / ".build" / "release" / "assay"), help="the assay program")
    parser.add_argument("--instance", default="neighbors/clustered-100k")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--m", type=int, default=16)
    parser.add_argument("--ef-construction", type=int, default=200)
    parser.add_argument("--ef", type=int, nargs="+", default=[10, 50, 200])
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([arguments.assay, "export", arguments.instance, folder], check=True, capture_output=True, cwd=ROOT)
        base, queries = (read_fvecs(pathlib.Path(folder) / f"{name}.fvecs") for name in ("base", "query"))
    exact = exact_neighbours(base, queries)
    print(
        f"{arguments.instance}: {len(base)} × {base.shape[1]}, {len(queries)} queries, M = {arguments.m}, "
        f"efConstruction = {arguments.ef_construction}, one thread; hnswlib {importlib.metadata.version('hnswlib')}")
    print(f"{'ef':>5}{'recall':>10}{'(theirs)':>10}{'queries/s':>12}{'(theirs)':>12}{'ratio':>8}{'build s':>10}{'(theirs)':>10}", flush=True)
    for ef in arguments.ef:
        own, theirs = [], []
        for _ in range(arguments.repeats):
            own.append(assay(arguments, ef))
            index, seconds = hnswlib_index(arguments, base)
            theirs.append((*hnswlib_queries(index, queries, exact, ef), seconds))
        recall, rate, build = own[0][0], max(r[1] for r in own), min(r[2] for r in own)
        recall2, rate2, build2 = theirs[0][0], max(r[1] for r in theirs), min(r[2] for r in theirs)
        print(f"{ef:5}{recall:10.4f}{recall2:10.4f}{rate:12.0f}{rate2:12.0f}{rate / rate2:8.2f}{build:10.1f}{build2:10.1f}", flush=True)


if __name__ == "__main__":
    main()
