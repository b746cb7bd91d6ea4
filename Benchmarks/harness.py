"""What the subjects share: the assay program, runs of both sides in turn, ratios with intervals, and the rows that come of them."""
import functools
import gc
import importlib.metadata
import json
import multiprocessing
import pathlib
import random
import resource
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
ASSAY = ROOT / ".build" / "release" / "assay"
DATA = ROOT / "Data"


class LeftOut(Exception):
    """Why a subject, or a part of one, is not measured here."""


def version(package):
    """None where it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def assay(*arguments):
    """What the program prints; LeftOut with its own words where it cannot."""
    run = subprocess.run([str(ASSAY), *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)
    if run.returncode not in (0, 3):
        raise LeftOut(f"assay {arguments[0]}: {(run.stderr or run.stdout).strip().splitlines()[-1:]}")
    return run.stdout


def run(method, instance, *more, budget=None, seed=1, timeout=900):
    """The record of one run: metrics, oracleCalls, seconds, peakBytes."""
    limits = ["--budget", budget] if budget else []
    record = json.loads(assay("run", method, "--on", instance, "--seed", seed, "--timeout", timeout, "--json", *limits, *more))[0]
    if record["outcome"] not in ("ok", "exhausted"):
        raise LeftOut(f"{method} on {instance}: {record['outcome']}, {record['reason']}")
    return record


@functools.cache
def idle_memory():
    """What a worker needs that does next to nothing, in MB."""
    return run("gradient-descent", "rosenbrock/100", budget="1gradients")["peakBytes"] / 1e6


def export(instance, folder):
    assay("export", instance, folder)
    return pathlib.Path(folder)


def in_child(work, *arguments):
    """Does one side's work in a process of its own and adds to its figures the memory that it came to need, in MB."""

    def child(pipe):
        try:
            gc.freeze()
            pathlib.Path("/proc/self/clear_refs").write_text("5")
            before = _memory("VmHWM")
            figures = work(*arguments)
            figures["memory"] = (_memory("VmHWM") - before) / 1e3
            pipe.send(figures)
        except Exception as problem:
            pipe.send(f"{type(problem).__name__}: {problem}")

    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(False)
    process = context.Process(target=child, args=(sender,))
    process.start()
    sender.close()
    try:
        answer = receiver.recv()
    except EOFError:
        answer = "its process ended without an answer"
    process.join()
    if isinstance(answer, str):
        raise LeftOut(answer)
    return answer


def _memory(name):
    """Kilobytes of this process, as the kernel counts them."""
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def processor_time():
    """Seconds of processor that this process has taken: what others do on the machine disturbs them less than the clock's."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def timed(function, *arguments, **options):
    begin = processor_time()
    result = function(*arguments, **options)
    return processor_time() - begin, result


def interval(ratios, level=0.95, resamples=2000):
    """The median and a bootstrap interval of it; the resamples are the same in each run."""
    draw = random.Random(1)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(resamples))
    tail = int((1 - level) / 2 * resamples)
    return statistics.median(ratios), medians[tail], medians[-1 - tail]


def _verdict(row, target):
    """Missed where the whole interval is beyond the target, undecided where only the median is."""
    ratio, best = (row["ratio"], row["low"]) if target > 0 else (-row["ratio"], -row["high"])
    return "met" if ratio <= target else "undecided" if best <= target else "missed"


class Bench:
    """The rows of one subject."""

    def __init__(self, repeats, quick):
        self.repeats = repeats
        self.quick = quick
        self.rows = []
        self.notes = []

    def compare(self, what, package, ours, theirs, figures, repeats=None):
        """Runs both sides in turn. `figures` says for each figure its unit and, where there is one, the target: the ratio at the most
        (or, with a minus sign, at the least) that ours may be of theirs."""
        own, others = [], []
        for turn in range(repeats or self.repeats):
            # Who goes first changes from turn to turn, so that neither always finds the caches warm.
            sides = [(own, ours), (others, theirs)]
            for results, work in sides if turn % 2 == 0 else reversed(sides):
                results.append(work())
        for name, (unit, target) in figures.items():
            self.row(f"{what}: {name}", unit, [run[name] for run in own], [run[name] for run in others], package, target)
        return own, others

    def row(self, what, unit, ours, theirs=None, package="", target=None, limit=None, ratio=None):
        """A row; `target` bounds the ratio, `limit` our own median. The ratio is that of the pairs where none is given."""
        row = {"what": what, "unit": unit, "ours": statistics.median(ours), "with": package, "runs": len(ours), "samples": {"ours": ours}}
        if theirs:
            row["theirs"] = statistics.median(theirs)
            row["samples"]["theirs"] = theirs
            if ratio is None and all(theirs) and len(ours) == len(theirs):
                ratio = interval([a / b for a, b in zip(ours, theirs)])
            if ratio is not None:
                row["ratio"], row["low"], row["high"] = ratio
        if target is not None and "ratio" in row:
            row["target"] = f"{'at most' if target > 0 else 'at least'} {abs(target):g}: {_verdict(row, target)}"
        if limit is not None:
            row["target"] = f"at most {limit:g} {unit}: {'met' if row['ours'] <= limit else 'missed'}"
        self.rows.append(row)
        print(f"  {what}: {row['ours']:.4g}" + (f", theirs {row['theirs']:.4g}" if theirs else "") + f" {unit}"
              + (f", ratio {row['ratio']:.3f} [{row['low']:.3f}, {row['high']:.3f}]" if "ratio" in row else "")
              + (f" ({row['target']})" if "target" in row else ""), flush=True)

    def medians(self, what, unit, ours, theirs, package, target=None):
        """A row of figures that differ from seed to seed, where no run of ours belongs to one of theirs: the ratio of the medians."""
        draw = random.Random(1)
        resample = lambda figures: statistics.median(draw.choices(figures, k=len(figures)))
        ratios = sorted(resample(ours) / max(resample(theirs), 1e-300) for _ in range(2000))
        ratio = statistics.median(ours) / max(statistics.median(theirs), 1e-300), ratios[50], ratios[-51]
        self.row(what, unit, ours, theirs, package, target, ratio=ratio)

    def part(self, work, *arguments):
        """Goes on with the next part where this one cannot be measured."""
        try:
            work(self, *arguments)
        except (LeftOut, ImportError, OSError, subprocess.CalledProcessError) as problem:
            self.note(f"left out: {problem}")

    def note(self, text):
        self.notes.append(text)
        print(f"  {text}", flush=True)


def clock():
    return time.perf_counter()
