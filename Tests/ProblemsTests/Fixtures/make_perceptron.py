"""Writes perceptron.json: what NumPy makes of Data/digits-mlp.safetensors and Data/digits.csv.

    python3 make_perceptron.py        (from any folder; needs NumPy)

Everything is written here from the published definitions, the file format and the random permutation included, so that
the Swift code is compared with something that does not share its mistakes.
"""

import csv
import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parents[2] / "Data"
MASK = 2**64 - 1


def splitmix64(state):
    """Steele, Lea and Flood, OOPSLA 2014."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def xoshiro256plusplus(seed):
    """Blackman and Vigna, ACM TOMS 47(4), 2021; the state filled by SplitMix64."""
    fill = splitmix64(seed)
    s = [next(fill) for _ in range(4)]
    rotate = lambda x, k: ((x << k) | (x >> (64 - k))) & MASK
    while True:
        yield (rotate((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)


def below(bound, draws):
    """A uniform number below the bound: Lemire, 2019, algorithm 5."""
    while True:
        product = next(draws) * bound
        if product & MASK >= (2**64 - bound) % bound:
            return product >> 64


def permutation(count, seed):
    """Fisher and Yates, from the first place to the last."""
    draws = xoshiro256plusplus(seed)
    order = list(range(count))
    for place in range(count):
        other = place + below(count - place, draws)
        order[place], order[other] = order[other], order[place]
    return order


def safetensors(path):
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    body = raw[8 + length :]
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32"
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(body[begin:end], "<f4").reshape(entry["shape"]).astype(np.float64)
    return tensors


with open(DATA / "digits.csv", newline="") as file:
    table = np.array([[float(x) for x in row] for row in list(csv.reader(file))[1:]])
pixels, labels = table[:, :64] / 16, table[:, 64].astype(int)
order = permutation(len(table), seed=0)
training, held_out = order[:1197], order[1197:]

tensors = safetensors(DATA / "digits-mlp.safetensors")


def layer(x, i):
    return x @ tensors[f"fc{i}.weight"].T + tensors[f"fc{i}.bias"]


def forward(x):
    for i in (1, 2, 3):
        x = np.maximum(0, layer(x, i))
    return layer(x, 4)


outputs = forward(pixels[held_out])
expected = labels[held_out]
top = outputs.max(axis=1)
losses = top + np.log(np.exp(outputs - top[:, None]).sum(axis=1)) - outputs[range(len(outputs)), expected]

entering = pixels[training[:256]]
entering_norms = []
for i in (1, 2, 3, 4):
    entering_norms.append(float(np.linalg.norm(entering)))
    entering = np.maximum(0, layer(entering, i))

fixture = {
    "order": order,
    "outputs": outputs[:3].tolist(),
    "accuracy": float((outputs.argmax(axis=1) == expected).mean()),
    "loss": float(losses.mean()),
    "calibrationOutputs": forward(pixels[training[:3]]).tolist(),
    "enteringNorms": entering_norms,
}
(HERE / "perceptron.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
