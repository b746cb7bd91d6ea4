"""Measures Assay's methods and its host beside what people use instead, and writes Documentation/Benchmarks.md.

    make bench
    Benchmarks/.venv/bin/python Benchmarks/bench.py [--only SUBJECT…] [--quick] [--repeats N]

Both sides run in turn in the same run, each on one thread. With --only or --quick nothing is written to Documentation/; the
figures go to results/benchmarks.json in any case.
"""
import argparse
import datetime
import importlib
import json
import os
import pathlib
import platform
import subprocess
import sys
import time
import traceback

# Before any library reads them.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import ROOT, Bench, LeftOut, version

SUBJECTS = [
    "call_costs", "cells", "listing", "nearest_neighbors", "medoids", "clustering", "transport", "linear_systems", "evolution",
    "gradients", "regression", "tensors", "tokens", "thinning", "training", "ranks", "tables", "lanes",
]


def measure(name, repeats, quick):
    subject = {"id": name, "title": name, "rows": [], "notes": []}
    begin = time.monotonic()
    bench = Bench(repeats, quick)
    try:
        module = importlib.import_module(f"subjects.{name}")
        subject["title"], subject["about"] = module.TITLE, module.ABOUT
        subject["packages"] = {package: version(package) for package in module.PACKAGES}
        for package, found in subject["packages"].items():
            if found is None:
                bench.note(f"left out: {package} is not installed")
        module.measure(bench)
    except (LeftOut, ImportError) as problem:
        subject["leftOut"] = str(problem)
    except Exception as problem:
        traceback.print_exc()
        subject["leftOut"] = f"{type(problem).__name__}: {problem}"
    if "leftOut" in subject:
        print(f"  left out: {subject['leftOut']}", flush=True)
    return subject | {"rows": bench.rows, "notes": bench.notes, "seconds": time.monotonic() - begin}


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def ratio(row):
    """To two places, or two digits where it is small."""
    shown = [f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}" for value in (row["ratio"], row["low"], row["high"])]
    return f"{shown[0]} [{shown[1]}, {shown[2]}]"


def page(document):
    lines = [
        "# Benchmarks", "",
        "Assay's methods, and its host, beside what people use instead, in the same run: both sides on one thread, in turn, who goes first "
        "changing from turn to turn. A ratio is ours over theirs, the median of the pairs, and in brackets a 95 % bootstrap interval of it; "
        "below one, ours is the smaller. `make bench` makes this page; Benchmarks/README.md says what each subject does.", "",
        f"{document['date']}, {document['machine']}, revision {document['revision']}; load when it began {document['load'][0]}, "
        f"when it ended {document['load'][1]}; {document['repeats']} repeats, {document['seconds'] / 60:.0f} minutes.", "",
    ]
    for subject in document["subjects"]:
        lines += [f"## {subject['title']}", subject.get("about", ""), ""]
        if subject.get("packages"):
            lines += ["Beside " + ", ".join(f"{name} {found}" for name, found in subject["packages"].items() if found) + ".", ""]
        if "leftOut" in subject:
            lines += [f"Left out: {subject['leftOut']}".replace(f"{ROOT}/", ""), ""]
        if subject["rows"]:
            lines += ["| what | unit | ours | theirs | of | ratio | target |", "| --- | --- | ---: | ---: | --- | --- | --- |"]
        for row in subject["rows"]:
            cells = [row["what"], row["unit"], number(row["ours"]), number(row.get("theirs")), row["with"], ratio(row) if "ratio" in row else "", row.get("target", "")]
            lines.append("| " + " | ".join(cells) + " |")
        lines += [""] if subject["rows"] else []
        lines += [line for note in subject["notes"] for line in (f"{note[:1].upper()}{note[1:]}.", "")]
    return "\n".join(lines).rstrip() + "\n"


def processor():
    names = [line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def load():
    return ", ".join(f"{value:.2f}" for value in os.getloadavg())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=SUBJECTS, metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--quick", action="store_true", help="small instances and two repeats: to see that all works")
    parser.add_argument("--repeats", type=int)
    parser.add_argument("--page", type=pathlib.Path, help="write the page here; else Documentation/Benchmarks.md, where all is measured")
    arguments = parser.parse_args()
    repeats = arguments.repeats or (2 if arguments.quick else 5)
    begin, before = time.monotonic(), load()
    subjects = []
    for name in arguments.only or SUBJECTS:
        print(name, flush=True)
        subjects.append(measure(name, repeats, arguments.quick))
        print(f"  {subjects[-1]['seconds']:.0f} s", flush=True)
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip() or "unknown"
    document = {
        "version": 0, "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"), "machine": processor(), "revision": revision,
        "load": [before, load()], "repeats": repeats, "quick": arguments.quick, "seconds": time.monotonic() - begin, "subjects": subjects,
    }
    results = ROOT / "results"
    results.mkdir(exist_ok=True)
    (results / "benchmarks.json").write_text(json.dumps(document, indent=1) + "\n")
    whole = not arguments.only and not arguments.quick
    target = arguments.page or (ROOT / "Documentation" / "Benchmarks.md" if whole else None)
    if target:
        target.write_text(page(document))
    print(f"{document['seconds'] / 60:.1f} minutes; results/benchmarks.json" + (f" and {target}" if target else ""))


main()
