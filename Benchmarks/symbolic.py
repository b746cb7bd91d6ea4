"""Parallelised tree search and genetic programming of Assay beside gplearn, on the Nguyen formulas.

    make plugins Benchmarks/.venv/installed
    Benchmarks/.venv/bin/python Benchmarks/symbolic.py [--seeds 5] [--seconds 30] [--formulas 1 2 5]

All get the same points and operations, one thread, and the same seconds at the most. gplearn has its defaults but for the
mean squared error as its metric, and begins anew with another seed where its twenty generations did not suffice. A formula
counts as found where the mean squared error on the points is below 1e-12: gplearn's operators are protected, so that it
cannot be judged by its formula as the others are.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy
from gplearn.functions import make_function
from gplearn.genetic import SymbolicRegressor

ROOT = pathlib.Path(__file__).resolve().parent.parent
ASSAY = ROOT / ".build/release/assay"


def exponential(x):
    with numpy.errstate(over="ignore"):
        return numpy.where(numpy.abs(x) < 50, numpy.exp(x), 0.0)


FUNCTIONS = ("add", "sub", "mul", "div", "sin", "cos", "log", make_function(function=exponential, name="exp", arity=1))


def gplearn(points, targets, seed, seconds):
    """How long it took to the formula; none where it was not found."""
    begin = time.perf_counter()
    attempt = 0
    while time.perf_counter() - begin < seconds:
        model = SymbolicRegressor(function_set=FUNCTIONS, metric="mse", const_range=(-3.0, 3.0), stopping_criteria=1e-12,
                                  random_state=1000 * seed + attempt, n_jobs=1)
        model.fit(points, targets)
        if numpy.mean((model.predict(points) - targets) ** 2) < 1e-12:
            return time.perf_counter() - begin
        attempt += 1
    return None


def assay(method, instance, seeds, seconds, folder):
    document = subprocess.run(
        [ASSAY, "compare", "--on", instance, "--methods", method, "--seeds", str(seeds), "--budget", f"{seconds}s", "--json", "--records", f"{folder}/records"],
        check=True, capture_output=True, text=True).stdout
    return [cell["seconds"]["wall"] if cell["metrics"].get("recovered") == 1 else None for cell in json.loads(document)["cells"]]


def shown(times):
    found = [time for time in times if time is not None]
    return f"{len(found)}/{len(times)}" + (f" in {statistics.median(found):8.3f} s" if found else " " * 14)


parser = argparse.ArgumentParser()
parser.add_argument("--seeds", type=int, default=5)
parser.add_argument("--seconds", type=int, default=30)
parser.add_argument("--formulas", type=int, nargs="+", default=list(range(1, 13)))
arguments = parser.parse_args()
print("formula     tree search          genetic programming  gplearn")
for number in arguments.formulas:
    instance = f"formula/nguyen-{number}"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([ASSAY, "export", instance, folder], check=True, capture_output=True)
        points, targets = numpy.load(f"{folder}/points.npy"), numpy.load(f"{folder}/targets.npy")
        search = assay("parallelized-tree-search", instance, arguments.seeds, arguments.seconds, folder)
        genetic = assay("genetic-programming", instance, arguments.seeds, arguments.seconds, folder)
    other = [gplearn(points, targets, seed, arguments.seconds) for seed in range(1, arguments.seeds + 1)]
    print(f"nguyen-{number:<4} {shown(search):20} {shown(genetic):20} {shown(other)}", flush=True)
