"""The same method in Swift and in C, on a cheap oracle and on a dear one."""
import json
import pathlib
import subprocess
import tempfile

from harness import ROOT, LeftOut, assay

TITLE = "Swift and C"
ABOUT = "Accelerated gradient as a Swift plugin and, as theirs, as a C plugin: processor time, and the same results to the last bit."
PACKAGES = []
METHODS = ("accelerated-gradient", "accelerated-gradient-c")


def measure(bench):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        library, registry = folder / "libaccelerated_c.so", folder / "registry.json"
        subprocess.run(
            ["cc", "-O2", "-shared", "-fPIC", "-I", "Sources/CAssay/include", "Examples/C/accelerated_gradient.c", "-o", library, "-lopenblas"],
            cwd=ROOT, check=True)
        registry.write_text('{"version": 0, "libraries": []}')
        assay("install", "--registry", registry, library, "Plugins/.build/release/libAcceleratedGradient.so")
        for instance, budget in [("quadratic/ill-conditioned", "20000gradients"), ("logistic/digits", "2000gradients")]:
            cells = json.loads(assay(
                "compare", "--registry", registry, "--data", "Data", "--records", folder / "records", "--on", instance, "--methods", *METHODS,
                "--seeds", 3 * bench.repeats, "--budget", budget, "--exclusive", "--json"))["cells"]
            if len({json.dumps(cell["metrics"]) for cell in cells}) != 1:
                raise LeftOut(f"{instance}: the results differ")
            swift, c = ([1e3 * cell["seconds"]["cpu"] for cell in cells if cell["method"] == method] for method in METHODS)
            bench.row(f"{instance}, {budget}", "ms", swift, c, "the C plugin")
