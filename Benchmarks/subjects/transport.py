"""Sinkhorn and sparse Newton beside POT, at the same regularisation to the same error."""
import tempfile

import numpy

from harness import export, run, timed

TITLE = "Optimal transport"
ABOUT = (
    "Entropic transport with ε = 1/1200 on exported costs. Each side is stopped by its own test at 10⁻⁹; the errors ‖P1 − a‖₁ + ‖Pᵀ1 − b‖₁ that it "
    "reached are compared, too. POT has no sparse Newton iterations; Assay's are beside its Sinkhorn."
)
PACKAGES = ["POT"]
REGULARISATION = 1 / 1200


def ours(method, instance):
    record = run(method, instance, budget="200000matrixProducts")
    return {"processor time": record["seconds"]["cpu"], "marginal error": record["metrics"]["marginalError"], "cost": record["metrics"]["transportCost"]}


def theirs(kind, costs, rows, columns):
    import ot

    seconds, plan = timed(lambda: ot.sinkhorn(rows, columns, costs, REGULARISATION, method=kind, numItermax=100_000, stopThr=1e-9))
    error = numpy.abs(plan.sum(1) - rows).sum() + numpy.abs(plan.sum(0) - columns).sum()
    return {"processor time": seconds, "marginal error": float(error), "cost": float((plan * costs).sum())}


FIGURES = {"processor time": ("s", 1.0), "marginal error": ("", None), "cost": ("", 1.0 + 1e-4)}


def on_instance(bench, instance):
    with tempfile.TemporaryDirectory() as folder:
        export(instance, folder)
        costs, rows, columns = (numpy.load(f"{folder}/{name}.npy") for name in ("costs", "row-marginals", "column-marginals"))
    for method, kind in [("sinkhorn", "sinkhorn"), ("sinkhorn-log", "sinkhorn_log"), ("sinkhorn-newton-sparse", "sinkhorn")]:
        if kind == "sinkhorn_log" and bench.quick:
            continue
        bench.compare(
            f"{instance}, {method} beside {kind}", "POT", lambda: ours(method, instance), lambda: theirs(kind, costs, rows, columns), FIGURES,
            1 if kind == "sinkhorn_log" else bench.repeats)


def measure(bench):
    bench.part(on_instance, "transport/assignment-500")
