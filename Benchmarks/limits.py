"""How exactly runs end with their time: one that obeys, one that never asks, and one with eight threads.

    make plugins fixtures && python3 Benchmarks/limits.py

Needs nothing but Python 3. The libraries that misbehave are those of the tests.
"""
import json
import os
import subprocess
import tempfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
assay = os.path.join(root, ".build/release/assay")


def run(*arguments):
    return subprocess.run([assay, *arguments], cwd=root, capture_output=True, text=True)


with tempfile.TemporaryDirectory() as folder:
    registry = os.path.join(folder, "registry.json")
    with open(registry, "w") as file:
        json.dump({"version": 0, "libraries": []}, file)
    run("install", "--registry", registry, "Tests/Fixtures/Plugins/.build/release/libHostile.so", "Plugins/.build/release/libPAM.so")
    rows = [
        ("obeys: PAM asks its oracle often", "pam", "medoids/digits-100", "wall"),
        ("never asks, ignores SIGTERM", "loops-forever", "rosenbrock/100", "wall"),
        ("eight threads on two cores: processor time", "multiplies", "rosenbrock/100", "cpu"),
    ]
    for what, method, instance, clock in rows:
        for sealed in ([], ["--sealed"]):
            for limit in (0.2, 1.0, 4.0):
                over = []
                for seed in range(5):
                    out = run("run", method, "--registry", registry, "--data", "Data", "--on", instance, "--seed", str(seed + 1),
                              "--budget", f"{limit}s", "--json", *sealed).stdout
                    over.append(json.loads(out)[0]["seconds"][clock] - limit)
                allowed = max(0.1, 0.05 * limit)
                print(f"{what}{', sealed' if sealed else ''}: {limit} s, over by at most {1000 * max(over):.0f} ms "
                      f"(the host ends it at {1000 * allowed:.0f} ms)")
