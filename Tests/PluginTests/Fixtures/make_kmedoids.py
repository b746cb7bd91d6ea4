"""Writes kmedoids.json: what the kmedoids package of the FasterPAM authors finds, from stated starts.

    pip install kmedoids==0.5.5 scikit-learn==1.9.1 numpy==2.4.6
    python make_kmedoids.py

Objects, in the order in which the starts and medoids name them:
  twelve   twelve points in the plane with whole coordinates, Manhattan distance, so that every sum is exact;
           few enough to enumerate all choices of medoids.
  digits   the 1,797 UCI handwritten digits of scikit-learn, 64 pixels from 0 to 16, Euclidean distance. The squared
           distances are whole numbers and the root is correctly rounded, so every machine has the same matrix.

Methods, each from the start that its case names:
  fasterpam  candidates in the order of the data (n_cpu=1, no shuffling)
  fastpam1   best swap of each iteration, by the paper's shared accumulator
  pam        best swap of each iteration, pair by pair
"iterations" and "swaps" are as the package counts them.
"""
import importlib.metadata
import itertools
import json
import pathlib
import re

import kmedoids
import numpy
from sklearn.datasets import load_digits

VERSIONS = {"kmedoids": "0.5.5", "scikit-learn": "1.9.1", "numpy": "2.4.6"}
MAX_ITERATIONS = 100_000

TWELVE = [[0, 0], [2, 1], [1, 3], [4, 2], [11, 1], [13, 0], [12, 4], [15, 3], [5, 12], [7, 10], [6, 15], [9, 13]]


def manhattan(points):
    points = numpy.array(points, dtype=float)
    return numpy.abs(points[:, None, :] - points[None, :, :]).sum(axis=2)


def euclidean(points):
    products = points @ points.T
    squares = numpy.diag(products)
    return numpy.sqrt(squares[:, None] + squares[None, :] - 2 * products)


def outcome(result):
    return {
        "deviation": float(result.loss),
        "medoids": [int(medoid) for medoid in result.medoids],
        "iterations": int(result.n_iter),
        "swaps": int(result.n_swap),
    }


def case(objects, initialisation, dissimilarities, start):
    start = numpy.array(start, dtype=numpy.uintp)
    # The package reads columns: by columns in memory it does the same work several times faster.
    matrix = numpy.asfortranarray(dissimilarities)
    return {
        "objects": objects,
        "initialisation": initialisation,
        "start": [int(medoid) for medoid in start],
        "startDeviation": float(dissimilarities[start].min(axis=0).sum()),
        "fasterpam": outcome(kmedoids.fasterpam(matrix, start.copy(), MAX_ITERATIONS, n_cpu=1)),
        "fastpam1": outcome(kmedoids.fastpam1(matrix, start.copy(), MAX_ITERATIONS)),
        "pam": outcome(kmedoids.pam(matrix, start.copy(), MAX_ITERATIONS)),
    }


def least_deviation(dissimilarities, k):
    choices = itertools.combinations(range(len(dissimilarities)), k)
    return float(min(dissimilarities[list(choice)].min(axis=0).sum() for choice in choices))


def main():
    installed = {name: importlib.metadata.version(name) for name in VERSIONS}
    if installed != VERSIONS:
        raise SystemExit(f"the fixture was made with {VERSIONS}; installed are {installed}")

    twelve = manhattan(TWELVE)
    cases = []
    for k, starts in {1: [[5]], 2: [[0, 1]], 3: [[0, 1, 2], [4, 5, 8], [11, 10, 9]], 5: [[0, 1, 2, 3, 4]]}.items():
        built = kmedoids.pam_build(twelve, k).medoids
        cases += [case("twelve", "given", twelve, start) for start in starts]
        cases.append(case("twelve", "build", twelve, built))

    digits = euclidean(load_digits().data)
    for k in (10, 50, 100):
        start = numpy.random.RandomState(k).choice(len(digits), k, replace=False)
        cases.append(case("digits", "given", digits, start))
        cases.append(case("digits", "build", digits, kmedoids.pam_build(digits, k).medoids))

    document = {
        "source": "make_kmedoids.py",
        "versions": VERSIONS,
        "twelve": {
            "points": TWELVE,
            "metric": "manhattan",
            "leastDeviation": {str(k): least_deviation(twelve, k) for k in (1, 2, 3, 5)},
        },
        "cases": cases,
    }
    # Lists of numbers on one line.
    text = re.sub(
        r"\[[\s\d,]+\]", lambda numbers: re.sub(r"\s*(,?)\s+", r"\1 ", numbers[0]).replace("[ ", "[").replace(" ]", "]"),
        json.dumps(document, indent=1))
    pathlib.Path(__file__).with_name("kmedoids.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
