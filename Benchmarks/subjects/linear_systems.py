"""GMRES, conjugate gradients and sorting Krylov recycling beside SciPy's, on the same sequences of sparse systems."""
import pathlib
import tempfile

import numpy

from harness import export, run, timed

TITLE = "Linear systems"
ABOUT = (
    "32 systems on grids of 48 × 48, each to a relative residual of 10⁻⁸ (8 systems where the run is quick), without a preconditioner; products of matrix and vector, and processor time, of a solution. "
    "SciPy has no recycling across systems: SKR is beside its GMRES with the same restart as Assay's, 30. SciPy's matrices are CSR; its products are counted in a LinearOperator, and it is timed without counting."
)
PACKAGES = ["scipy"]


def ours(method, instance, count):
    record = run(method, instance, budget="10000000matrixVectorProducts")
    return {"products": record["metrics"]["productsPerSolution"], "processor time": 1e3 * record["seconds"]["cpu"] / count}


def theirs(solver, systems):
    import scipy.sparse.linalg as linalg

    solve, options = {"gmres": (linalg.gmres, {"restart": 30, "maxiter": 10_000}), "cg": (linalg.cg, {"maxiter": 100_000})}[solver]
    seconds, answers = timed(lambda: [solve(matrix, right, rtol=1e-8, atol=0, **options) for matrix, right in systems])
    if any(status for _, status in answers):
        raise OSError(f"SciPy's {solver} did not come to an end")
    products = 0
    for matrix, right in systems:
        def multiply(vector):
            nonlocal products
            products += 1
            return matrix @ vector

        solve(linalg.LinearOperator(matrix.shape, multiply, dtype=float), right, rtol=1e-8, atol=0, **options)
    return {"products": products / len(systems), "processor time": 1e3 * seconds / len(systems)}


def load(instance):
    import scipy.io

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(export(instance, name))
        sides = numpy.load(folder / "right-hand-sides.npy")
        return [(scipy.io.mmread(folder / f"matrix-{index}.mtx").tocsr(), side) for index, side in enumerate(sides)]


def on_instance(bench, instance, methods, count):
    systems = load(instance)
    for method, solver in methods:
        bench.compare(
            f"{instance}, {method} beside {solver}", "scipy", lambda: ours(method, instance, count), lambda: theirs(solver, systems),
            {"products": ("", 1.01 if method != "sorting-krylov-recycling" else 1.0), "processor time": ("ms", 1.0)}, min(bench.repeats, 3))


def measure(bench):
    suffix, count = ("-x8", 8) if bench.quick else ("", 32)
    definite = [("gmres", "gmres"), ("conjugate-gradients", "cg"), ("sorting-krylov-recycling", "gmres")]
    for equation in ["poisson"] if bench.quick else ["poisson", "darcy"]:
        bench.part(on_instance, f"systems/{equation}-48{suffix}", definite, count)
