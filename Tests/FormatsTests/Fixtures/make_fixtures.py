"""Makes the files beside it, with the libraries that define their formats.

    pip install numpy scikit-learn safetensors
    python make_fixtures.py
"""
import csv
import os
import struct

import numpy as np
from numpy.lib import format as npy
from safetensors import TensorSpec, serialize
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.datasets import dump_svmlight_file

os.chdir(os.path.dirname(os.path.abspath(__file__)))

# LIBSVM: 3 x 5, the second row empty.
rows = csr_matrix(np.array([[0, 0.5, 0, -2, 0], [0, 0, 0, 0, 0], [1e-7, 0, 0, 0, 123456.75]]))
labels = np.array([1, -1, 2.5])
dump_svmlight_file(rows, labels, "one.svm", zero_based=False)
dump_svmlight_file(rows, labels, "zero.svm", zero_based=True, comment="counts from zero")
# Seventeen digits in exponent notation, as numpy.savetxt writes them.
numbers = np.array([0.1, 1 / 3, -2.5e-300, 1.7976931348623157e308, 5e-324, 1.0, 123456789.123456789, 2**53 + 2.0, 1e22, 1e23])
np.savetxt("savetxt.csv", numbers.reshape(-1, 2), delimiter=",", header="a,b", comments="")
with open("numbers.bits", "w") as file:
    file.write("\n".join(f"{struct.unpack('<Q', struct.pack('<d', x))[0]:016x}" for x in numbers) + "\n")

# Matrix Market: general and symmetric coordinates, a pattern, a dense one.
from scipy.io import mmwrite

sparse = csr_matrix(np.array([[0, 0.5, 0], [1e-7, 0, -3], [0, 0, 2.25]]))
mmwrite("general.mtx", sparse)
mmwrite("symmetric.mtx", csr_matrix(np.array([[4, -1, 0], [-1, 4, -1.5], [0, -1.5, 4]])), symmetry="symmetric")
mmwrite("skew.mtx", csr_matrix(np.array([[0, -1, 0], [1, 0, 2.5], [0, -2.5, 0]])), symmetry="skew-symmetric")
mmwrite("pattern.mtx", sparse, field="pattern")
mmwrite("dense.mtx", np.array([[1.0, 2.5, 0], [0, -3, 4]]))

# CSV: separators, quotes and line breaks inside fields.
with open("quoted.csv", "w", newline="", encoding="utf-8-sig") as file:
    writer = csv.writer(file)
    writer.writerows([["id", "name", "height, cm"], [1, 'Ada "the first"', 165.5], [2, "two\r\nlines", -3], [3, "Zürich, ZH", 1e-3]])
with open("semicolon.csv", "w", newline="") as file:
    csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([[1, "x", 2], [3, "", 4]])

# NumPy: 2 x 3 x 2 in every type, both byte orders, both element orders.
base = np.arange(12).reshape(2, 3, 2) - 5
for name, array in {"f4": base / 4, "f8": base / 4, "i4": base * 100000, "i8": base * 2**40, "u1": base + 5, "b1": base % 3 == 0}.items():
    for order in "<>" if name not in ("u1", "b1") else "|":
        for layout in "CF":
            np.save(f"{name}-{'big' if order == '>' else 'little'}-{layout}.npy", np.asarray(array, dtype=order + name, order=layout))
np.save("scalar.npy", np.float64(2.5))
np.save("vector.npy", np.array([1, 2, 3], dtype="<i8"))
np.save("empty.npy", np.zeros((3, 0, 2), dtype="<f4"))
np.save("half.npy", np.zeros(3, dtype="<f2"))
np.save("record.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save("object.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
for version in ((2, 0), (3, 0)):
    with open(f"version{version[0]}.npy", "wb") as file:
        npy.write_array(file, np.array([[1.5, -2.0]]), version=version)

# Vectors: 3 of dimension 4, the dimension before each of them, as the TEXMEX corpora have them.
def save_vectors(path, array):
    with open(path, "wb") as file:
        for vector in array:
            file.write(np.int32(len(vector)).tobytes() + vector.tobytes())

grid = np.arange(12).reshape(3, 4)
save_vectors("base.fvecs", (grid / 8 - 0.5).astype("<f4"))
save_vectors("neighbors.ivecs", (grid * 1000 - 3).astype("<i4"))
save_vectors("base.bvecs", (grid * 20).astype("u1"))

# Safetensors: every floating-point type with 1, -2.5, 0.15625; the others raw.
values = np.array([[1, -2.5, 0.15625]])
save_file(
    {
        "weight": values.astype("<f4"), "double": values.astype("<f8"), "half": values.astype("<f2"),
        "long": np.array([1, -2], dtype="<i8"), "int": np.array([[3], [-4]], dtype="<i4"), "byte": np.array([250], dtype="u1"),
        "signed": np.array([-7], dtype="i1"), "flag": np.array([True, False]), "nothing": np.zeros((0, 4), dtype="<f4"),
        "scalar": np.array(8.0, dtype="<f4"), "quote\" \\ \n ü": np.array([1.0], dtype="<f4"),
    },
    "all.safetensors", metadata={"format": "np"},
)
with open("bfloat16.safetensors", "wb") as file:
    upper = (values.astype("<f4").view("<u4") >> 16).astype("<u2")
    file.write(serialize({"brain": TensorSpec(dtype="bfloat16", shape=[3], data_ptr=upper.ctypes.data, data_len=upper.nbytes)}, None))
