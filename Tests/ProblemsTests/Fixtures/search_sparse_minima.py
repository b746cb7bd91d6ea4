"""Searches for the least value of scad/breast-cancer or mcp/breast-cancer: 160 descents (FISTA with restarts, the concave part
of the penalty in the smooth part) from random starts, then 28 generations of 160 from mutated and crossed copies of the two dozen
best minima found. Prints the least value and its weights. NumPy 2.4.6.

    python3 search_sparse_minima.py scad|mcp ../../../Data/breast-cancer.svm
"""
import sys

import numpy as np

penalty, path = sys.argv[1:]
rows, labels = [], []
for line in open(path):
    label, *entries = line.split()
    row = np.zeros(30)
    for entry in entries:
        place, value = entry.split(":")
        row[int(place) - 1] = float(value)
    rows.append(row)
    labels.append(float(label))
X, y = np.array(rows), np.array(labels)
X = np.c_[(X - X.mean(0)) / X.std(0), np.ones(len(y))]
n, ridge, count = len(y), 1e-3, 160
strength = 0.1 * np.abs(X[:, :30].T @ y).max() / 2 / n
step = 0.99 / (0.25 * np.linalg.eigvalsh(X.T @ X / n)[-1] + ridge)
random = np.random.default_rng(5)


def concave(W):
    w = np.abs(W)
    if penalty == "scad":
        a = 3.7
        far, near = w > a * strength, w <= strength
        value = np.where(far, strength**2 * (a + 1) / 2 - strength * w, np.where(near, 0, -((w - strength) ** 2) / (2 * (a - 1))))
        slope = np.where(far, -strength, np.where(near, 0, -(w - strength) / (a - 1)))
    else:
        gamma = 3.0
        far = w > gamma * strength
        value = np.where(far, gamma * strength**2 / 2 - strength * w, -w * w / (2 * gamma))
        slope = np.where(far, -strength, -w / gamma)
    value[:, 30] = slope[:, 30] = 0
    return value, np.sign(W) * slope


def value(W):
    loss = np.logaddexp(0, -(W @ X.T) * y).mean(1) + ridge / 2 * (W**2).sum(1)
    return loss + concave(W)[0].sum(1) + strength * np.abs(W[:, :30]).sum(1)


def gradient(W):
    chance = 1 / (1 + np.exp(np.clip((W @ X.T) * y, -500, 500)))
    return -(chance * y) @ X / n + ridge * W + concave(W)[1]


def descend(W, iterations):
    Y, t = W.copy(), 1
    for k in range(1, iterations + 1):
        following = Y - step * gradient(Y)
        weights = following[:, :30]
        following[:, :30] = np.sign(weights) * np.maximum(np.abs(weights) - step * strength, 0)
        if k % 200 == 0:
            Y, t = following.copy(), 1
        else:
            later = (1 + np.sqrt(1 + 4 * t * t)) / 2
            Y, t = following + (t - 1) / later * (following - W), later
        W = following
    return W


found = np.where(random.random((count, 31)) < 0.5, 0, random.normal(size=(count, 31)) * 10 ** random.uniform(-1, 0.8, (count, 1)))
found[0] = 0
found = descend(found, 1000)
values = value(found)
for generation in range(28):
    best = []
    for i in np.argsort(values):
        if not best or values[i] - values[best[-1]] > 1e-6:
            best.append(i)
    found, values = found[best[:24]], values[best[:24]]
    size = len(values)
    W = found[np.minimum(random.integers(size, size=count), random.integers(size, size=count))].copy()
    for row in W:
        for _ in range(random.integers(1, 4)):
            j = random.integers(30)
            row[j] = 0 if row[j] != 0 and random.random() < 0.6 else 2 * random.normal()
        if random.random() < 0.3:
            other, taken = found[random.integers(size)], random.random(31) < 0.5
            row[taken] = other[taken]
    W = descend(W, 1000)
    found, values = np.r_[found, W], np.r_[values, value(W)]
least = descend(found[values.argmin()][None], 6000)
print(penalty, value(least)[0], {j: round(w, 4) for j, w in enumerate(least[0]) if w != 0})
