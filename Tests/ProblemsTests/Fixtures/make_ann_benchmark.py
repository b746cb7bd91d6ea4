"""Writes small files as ann-benchmarks' writer does: pip install h5py numpy; python make_ann_benchmark.py

`angular.hdf5` is a whole one, with the exact neighbours by cosine; `no-neighbors.hdf5` lacks them, `jaccard.hdf5` is for sets.
"""
import pathlib

import h5py
import numpy

FOLDER = pathlib.Path(__file__).parent
random = numpy.random.default_rng(1)
train, test = (random.integers(-8, 9, (count, 5)).astype("f4") for count in (120, 6))
train[(train == 0).all(1)] = 1


def cosines(query):
    return (train @ query) / (numpy.linalg.norm(train, axis=1) * numpy.linalg.norm(query))


neighbors = numpy.array([numpy.argsort(-cosines(query.astype(float)), kind="stable")[:20] for query in test]).astype("i4")
for name, distance, parts in (("angular", "angular", 3), ("no-neighbors", "euclidean", 2), ("jaccard", "jaccard", 3)):
    with h5py.File(FOLDER / f"{name}.hdf5", "w") as file:
        file.attrs["type"] = "dense"
        file.attrs["distance"] = distance
        for key, values in (("train", train), ("test", test), ("neighbors", neighbors))[:parts]:
            file.create_dataset(key, data=values)
