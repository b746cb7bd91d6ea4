"""What the arena itself costs: 10,000 runs that do next to nothing, and a store of a million records.

    make plugins && python3 Benchmarks/arena.py [CELLS] [RECORDS]

Needs nothing but Python 3. Records go to a temporary folder (about 2 GB for a million).
"""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
assay = os.path.join(root, ".build/release/assay")
cells = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
records = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000


def timed(arguments, **options):
    begin = time.monotonic()
    run = subprocess.run([assay] + arguments, cwd=root, check=True, capture_output=True, text=True, **options)
    return time.monotonic() - begin, run


def line(body):
    return hashlib.sha256(body.encode()).hexdigest()[:16] + " " + body + "\n"


with tempfile.TemporaryDirectory() as folder:
    small = os.path.join(folder, "cells")
    plan = ["compare", "--on", "rosenbrock/100", "--methods", "gradient-descent", "--budget", "1gradients", "--json", "--records", small]
    for jobs in (1, 2):
        seconds, run = timed(plan + ["--seeds", str(cells), "--jobs", str(jobs), "--fresh"])
        own = sum(cell["seconds"]["wall"] for cell in json.loads(run.stdout)["cells"])
        print(f"{cells} runs, {jobs} at a time: {seconds:.1f} s, of which the method {own:.1f} s: "
              f"{1000 * (seconds * jobs - own) / cells:.2f} ms of the arena's own a run")
    seconds, _ = timed(plan + ["--seeds", str(cells)])
    print(f"the same again, all from records: {seconds:.1f} s")

    # A record of each seed: the first one's line with another seed, key and check.
    large = os.path.join(folder, "records")
    os.mkdir(large)
    with open(os.path.join(small, "records.journal")) as journal:
        template = next(entry[17:].rstrip("\n") for entry in journal if '"cell"' in entry[:40])
    inputs = re.search(r'"inputs":(\{.*?\}),"key":"([0-9a-f]{64})"', template)
    assert hashlib.sha256(inputs[1].encode()).hexdigest() == inputs[2]
    seed = re.search(r'"seed":\d+', inputs[1])[0]
    comparison = re.search(r'"comparison":"[^"]*"', template)[0]
    with open(os.path.join(large, "records.journal"), "w") as journal:
        for number in range(records):
            method = '"method":"gradient-descent"' if number % 2 else '"method":"another"'
            made = inputs[1].replace(seed, f'"seed":{number}').replace('"method":"gradient-descent"', method)
            body = template.replace(inputs[1], made).replace(inputs[2], hashlib.sha256(made.encode()).hexdigest())
            body = body.replace(seed, f'"seed":{number}').replace(comparison, f'"comparison":"{number // 1000}"')
            journal.write(line(body))
    size = os.path.getsize(os.path.join(large, "records.journal")) / 1e6
    seconds, _ = timed(["records", "--records", large])
    print(f"{records} records ({size:.0f} MB of journal) taken into the database: {seconds:.1f} s, once")
    for what, arguments in [
        ("listed", ["records", "--records", large]),
        ("listed of one outcome", ["records", "--records", large, "--outcome", "crashed"]),
        ("a comparison of 1,000 exported as CSV", ["records", "export", "--comparison", "7", "--records", large]),
    ]:
        seconds, _ = timed(arguments)
        print(f"  {what}: {seconds:.2f} s")
    name = os.path.basename(json.loads(timed(
        ["compare", "--on", "rosenbrock/100", "--budget", "50gradients,50hessianProducts", "--seeds", "50", "--json", "--records", large])[1].stdout)["comparison"])
    seconds, _ = timed(["report", name, "--records", large])
    print(f"  report of a comparison of 100 runs in it: {seconds:.2f} s")
    seconds, _ = timed(["compare", "--on", "rosenbrock/100", "--budget", "50gradients,50hessianProducts", "--seeds", "50", "--records", large])
    print(f"  that comparison again, from records: {seconds:.2f} s")
