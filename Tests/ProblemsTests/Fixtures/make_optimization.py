"""Writes optimization.json: the regressions of Data/, solved and differentiated by NumPy.

    pip install numpy==2.4.6 && python3 make_optimization.py        (from any folder)

Each is f(w) = (1/n) sum of the examples' losses + (lambda/2) |w|^2 with lambda = 1e-3; the last feature is a constant one,
and its weight is regularised as the others are. Sums are in extended precision (80 bits on x86-64), so that what is
written is right to about the last digit of a double. At the minimum, strong convexity bounds the error of the value by
gradientNormBelow^2 / 2 lambda and that of the point by gradientNormBelow / lambda.

Gradients and products at the probe w_j = sin(j + 1) / 10, along v_j = cos(j + 1), j from 0, are kept as their norm and
their first entries: all of them for two classes, ten for ten classes.
"""

import csv
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parents[2] / "Data"
REGULARIZATION = np.longdouble(1e-3)
GRADIENT_NORM = 1e-17


def breast_cancer():
    """Standardised features and labels -1 and +1."""
    lines = [line.split() for line in (DATA / "breast-cancer.svm").read_text().splitlines()]
    features = np.zeros((len(lines), 30), np.longdouble)
    for row, (_, *entries) in enumerate(lines):
        for index, value in (entry.split(":") for entry in entries):
            features[row, int(index) - 1] = float(value)
    return with_ones((features - features.mean(axis=0)) / features.std(axis=0)), np.array([int(line[0]) for line in lines])


def digits():
    """Pixels from 0 to 1 and labels from 0 to 9."""
    with open(DATA / "digits.csv", newline="") as file:
        table = np.array(list(csv.reader(file))[1:], int)
    return with_ones(table[:, :64].astype(np.longdouble) / 16), table[:, 64]


def with_ones(features):
    return np.hstack([features, np.ones((len(features), 1), np.longdouble)])


class Logistic:
    """log(1 + exp(-y <x, w>)), y = -1 or +1."""

    def __init__(self, features, labels):
        self.x, self.y = features, labels
        self.dimension = self.kept = features.shape[1]

    def losses(self, w):
        return np.logaddexp(0, -self.y * (self.x @ w))

    def gradient(self, w):
        return self.x.T @ (-self.y / (1 + np.exp(self.y * (self.x @ w)))) / len(self.x)

    def hessian(self, w):
        p = 1 / (1 + np.exp(-(self.x @ w)))
        return self.x.T @ (self.x * (p * (1 - p))[:, None]) / len(self.x)


class Softmax:
    """-log of the label's share of exp(<x, w_c>), the weights of a class contiguous."""

    kept = 10

    def __init__(self, features, labels):
        self.x, self.y = features, labels
        self.dimension = 10 * features.shape[1]

    def scores(self, w):
        return self.x @ w.reshape(10, -1).T

    def shares(self, w):
        z = self.scores(w)
        return np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))

    def losses(self, w):
        z = self.scores(w)
        return np.logaddexp.reduce(z, axis=1) - z[range(len(z)), self.y]

    def gradient(self, w):
        return ((self.shares(w) - np.eye(10)[self.y]).T @ self.x / len(self.x)).ravel()

    def hessian(self, w):
        p, width = self.shares(w), self.x.shape[1]
        blocks = np.empty((10, width, 10, width), np.longdouble)
        for a in range(10):
            for b in range(a + 1):
                weights = p[:, a] * ((a == b) - p[:, b])
                blocks[a, :, b] = self.x.T @ (self.x * weights[:, None]) / len(self.x)
                blocks[b, :, a] = blocks[a, :, b]
        return blocks.reshape(self.dimension, self.dimension)


def value(model, w):
    return model.losses(w).mean() + REGULARIZATION / 2 * (w @ w)


def gradient(model, w):
    return model.gradient(w) + REGULARIZATION * w


def hessian(model, w):
    return model.hessian(w) + REGULARIZATION * np.eye(model.dimension)


def minimizer(model):
    """Newton's method with halved steps. Its linear systems are solved in double precision, which the next step repairs."""
    w = np.zeros(model.dimension, np.longdouble)
    for _ in range(50):
        slope = gradient(model, w)
        if np.linalg.norm(slope) < GRADIENT_NORM:
            return w
        step, scale = np.linalg.solve(hessian(model, w).astype(float), slope.astype(float)), 1.0
        # Near the minimum rounding hides the decrease: a full step is right there.
        while np.linalg.norm(slope) > 1e-6 and value(model, w - scale * step) > value(model, w) - 1e-4 * scale * (slope @ step):
            scale /= 2
        w = w - scale * step
    raise ArithmeticError("Newton's method did not converge")


def kept(model, vector):
    return {"norm": float(np.linalg.norm(vector)), "entries": vector[: model.kept].astype(float).tolist()}


def figures(model):
    least = minimizer(model)
    count = np.arange(1, model.dimension + 1, dtype=float)
    w, v = (np.sin(count) / 10).astype(np.longdouble), np.cos(count).astype(np.longdouble)
    return {
        "minimum": {
            "value": float(value(model, least)),
            "pointNorm": float(np.linalg.norm(least)),
            "gradientNormBelow": GRADIENT_NORM,
        },
        "probe": {
            "value": float(value(model, w)),
            "gradient": kept(model, gradient(model, w)),
            "hessianProduct": kept(model, hessian(model, w) @ v),
        },
    }


pixels, labels = digits()
fixture = {
    "logistic/breast-cancer": figures(Logistic(*breast_cancer())),
    "logistic/digits": figures(Logistic(pixels, np.where(labels >= 5, 1, -1))),
    "softmax/digits": figures(Softmax(pixels, labels)),
}
(HERE / "optimization.json").write_text(json.dumps(fixture, indent=1) + "\n")
