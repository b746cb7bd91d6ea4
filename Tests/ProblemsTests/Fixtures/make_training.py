"""Writes training.json: loss and gradients of small networks of each type, by PyTorch in double precision.

    pip install torch==2.15.0 && python3 make_training.py

Weights and inputs are numbers of single precision, so that both sides begin with the same. Names and order of the
parameters are the project's; a convolution's weights, (outputs, channels, size, size) in PyTorch, have the channels last
there.
"""
import json
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "Benchmarks"))
from networks import Transformer  # noqa: E402

torch.manual_seed(0)


class Convolutional(nn.Module):
    """Pictures and what is made of them have their channels last outside of the convolutions."""

    def __init__(self, side, channels, classes):
        super().__init__()
        widths = [1, *channels]
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in zip(widths, widths[1:]))
        side //= 2 ** len(channels)
        self.fc = nn.Linear(side * side * channels[-1], classes)

    def forward(self, pictures):
        for convolution in self.convolutions:
            pictures = functional.max_pool2d(torch.relu(convolution(pictures)), 2)
        return self.fc(pictures.permute(0, 2, 3, 1).flatten(1))


def numbers(tensor, digits):
    if tensor.dim() == 4:
        tensor = tensor.permute(0, 2, 3, 1)
    return [float(f"{number:.{digits}g}") for number in tensor.detach().flatten().tolist()]


def case(network, inputs, labels):
    for parameter in network.parameters():
        # Away from what they begin as, so that gains and biases show.
        parameter.data += 0.1 * torch.randn_like(parameter)
        # Rounded to numbers of six digits, and those to single precision.
        rounded = torch.tensor([float(f"{number:.6g}") for number in parameter.detach().flatten().tolist()]).view_as(parameter)
        parameter.data = rounded
    network.double()
    loss = functional.cross_entropy(network(inputs), labels)
    loss.backward()
    return {
        "inputs": numbers(inputs, 9), "labels": labels.tolist(), "loss": loss.item(),
        "weights": sum((numbers(parameter, 6) for parameter in network.parameters()), []),
        "gradient": sum((numbers(parameter.grad, 12) for parameter in network.parameters()), []),
    }


def perceptron():
    network = nn.Sequential(nn.Linear(6, 9), nn.ReLU(), nn.Linear(9, 7), nn.ReLU(), nn.Linear(7, 4))
    return case(network, torch.randn(11, 6).double(), torch.randint(4, (11,)))


def convolutional():
    return case(Convolutional(8, [3, 4], 5), torch.rand(4, 1, 8, 8).double(), torch.randint(5, (4,)))


def transformer():
    text = torch.randint(9, (3, 8))
    return case(Transformer(9, 7, 12, 3, 2), text[:, :-1], text[:, 1:].flatten())


cases = {"perceptron": perceptron(), "convolutional": convolutional(), "transformer": transformer()}
pathlib.Path(__file__).with_name("training.json").write_text(json.dumps(cases) + "\n")
