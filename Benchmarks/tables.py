"""Tables compressed by latent variables beside what people use: zstd and xz on the CSV, and Parquet.

    make plugins
    python3 -m venv .venv && .venv/bin/pip install -r Benchmarks/requirements.txt
    .venv/bin/python Benchmarks/tables.py [--instances table/digits-csv …]

All of them get the same cells, as the instance exports them. zstd and xz are the programs, at their highest levels; Parquet has a column
of dictionary-coded text for each of the table's, compressed by zstd at level 19. Bytes are those of the files; the table that comes back
from each Parquet file is compared with the one that went in, and Assay's host does so with its own.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import pyarrow
import pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parent.parent
METHODS = ["latent-tables", "columnwise-table"]


def assay(arguments, method, instance):
    command = [arguments.assay, "run", method, "--on", instance, "--json"]
    record = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)[0]
    if record["outcome"] != "ok":
        sys.exit(f"{' '.join(command)}: {record['outcome']} {record['reason']}")
    return int(record["metrics"]["bytes"])


def parquet(file, folder):
    with open(file, newline="", encoding="utf-8") as stream:
        names, *rows = csv.reader(stream)
    columns = [pyarrow.array([row[place] for row in rows], pyarrow.string()) for place in range(len(names))]
    table = pyarrow.table(columns, names=[f"{place}:{name}" for place, name in enumerate(names)])
    path = folder / "table.parquet"
    pyarrow.parquet.write_table(table, path, compression="zstd", compression_level=19, use_dictionary=True)
    if not pyarrow.parquet.read_table(path).equals(table):
        sys.exit(f"{file}: Parquet gave another table back")
    return path.stat().st_size


def piped(command, file):
    return len(subprocess.run([*command, "-c", str(file)], check=True, capture_output=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default=str(ROOT / ".build" / "release" / "assay"), help="the assay program")
    parser.add_argument("--instances", nargs="+", default=["table/digits-csv", "table/wine-csv", "table/packages", "table/blocks", "table/blocks-tall"])
    arguments = parser.parse_args()
    print(f"{'instance':22}{'CSV':>10}" + "".join(f"{name:>18}" for name in [*METHODS, "zstd -19", "xz -9e", "Parquet"]), flush=True)
    for instance in arguments.instances:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            subprocess.run([arguments.assay, "export", instance, name], check=True, capture_output=True, cwd=ROOT)
            file = folder / "table.csv"
            sizes = [assay(arguments, method, instance) for method in METHODS]
            sizes += [piped(["zstd", "-19", "-q"], file), piped(["xz", "-9e"], file), parquet(file, folder)]
            print(f"{instance:22}{file.stat().st_size:10}" + "".join(f"{size:18}" for size in sizes), flush=True)


if __name__ == "__main__":
    main()
