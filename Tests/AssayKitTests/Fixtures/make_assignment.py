"""Writes assignment.json: linear assignments by SciPy's linear_sum_assignment. pip install numpy scipy"""
import json
import os

import numpy as np
from scipy.optimize import linear_sum_assignment

random = np.random.default_rng(1)
cases = []
for rows, columns in [(1, 1), (3, 3), (8, 8), (5, 9), (40, 40), (30, 55)]:
    costs = np.round(random.normal(size=(rows, columns)), 6)
    chosen = linear_sum_assignment(costs)[1]
    cases.append({"rows": rows, "columns": columns, "costs": costs.flatten().tolist(), "chosen": chosen.tolist()})
json.dump(cases, open(os.path.dirname(os.path.abspath(__file__)) + "/assignment.json", "w"))
