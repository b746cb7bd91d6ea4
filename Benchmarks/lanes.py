"""The same method in Swift and in C, on a cheap oracle and on a dear one: what a lane costs.

    make plugins && python3 Benchmarks/lanes.py

Needs Python 3, a C compiler and OpenBLAS's header.
"""
import json
import os
import statistics
import subprocess
import tempfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
assay = os.path.join(root, ".build/release/assay")

with tempfile.TemporaryDirectory() as folder:
    library, registry = os.path.join(folder, "libaccelerated_c.so"), os.path.join(folder, "registry.json")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-I", "Sources/CAssay/include", "Examples/C/accelerated_gradient.c", "-o", library, "-lopenblas"],
                   cwd=root, check=True)
    with open(registry, "w") as file:
        json.dump({"version": 0, "libraries": []}, file)
    subprocess.run([assay, "install", "--registry", registry, library, "Plugins/.build/release/libAcceleratedGradient.so"], cwd=root, check=True,
                   capture_output=True)
    for instance, budget in [("quadratic/ill-conditioned", "20000gradients"), ("logistic/digits", "2000gradients")]:
        run = subprocess.run(
            [assay, "compare", "--registry", registry, "--data", "Data", "--records", os.path.join(folder, "records"), "--on", instance,
             "--methods", "accelerated-gradient", "accelerated-gradient-c", "--seeds", "15", "--budget", budget, "--exclusive", "--json"],
            cwd=root, check=True, capture_output=True, text=True)
        cells = json.loads(run.stdout)["cells"]
        seconds = {m: [c["seconds"]["wall"] for c in cells if c["method"] == m] for m in ("accelerated-gradient", "accelerated-gradient-c")}
        same = len({json.dumps(c["metrics"]) for c in cells}) == 1
        swift, c = (statistics.median(seconds[m]) for m in seconds)
        print(f"{instance}, {budget}: Swift {1000 * swift:.1f} ms, C {1000 * c:.1f} ms, ratio {c / swift:.3f}; results {'the same' if same else 'DIFFER'}")
