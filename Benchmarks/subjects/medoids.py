"""FasterPAM beside the kmedoids package (Rust, by its authors), from the same medoids on the same matrix."""
import numpy

from harness import DATA, LeftOut, run, timed

TITLE = "Medoids"
ABOUT = (
    "FasterPAM on 1,797 digits, three seeds; both sides get the matrix ready made and begin at the same medoids, and their deviations "
    "and swaps must agree, or the subject is left out. Milliseconds of processor; the package reads columns, and is timed on NumPy's usual order by rows and on the order that suits it best."
)
PACKAGES = ["kmedoids"]
MASK = (1 << 64) - 1
START_STREAM = 0x6D65646F6964


class Random:
    """Assay's seeded generator: xoshiro256++ whose state SplitMix64 fills."""

    def __init__(self, seed, stream):
        mixed = self.split_mix(stream)[1]
        state, self.state = seed ^ mixed, []
        for _ in range(4):
            state, number = self.split_mix(state)
            self.state.append(number)

    @staticmethod
    def split_mix(state):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return state, z ^ (z >> 31)

    def next(self):
        def rotate(x, by):
            return ((x << by) | (x >> (64 - by))) & MASK

        s = self.state
        result = (rotate((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        shifted = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 45)
        return result

    def index(self, count):
        product = self.next() * count
        if product & MASK < count:
            threshold = (1 << 64) % count
            while product & MASK < threshold:
                product = self.next() * count
        return product >> 64

    def sample(self, count, population):
        indices = list(range(population))
        for position in range(count):
            other = position + self.index(population - position)
            indices[position], indices[other] = indices[other], indices[position]
        return indices[:count]


def digits_matrix():
    pixels = numpy.loadtxt(DATA / "digits.csv", delimiter=",", skiprows=1)[:, :64]
    products = pixels @ pixels.T
    squares = numpy.diag(products)
    return numpy.sqrt(squares[:, None] + squares[None, :] - 2 * products)


def ours(k, seed):
    record = run("fasterpam", f"medoids/digits-{k}", budget="600s", seed=seed)
    return {"time": 1e3 * record["seconds"]["cpu"], "deviation": record["metrics"]["deviation"], "swaps": int(record["stated"]["swaps"])}


def theirs(matrix, k, seed):
    import kmedoids

    start = numpy.array(Random(seed, START_STREAM).sample(k, len(matrix)), dtype=numpy.uintp)
    seconds, result = timed(kmedoids.fasterpam, matrix, start, 1_000_000, n_cpu=1)
    return {"time": 1e3 * seconds, "deviation": float(result.loss), "swaps": result.n_swap}


def measure(bench):
    rows = digits_matrix()
    for k in (10, 100):
        for order, matrix in {"rows": rows, "columns": numpy.asfortranarray(rows)}.items():
            own, others = [], []
            for seed in range(1, 4):
                for _ in range(bench.repeats):
                    own.append(ours(k, seed))
                    others.append(theirs(matrix, k, seed))
                # Two sums of n terms of one sign, each with a relative error below n·2⁻⁵³.
                near = abs(own[-1]["deviation"] - others[-1]["deviation"]) <= 2 * len(matrix) * 2**-53 * own[-1]["deviation"]
                if not near or own[-1]["swaps"] != others[-1]["swaps"]:
                    raise LeftOut(f"k = {k}, seed {seed}: {own[-1]} here, {others[-1]} there")
            bench.row(f"k = {k}, by {order}: time", "ms", [one["time"] for one in own], [one["time"] for one in others], "kmedoids", 1.0)
        bench.row(f"k = {k}: deviation", "", [one["deviation"] for one in own], [one["deviation"] for one in others], "kmedoids", 1.0 + 1e-9)
