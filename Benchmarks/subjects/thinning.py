"""Kernel thinning beside goodpoints, the authors' own, on the same sample and kernel."""
import numpy

from harness import DATA, processor_time, run

TITLE = "Kernel thinning"
ABOUT = (
    "1,797 digits in 64 dimensions, 56 to be kept, Gaussian kernel, σ = 35, target kernel thinning with δ = 1/2: the maximum mean discrepancy between what "
    "is kept and the sample, over seeds, as a ratio of medians, and processor time, both with the whole kernel matrix at hand."
)
PACKAGES = ["goodpoints"]


def gaussian(points, others):
    return numpy.exp(-((points - others) ** 2).sum(1) / (2 * 35.0**2))


def theirs(sample, kernel, seed):
    from goodpoints import kt

    begin = processor_time()
    kept = kt.thin(sample, 5, gaussian, gaussian, delta=0.5, seed=seed, store_K=True, meanK=kernel.mean(1))
    seconds = processor_time() - begin
    squared = kernel.mean() - 2 * kernel[kept].mean() + kernel[numpy.ix_(kept, kept)].mean()
    return {"discrepancy": float(max(0, squared) ** 0.5), "time": seconds}


def ours(seed):
    record = run("kernel-thinning", "thinning/digits", seed=seed)
    return {"discrepancy": record["metrics"]["discrepancy"], "time": record["seconds"]["cpu"]}


def measure(bench):
    sample = numpy.loadtxt(DATA / "digits.csv", delimiter=",", skiprows=1)[:, :64]
    squares = (sample**2).sum(1)
    kernel = numpy.exp(-numpy.maximum(0, squares[:, None] + squares - 2 * sample @ sample.T) / (2 * 35.0**2))
    own, others = [], []
    for seed in range(1, 3 if bench.quick else 11):
        own.append(ours(seed))
        others.append(theirs(sample, kernel, seed))
    for figure, unit, target in [("discrepancy", "", 1.05), ("time", "s", 1.0)]:
        bench.medians(f"thinning/digits: {figure}", unit, [one[figure] for one in own], [one[figure] for one in others], "goodpoints", target)
