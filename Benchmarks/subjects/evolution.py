"""CMA-ES beside pycma and nevergrad, at the same number of evaluations of the same C functions."""
import tempfile

from harness import processor_time, run
from functions import Functions

TITLE = "CMA-ES"
ABOUT = (
    "Functions of Benchmarks/functions.c in ten dimensions from the same start, σ = 1 at first, gaps to the minimum after 3,000 evaluations over seeds; both "
    "restart with doubled populations (pycma's `restarts=9, incpopsize=2`; nevergrad's CMA has none). A ratio is one of medians, with an interval over seeds."
)
PACKAGES = ["cma", "nevergrad"]
EVALUATIONS, DIMENSION = 3_000, 10


def ours(functions, name, seed):
    record = run("cma-es[firstStep=1]", functions.instance(name, DIMENSION), budget=f"{EVALUATIONS}values", seed=seed)
    return {"gap": record["metrics"]["gap"], "time": record["seconds"]["cpu"] * 1e6 / EVALUATIONS}


def pycma(functions, name, seed):
    import cma

    begin, start = processor_time(), functions.start(name, DIMENSION)
    counted = functions.counted(name, EVALUATIONS)
    options = {"seed": seed, "verbose": -9, "maxfevals": EVALUATIONS}
    cma.fmin(counted, start, 1.0, options, restarts=9, incpopsize=2)
    return {"gap": counted.best, "time": (processor_time() - begin) * 1e6 / EVALUATIONS}


def nevergrad(functions, name, seed):
    import nevergrad

    begin, start = processor_time(), functions.start(name, DIMENSION)
    parameters = nevergrad.p.Array(init=start)
    parameters.random_state.seed(seed)
    counted = functions.counted(name, EVALUATIONS)
    nevergrad.optimizers.CMA(parametrization=parameters, budget=EVALUATIONS).minimize(counted)
    return {"gap": counted.best, "time": (processor_time() - begin) * 1e6 / EVALUATIONS}


def measure(bench):
    seeds = range(1, 4 if bench.quick else 12)
    with tempfile.TemporaryDirectory() as folder:
        functions = Functions(folder)
        for name in ["ellipsoid", "rosenbrock", "rastrigin"]:
            own = [ours(functions, name, seed) for seed in seeds]
            for package, rival in [("cma", pycma), ("nevergrad", nevergrad)]:
                theirs = [rival(functions, name, seed) for seed in seeds]
                for figure, unit in [("gap", ""), ("time", "µs an evaluation")]:
                    bench.medians(f"{name}: {figure}", unit, [one[figure] for one in own], [one[figure] for one in theirs], package, 1.0)
