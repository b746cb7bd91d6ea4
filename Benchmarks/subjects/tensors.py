"""Tucker packing beside tensorly's higher-order orthogonal iteration at its core shape's size."""
import tempfile

import numpy

from harness import DATA, processor_time, run

TITLE = "Tucker decomposition"
ABOUT = (
    "1,797 × 8 × 8 digits in a tenth of the numbers; an error is ‖X − X̂‖ / ‖X‖. Assay chooses the core's shape. tensorly's `tucker` (HOOI) takes the shape that "
    "tensorly itself makes of the fraction, in proportion to the axes; and beside it every shape that fits is tried, and the best taken, in its own time alone."
)
PACKAGES = ["tensorly"]


def shapes(full, most):
    """For each pair of small ranks the largest first rank that fits."""
    found = []
    for second in range(1, full[1] + 1):
        for third in range(1, full[2] + 1):
            first = (most - second * full[1] - third * full[2]) // (full[0] + second * third)
            first = min(first, full[0], second * third)
            if first >= 1:
                found.append((first, second, third))
    return found


def decomposed(tensor, shape):
    from tensorly.decomposition import tucker

    begin = processor_time()
    core, factors = tucker(tensor, rank=list(shape), n_iter_max=100, tol=1e-8)
    seconds = processor_time() - begin
    restored = numpy.einsum("abc,ia,jb,kc->ijk", core, *factors, optimize=True)
    return {"error": float(numpy.linalg.norm(tensor - restored) / numpy.linalg.norm(tensor)), "time": 1e3 * seconds}


def proportional(tensor):
    from tensorly.tucker_tensor import validate_tucker_rank

    return decomposed(tensor, validate_tucker_rank(tensor.shape, 0.1, rounding="floor"))


def best(tensor):
    return min((decomposed(tensor, shape) for shape in shapes(tensor.shape, tensor.size // 10)), key=lambda one: one["error"])


def measure(bench):
    tensor = numpy.loadtxt(DATA / "digits.csv", delimiter=",", skiprows=1)[:, :64].reshape(-1, 8, 8)
    with tempfile.TemporaryDirectory() as folder:
        numpy.save(f"{folder}/digits.npy", tensor)

        def ours():
            record = run("tucker-packing", f"tensor:{folder}/digits.npy")
            return {"error": record["metrics"]["relativeError"], "time": 1e3 * record["seconds"]["cpu"]}

        bench.compare(
            "tucker-packing beside HOOI in proportion", "tensorly", ours, lambda: proportional(tensor), {"error": ("", 1.0), "time": ("ms", None)})
        bench.compare(
            "tucker-packing beside HOOI of the best shape", "tensorly", ours, lambda: best(tensor), {"error": ("", 1.001), "time": ("ms", None)}, 1)
