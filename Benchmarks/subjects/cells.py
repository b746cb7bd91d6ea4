"""What a run costs that does next to nothing, beside benchopt's, and what memory the host needs."""
import pathlib
import subprocess
import sys
import tempfile
import time

from harness import ASSAY, ROOT

TITLE = "Cells"
ABOUT = (
    "Milliseconds of the clock for a run that asks for one gradient, in a process of its own, with its record on the disk, and the method's own time in it; beside benchopt's "
    "run of a solver that does nothing, in benchopt's own process and without a plot. The host's peak memory is that of the process that plans and records, workers apart."
)
PACKAGES = ["benchopt"]


def ours(cells):
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        subprocess.run(
            [ASSAY, "compare", "--on", "rosenbrock/100", "--methods", "gradient-descent", "--budget", "1gradients", "--seeds", str(cells), "--jobs", "1",
             "--fresh", "--json", "--records", folder], cwd=ROOT, check=True, capture_output=True)
        return {"time": 1e3 * (time.perf_counter() - begin) / cells}


def benchopt(cells):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["cp", "-r", str(ROOT / "Benchmarks" / "CellCosts") + "/.", folder], check=True)
        command = [str(pathlib.Path(sys.executable).parent / "benchopt"), "run", folder, "-n", "1", "-r", str(cells), "--no-plot", "--no-display", "--no-cache"]
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=folder)
        return {"time": 1e3 * (time.perf_counter() - begin) / cells}


def peak(*arguments):
    """The most memory that the host's process had, in MB: it only grows, so that the last look before the end is the peak."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(ASSAY), "compare", *arguments, "--json", "--fresh", "--records", folder]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as host:
            most = 0
            while host.poll() is None:
                try:
                    lines = pathlib.Path(f"/proc/{host.pid}/status").read_text().splitlines()
                    most = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), most)
                except OSError:
                    pass
                time.sleep(0.002)
    return most / 1e3


def beside(bench, cells):
    for what, count in [(f"{cells} runs, each", cells), ("one run, the program's start included", 1)]:
        bench.compare(what, "benchopt", lambda: ours(count), lambda: benchopt(count), {"time": ("ms", 1.0)}, 3)


def measure(bench):
    cells = 50 if bench.quick else 300
    bench.row(f"{cells} runs, each: time", "ms", [ours(cells)["time"] for _ in range(bench.repeats)])
    bench.part(beside, cells)
    for what, arguments in [
        ("all methods on logistic/digits", ["--on", "logistic/digits", "--seeds", "1", "--budget", "20gradients,100values,100hessianProducts,100curvatureProducts,100coordinates"]),
        ("hdbscan on clusters/gaussian-3d", ["--on", "clusters/gaussian-3d", "--methods", "hdbscan", "--seeds", "1"]),
    ]:
        bench.row(f"the host's peak memory, {what}", "MB", [peak(*arguments) for _ in range(min(2, bench.repeats))], limit=60)
