"""Writes statistics.json: what SciPy and statsmodels make of seeded samples.

    pip install numpy scipy==1.17.1 statsmodels==0.15.0 && python3 make_statistics.py
"""
import itertools
import json
import pathlib

import numpy
from scipy import stats
from statsmodels.stats.multitest import multipletests


def enumerated(differences):
    """The two-sided p-value by all assignments of signs to the midranks: what SciPy has no exact method for."""
    d = numpy.array([x for x in differences if x != 0])
    ranks = stats.rankdata(abs(d))
    seen = ranks[d > 0].sum()
    tail = min(seen, ranks.sum() - seen)
    sums = [sum(r for r, sign in zip(ranks, signs) if sign) for signs in itertools.product([0, 1], repeat=len(d))]
    return min(1.0, 2 * sum(s <= tail + 1e-9 for s in sums) / len(sums))


random = numpy.random.default_rng(7)
cases = []
for n in (1, 2, 5, 6, 10, 25, 50):
    d = random.normal(0.4, 1, n)
    cases.append({"differences": d.tolist(), "p": stats.wilcoxon(d, method="exact").pvalue})
for n in (6, 9, 12):
    d = random.integers(-4, 6, n).astype(float)
    cases.append({"differences": d.tolist(), "p": enumerated(d)})
for n in (60, 80, 300):
    d = random.normal(0.15, 1, n)
    cases.append({"differences": d.tolist(), "p": stats.wilcoxon(d, method="approx", correction=True).pvalue})
    d = random.integers(-9, 12, n).astype(float)
    cases.append({"differences": d.tolist(), "p": stats.wilcoxon(d, method="approx", correction=True).pvalue})
holm = []
for p in ([0.01, 0.04, 0.03, 0.005], [0.5], [0.2, 0.2, 0.9, 0.01], random.uniform(0, 0.2, 9).tolist()):
    holm.append({"p": list(p), "adjusted": multipletests(p, method="holm")[1].tolist()})
path = pathlib.Path(__file__).parent / "statistics.json"
path.write_text(json.dumps({"signedRank": cases, "holm": holm}, indent=1) + "\n")
