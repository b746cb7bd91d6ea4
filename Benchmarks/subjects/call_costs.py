"""What a metered oracle call costs in each lane, beyond the oracle's own work."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

from harness import DATA, ROOT, LeftOut, assay, run

TITLE = "Metered calls"
ABOUT = (
    "Nanoseconds of processor a call. A method in each lane asks for one value until its budget is spent; what the same oracle takes without "
    "a meter, in a loop of the host's own program, is taken off. Beside it what the libraries' optimisers take for an evaluation of x²: "
    "their bookkeeping and their method's work, since one cannot be had without the other."
)
PACKAGES = ["nevergrad", "scipy", "nlopt"]
SOURCES = ROOT / "Benchmarks" / "CallCosts"
LANES = {"swift": ("Swift lane", 15), "c": ("C lane", 25), "described": ("libffi lane", 60)}
INSTANCE = "rosenbrock/100"


def compile_c(source, output, *options):
    subprocess.run(["cc", "-O2", str(SOURCES / source), "-o", str(output), *options], check=True, capture_output=True, cwd=ROOT)


def library(source, output, *options):
    compile_c(source, output, "-shared", "-fPIC", "-I", "Sources/CAssay/include", "-lm", *options)


def registry(folder):
    folder = pathlib.Path(folder)
    library("spinning.c", folder / "libspinning.so")
    library("described.c", folder / "libdescribed_spinning.so")
    shutil.copy(SOURCES / "described.json", folder)
    path = folder / "registry.json"
    path.write_text('{"version": 0, "libraries": []}')
    assay("install", "--registry", path, folder / "libspinning.so", folder / "described.json", SOURCES / ".build/release/libSpinning.so")
    return path


def bare(calls):
    program = ROOT / ".build/release/bare-calls"
    return json.loads(subprocess.run([program, DATA, INSTANCE, str(calls)], check=True, capture_output=True, text=True).stdout)["nanoseconds"]


def metered(path, lane, calls):
    record = run(f"spinning-{lane}", INSTANCE, "--registry", path, "--data", DATA, budget=f"{calls}values")
    return record["seconds"]["cpu"] * 1e9 / record["oracleCalls"]["values"]


def measure(bench):
    if not (ROOT / ".build/release/bare-calls").exists():
        raise LeftOut("bare-calls is not built; make bench builds it")
    calls = 1_000_000 if bench.quick else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = registry(folder)
        own, oracle = {lane: [] for lane in LANES}, []
        for _ in range(2 * bench.repeats):
            before = bare(calls)
            found = {lane: metered(path, lane, calls) for lane in LANES}
            work = (before + bare(calls)) / 2
            oracle.append(work)
            for lane in LANES:
                own[lane].append(found[lane] - work)
        bench.row(f"{INSTANCE}, the oracle's own work", "ns", oracle)
        for lane, (name, limit) in LANES.items():
            bench.row(f"{name}: a metered call beyond it", "ns", own[lane], limit=limit)
        bench.part(libraries, folder, calls)


def libraries(bench, folder, calls):
    program = pathlib.Path(folder) / "nlopt-calls"
    compile_c("nlopt_calls.c", program, "-l:libnlopt.so.0", "-lm")
    swift = bench.rows[1]["samples"]["ours"]
    rivals = {
        "NLopt's CRS2, in C": ("libnlopt", lambda: float(subprocess.run([program, str(calls // 50)], check=True, capture_output=True, text=True).stdout)),
        "NLopt's CRS2, from Python": ("nlopt", lambda: nlopt_python(2_000)),
        "SciPy's Nelder–Mead": ("scipy", lambda: scipy_python(2_000)),
        "nevergrad's random search, ask and tell": ("nevergrad", lambda: nevergrad_python(2_000)),
    }
    for name, (package, work) in rivals.items():
        theirs = [work() for _ in range(bench.repeats)]
        bench.row(f"Swift lane beside an evaluation of {name}", "ns", swift[: len(theirs)], theirs, package)


def each(work, counted):
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1e9 / len(counted)


def nlopt_python(evaluations):
    import nlopt

    counted = []
    optimizer = nlopt.opt(nlopt.GN_CRS2_LM, 1)
    optimizer.set_min_objective(lambda x, gradient: counted.append(0) or float(x[0] * x[0]))
    optimizer.set_lower_bounds([-1])
    optimizer.set_upper_bounds([1])
    optimizer.set_maxeval(evaluations)
    return each(lambda: optimizer.optimize([0.5]), counted)


def scipy_python(evaluations):
    from scipy.optimize import minimize

    counted = []
    options = {"maxfev": evaluations, "xatol": 0, "fatol": -1, "maxiter": evaluations}
    return each(lambda: minimize(lambda x: counted.append(0) or float(x[0] * x[0]), [0.5], method="Nelder-Mead", options=options), counted)


def nevergrad_python(evaluations):
    import nevergrad

    counted = []
    optimizer = nevergrad.optimizers.RandomSearch(parametrization=nevergrad.p.Array(shape=(1,)), budget=evaluations)

    def search():
        for _ in range(evaluations):
            candidate = optimizer.ask()
            optimizer.tell(candidate, float(candidate.value[0] ** 2))
            counted.append(0)

    return each(search, counted)
