"""Steps of gradient descent on Assay's networks beside PyTorch's, each on one thread."""
import json
import os
import subprocess

import numpy
import torch
from torch import nn
from torch.nn import functional

from harness import DATA, ROOT, LeftOut, clock
from networks import Transformer

TITLE = "Networks in training"
ABOUT = (
    "Plain gradient descent: a minibatch drawn, its loss and gradient, and weights moved along it; networks, sizes of minibatches and data are the same on "
    "both sides. The losses after all steps show that both learn; the draws differ."
)
PACKAGES = ["torch"]
torch.set_num_threads(1)


def digits(network, shape):
    table = numpy.loadtxt(DATA / "digits.csv", delimiter=",", skiprows=1)[:897]
    pixels = torch.tensor(table[:, :64] / 16, dtype=torch.float32).view(-1, *shape)
    labels = torch.tensor(table[:, 64], dtype=torch.long)
    order, used = torch.randperm(897), 0

    def draw():
        nonlocal order, used
        if used + 128 > 897:
            order, used = torch.randperm(897), 0
        used += 128
        chosen = order[used - 128:used]
        return pixels[chosen], labels[chosen]

    return network, draw


def characters():
    text = (DATA / "licences.txt").read_bytes()
    numbers = {byte: number for number, byte in enumerate(sorted(set(text)))}
    symbols = torch.tensor([numbers[byte] for byte in text])
    places = torch.arange(65)

    def draw():
        windows = symbols[torch.randint(len(symbols) - 64, (16, 1)) + places]
        return windows[:, :-1], windows[:, 1:].flatten()

    return Transformer(len(numbers), 64, 96, 4, 3), draw


CASES = {
    "training/digits-mlp": (4000, lambda: digits(
        nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10)), (64,))),
    "training/digits-conv": (600, lambda: digits(
        nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(128, 10)), (1, 8, 8))),
    "training/characters-transformer": (60, characters),
}


def pytorch(make, steps):
    torch.manual_seed(1)
    network, draw = make()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05)

    def descend(steps):
        for _ in range(steps):
            inputs, labels = draw()
            optimizer.zero_grad()
            loss = functional.cross_entropy(network(inputs), labels)
            loss.backward()
            optimizer.step()
        return loss.item()

    descend(steps // 10)
    begin = clock()
    loss = descend(steps)
    return {"time of a step": 1e3 * (clock() - begin) / steps, "last loss": loss}


def assay(program, instance, steps):
    command = [program, DATA, instance, str(steps)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}).stdout)
    return {"time of a step": 1e3 / told["stepsPerSecond"], "last loss": told["loss"]}


def measure(bench):
    program = ROOT / ".build/release/training-steps"
    if not program.exists():
        raise LeftOut("training-steps is not built; make bench builds it")
    for instance, (steps, make) in CASES.items():
        steps = steps // 4 if bench.quick else steps
        bench.compare(
            instance, "torch", lambda: assay(program, instance, steps), lambda: pytorch(make, steps),
            {"time of a step": ("ms", 1.0), "last loss": ("", None)})
