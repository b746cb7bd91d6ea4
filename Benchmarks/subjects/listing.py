"""How long `assay list` takes with ten, a hundred and a thousand registered libraries."""
import pathlib
import resource
import subprocess
import tempfile
import time

from harness import ASSAY, assay
from subjects.call_costs import library

TITLE = "`assay list`"
ABOUT = "Milliseconds from start to end, with so many libraries, copies of one C plugin that differ in their method's id, installed by the host; the least of ten."
PACKAGES = []


def listed(path):
    """Milliseconds of the clock, and of the processor, the least of ten."""
    clock, processor = [], []
    for _ in range(10):
        begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([ASSAY, "list", "--registry", path], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        clock.append(1e3 * (time.perf_counter() - begin))
        processor.append(1e3 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return min(clock), min(processor)


def measure(bench):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        path = folder / "registry.json"
        path.write_text('{"version": 0, "libraries": []}')
        made = []
        for count, limit in [(10, None), (100, None), (1000, 50)]:
            if bench.quick and count == 1000:
                bench.note("1,000 libraries are left out of a quick run")
                break
            fresh = [folder / f"libspinning{number}.so" for number in range(len(made), count)]
            compile_with_ids(folder, fresh)
            made += fresh
            begin = time.perf_counter()
            assay("install", "--registry", path, *fresh)
            bench.row(f"installing {len(fresh)} libraries, each", "ms", [1e3 * (time.perf_counter() - begin) / len(fresh)])
            clock, processor = zip(*(listed(path) for _ in range(bench.repeats)))
            bench.row(f"{count} libraries: clock", "ms", clock, limit=limit)
            bench.row(f"{count} libraries: processor", "ms", processor)


def compile_with_ids(folder, libraries):
    """Compiles once and writes each id into a copy, as if it had been compiled with it: all ids are of one length."""
    template = folder / "template.so"
    library("spinning.c", template, '-DID="spinning-000000"')
    bytes_of_it = template.read_bytes()
    for path in libraries:
        number = path.stem.removeprefix("libspinning")
        path.write_bytes(bytes_of_it.replace(b"spinning-000000", b"spinning-" + number.zfill(6).encode()))
