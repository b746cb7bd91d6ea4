"""Tables compressed by latent variables beside zstd and xz on the CSV, and beside Parquet."""
import csv
import pathlib
import shutil
import subprocess
import tempfile

from harness import LeftOut, export, run

TITLE = "Tables"
ABOUT = (
    "Bytes of the same cells: Assay's latent variables beside the programs zstd -19 and xz -9e on the CSV, and beside Parquet, a dictionary-coded column of "
    "text for each of the table's, compressed by zstd at level 19. The table that comes back is compared with what went in."
)
PACKAGES = ["pyarrow"]


def parquet(file, folder):
    import pyarrow
    import pyarrow.parquet

    with open(file, newline="", encoding="utf-8") as stream:
        names, *rows = csv.reader(stream)
    columns = [pyarrow.array([row[place] for row in rows], pyarrow.string()) for place in range(len(names))]
    table = pyarrow.table(columns, names=[f"{place}:{name}" for place, name in enumerate(names)])
    path = folder / "table.parquet"
    pyarrow.parquet.write_table(table, path, compression="zstd", compression_level=19, use_dictionary=True)
    if not pyarrow.parquet.read_table(path).equals(table):
        raise LeftOut(f"{file}: Parquet gave another table back")
    return path.stat().st_size


def piped(*command):
    if not shutil.which(command[0]):
        raise LeftOut(f"there is no program {command[0]}")
    return len(subprocess.run(command, check=True, capture_output=True).stdout)


def on_instance(bench, instance):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(export(instance, name))
        file = folder / "table.csv"
        own = [run("latent-tables", instance)["metrics"]["bytes"]]
        for package, work in [
            ("zstd -19", lambda: piped("zstd", "-19", "-q", "-c", str(file))), ("xz -9e", lambda: piped("xz", "-9e", "-c", str(file))),
            ("pyarrow", lambda: parquet(file, folder)),
        ]:
            bench.part(lambda bench: bench.row(f"{instance}, latent-tables", "bytes", own, [work()], package))


def measure(bench):
    for instance in ["wine-csv", "digits-csv"] if bench.quick else ["wine-csv", "digits-csv", "packages", "blocks", "blocks-tall"]:
        bench.part(on_instance, f"table/{instance}")
