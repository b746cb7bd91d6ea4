"""FasterPAM and PAM of Assay beside those of the kmedoids package (Rust, by the authors of FasterPAM).

    make plugins
    python3 -m venv .venv && .venv/bin/pip install -r Benchmarks/requirements.txt
    .venv/bin/python Benchmarks/medoids.py [--repeats 7] [--seeds 3] [--pam]

Both sides get the digits' matrix ready made, begin at the same medoids, use one thread, and are run in turn, so that
what else the machine does meets both alike. Deviation, passes and swaps must agree. Assay's time is that of the method
as the host measures it, reading the matrix through the metered oracle included. The package reads columns: it is timed
on NumPy's usual order by rows, and on the order by columns, which suits it best. Times are of the processor, the least
of the repeats.
"""
import argparse
import importlib.metadata
import json
import pathlib
import subprocess
import sys
import time

import kmedoids
import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
MASK = (1 << 64) - 1
START_STREAM = 0x6D65646F6964


class Random:
    """Assay's seeded generator: xoshiro256++ whose state SplitMix64 fills."""

    def __init__(self, seed, stream):
        mixed = self.split_mix(stream)[1]
        state, self.state = seed ^ mixed, []
        for _ in range(4):
            state, number = self.split_mix(state)
            self.state.append(number)

    @staticmethod
    def split_mix(state):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return state, z ^ (z >> 31)

    def next(self):
        def rotate(x, by):
            return ((x << by) | (x >> (64 - by))) & MASK

        s = self.state
        result = (rotate((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        shifted = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 45)
        return result

    def index(self, count):
        product = self.next() * count
        if product & MASK < count:
            threshold = (1 << 64) % count
            while product & MASK < threshold:
                product = self.next() * count
        return product >> 64

    def sample(self, count, population):
        indices = list(range(population))
        for position in range(count):
            other = position + self.index(population - position)
            indices[position], indices[other] = indices[other], indices[position]
        return indices[:count]


def digits_matrix():
    pixels = numpy.loadtxt(ROOT / "Data" / "digits.csv", delimiter=",", skiprows=1)[:, :64]
    products = pixels @ pixels.T
    squares = numpy.diag(products)
    return numpy.sqrt(squares[:, None] + squares[None, :] - 2 * products)


def assay(arguments, method, k, seed):
    command = [arguments.assay, "run", method, "--on", f"medoids/digits-{k}", "--seed", str(seed), "--budget", "600s", "--timeout", "700", "--json"]
    record = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)[0]
    if record["outcome"] != "ok":
        sys.exit(f"{' '.join(command)}: {record['outcome']} {record['reason']}")
    return record


def timed(function, *arguments, **options):
    begin = time.process_time()
    result = function(*arguments, **options)
    return time.process_time() - begin, result


def compare(arguments, matrices, name, k, seed, assay_method, package):
    """Runs both in turn, prints a line, and returns the ratios of Assay's time to the package's, by rows and by columns."""
    start = numpy.array(Random(seed, START_STREAM).sample(k, len(matrices["rows"])), dtype=numpy.uintp)
    own, theirs = [], {order: [] for order in matrices}
    for _ in range(arguments.repeats if name == "fasterpam" else 1):
        record = assay(arguments, assay_method, k, seed)
        own.append(record["seconds"]["cpu"])
        for order, matrix in matrices.items():
            seconds, result = timed(package, matrix, start.copy())
            theirs[order].append(seconds)

    stated = {figure: int(value) for figure, value in record["stated"].items()}
    expected = {"swaps": result.n_swap} | ({"passes": result.n_iter} if "passes" in stated else {})
    deviation = record["metrics"]["deviation"]
    # Two sums of n terms of one sign, each with a relative error below n·2⁻⁵³.
    if abs(deviation - result.loss) > 2 * len(matrices["rows"]) * 2**-53 * result.loss:
        sys.exit(f"{name}, k = {k}, seed {seed}: deviation {deviation} here, {result.loss} there")
    if stated != expected:
        sys.exit(f"{name}, k = {k}, seed {seed}: {stated} here, {expected} there")

    best = {order: min(seconds) for order, seconds in theirs.items()}
    figures = [1e3 * min(own)] + [1e3 * seconds for seconds in best.values()]
    per_pass = [figure / result.n_iter for figure in figures]
    ratios = [min(own) / seconds for seconds in best.values()]
    print(
        f"{name:10}{k:5}{seed:5}{deviation:12.2f}{result.n_iter:7}{result.n_swap:7}"
        + "".join(f"{figure:10.1f}" for figure in figures)
        + "".join(f"{figure:8.2f}" for figure in per_pass)
        + "".join(f"{ratio:8.2f}" for ratio in ratios),
        flush=True)
    return ratios


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default=str(ROOT / ".build" / "release" / "assay"), help="the assay program")
    parser.add_argument("--repeats", type=int, default=7, help="runs of FasterPAM on each side, of which the fastest counts")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--pam", action="store_true", help="PAM as well, at k = 10: some seconds a run")
    arguments = parser.parse_args()

    by_rows = digits_matrix()
    matrices = {"rows": by_rows, "columns": numpy.asfortranarray(by_rows)}
    print(f"Assay and kmedoids {importlib.metadata.version('kmedoids')}: milliseconds of one processor; ratio = Assay / kmedoids")
    print(
        f"{'method':10}{'k':>5}{'seed':>5}{'deviation':>12}{'passes':>7}{'swaps':>7}{'Assay':>10}{'by rows':>10}{'by cols':>10}"
        f"{'/pass':>8}{'/pass':>8}{'/pass':>8}{'ratio':>8}{'ratio':>8}")
    ratios = []
    for k in (10, 100):
        for seed in range(1, arguments.seeds + 1):
            ratios.append(compare(
                arguments, matrices, "fasterpam", k, seed, "fasterpam",
                lambda matrix, start: kmedoids.fasterpam(matrix, start, 1_000_000, n_cpu=1)))
    if arguments.pam:
        for seed in range(1, arguments.seeds + 1):
            compare(
                arguments, matrices, "pam", 10, seed, "pam[initialisation=random]",
                lambda matrix, start: kmedoids.pam(matrix, start, 1_000_000))
    medians = numpy.median(numpy.array(ratios), axis=0)
    print(f"fasterpam, median ratio: {medians[0]:.2f} of the package's time by rows, {medians[1]:.2f} by columns")


if __name__ == "__main__":
    main()
