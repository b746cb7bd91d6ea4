"""Writes exponential.json: matrices and their exponentials by SciPy 1.17.1 (scipy.linalg.expm).

    pip install numpy scipy && python3 make_exponential.py
"""
import json
import pathlib

import numpy
import scipy.linalg

random = numpy.random.default_rng(1)
cases = []
for size in (1, 2, 5, 9):
    for scale in (1e-3, 0.7, 6, 40):
        matrix = random.normal(size=(size, size)) * scale / size
        cases.append({"size": size, "matrix": matrix.ravel().tolist(), "exponential": scipy.linalg.expm(matrix).ravel().tolist()})
(pathlib.Path(__file__).parent / "exponential.json").write_text(json.dumps(cases) + "\n")
