"""What reference implementations make of the weights of a small linear network in twenty steps of training.

The network is y = O G H E[s] + b with the loss ½ ‖y − t‖², averaged over a minibatch. PyTorch's own optimizers, and two that their
authors publish as single files:

    pip install torch==2.15.0 numpy
    curl -O https://raw.githubusercontent.com/zichongli5/NorMuon/main/normuon.py
    curl -O https://raw.githubusercontent.com/google/automl/master/lion/lion_pytorch.py
    PYTHONPATH=. python3 Tests/PluginTests/Fixtures/make_training.py > Tests/PluginTests/Fixtures/training.json

Muon and NorMuon orthogonalise in bfloat16; here they are made to do so in single precision, which can be compared closely.
"""
import json
import sys

import torch

torch.bfloat16 = torch.float32
torch.Tensor.bfloat16 = lambda tensor: tensor.clone()

from lion_pytorch import Lion
from normuon import SingleDeviceNorMuonWithAuxAdam

KEPT = (1, 2, 5, 10, 20)
torch.manual_seed(1)
start = {
    "embedding": torch.randn(5, 3), "first": 0.5 * torch.randn(4, 3), "second": 0.5 * torch.randn(3, 4),
    "output": 0.5 * torch.randn(2, 3), "bias": torch.randn(2, 1),
}
batches = [(torch.randint(5, (4,)), torch.randn(4, 2)) for _ in range(3)]


def sgd(nesterov):
    return lambda p: [torch.optim.SGD(p.values(), lr=0.05, momentum=0.9, weight_decay=0.01, nesterov=nesterov)]


def adamw(parameters, lr=0.02):
    return torch.optim.AdamW(parameters, lr=lr, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)


def split(p):
    return [p["first"], p["second"]], [p["embedding"], p["output"], p["bias"]]


def muon(scale):
    def make(p):
        hidden, others = split(p)
        return [torch.optim.Muon(hidden, lr=0.04, weight_decay=0.1, momentum=0.9, adjust_lr_fn=scale), adamw(others)]
    return make


def normuon(p):
    hidden, others = split(p)
    return [SingleDeviceNorMuonWithAuxAdam([
        dict(params=hidden, lr=0.04, momentum=0.9, beta2=0.8, weight_decay=0.1, use_muon=True),
        dict(params=others, lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1, use_muon=False),
    ])]


def trajectory(make, dtype):
    p = {name: value.to(dtype, copy=True).requires_grad_() for name, value in start.items()}
    optimizers, kept = make(p), []
    for step in range(1, max(KEPT) + 1):
        symbols, targets = batches[(step - 1) % len(batches)]
        y = p["embedding"][symbols] @ p["first"].T @ p["second"].T @ p["output"].T + p["bias"].T
        loss = ((y - targets.to(dtype)) ** 2).sum() / (2 * len(symbols))
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        if step in KEPT:
            kept.append(torch.cat([tensor.detach().flatten() for tensor in p.values()]).double())
    return torch.stack(kept)


methods = {
    "sgd": sgd(False), "sgd-nesterov": sgd(True), "adamw": lambda p: [adamw(p.values())],
    "muon-original": muon("original"), "muon-rms": muon("match_rms_adamw"), "normuon": normuon,
    "lion": lambda p: [Lion(p.values(), lr=0.01, betas=(0.9, 0.99), weight_decay=0.5)],
}
document = {
    "start": torch.cat([value.flatten() for value in start.values()]).tolist(),
    "batches": [{"symbols": s.tolist(), "targets": t.flatten().tolist()} for s, t in batches],
    "steps": KEPT, "trajectories": {},
}
for name, make in methods.items():
    single = trajectory(make, torch.float32)
    document["trajectories"][name] = [[float(f"{x:.9g}") for x in row] for row in single.tolist()]
    torch.bfloat16 = torch.float64
    spread = (single - trajectory(make, torch.float64)).abs().max()
    torch.bfloat16 = torch.float32
    # What single precision does to the reference itself.
    print(f"{name}: {spread:.1e} from double precision", file=sys.stderr)
print(json.dumps(document).replace("]], ", "]],\n").replace("], [", "],\n["))
