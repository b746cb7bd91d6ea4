"""The L-BFGS and SLSQP libraries, as Assay runs them through libffi, beside SciPy's, after as many gradients."""
import tempfile

from functions import Functions
from harness import processor_time, run

TITLE = "L-BFGS and SLSQP"
ABOUT = (
    "libLBFGS and NLopt, which Assay calls untouched, beside SciPy's L-BFGS-B and SLSQP: the best value less the minimum after so many gradients of the "
    "same C functions, with as many pairs kept (6, and 10 on NLopt's side, which chooses itself), and the processor time of a gradient, libraries and bookkeeping included. Gaps below 10⁻¹² count as 10⁻¹²."
)
PACKAGES = ["scipy"]


def ours(functions, method, name, dimension, gradients):
    record = run(method, functions.instance(name, dimension), budget=f"{gradients}gradients")
    made = record["oracleCalls"]["gradients"]
    return {"gap": max(1e-12, record["metrics"]["gap"]), "time": record["seconds"]["cpu"] * 1e6 / made}


def theirs(functions, solver, name, dimension, gradients):
    from scipy.optimize import minimize

    options = {"maxiter": gradients, "ftol": 1e-15}
    if solver == "L-BFGS-B":
        options |= {"maxfun": gradients, "maxcor": 6, "gtol": 1e-12}
    counted = functions.counted(name, gradients, gradients=True)
    begin = processor_time()
    minimize(counted, functions.start(name, dimension), jac=True, method=solver, options=options)
    return {"gap": max(1e-12, counted.best), "time": (processor_time() - begin) * 1e6 / counted.calls}


def measure(bench):
    with tempfile.TemporaryDirectory() as folder:
        functions = Functions(folder)
        cases = [("rosenbrock", 100, [100, 400]), ("ellipsoid", 100, [100, 400])]
        for name, dimension, budgets in cases:
            for method, solver in [("liblbfgs", "L-BFGS-B"), ("nlopt-lbfgs", "L-BFGS-B"), ("nlopt-slsqp", "SLSQP")]:
                for gradients in budgets:
                    bench.compare(
                        f"{name}/{dimension}, {gradients} gradients, {method} beside {solver}", "scipy",
                        lambda: ours(functions, method, name, dimension, gradients), lambda: theirs(functions, solver, name, dimension, gradients),
                        {"gap": ("", 1.05), "time": ("µs a gradient", None)})
