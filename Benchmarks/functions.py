"""functions.c compiled, for both sides: an instance's name for Assay, callables for Python."""
import ctypes
import pathlib
import subprocess

import numpy

from harness import ROOT

POINTER = ctypes.POINTER(ctypes.c_double)


class Counted:
    """A function that remembers its best value of its first `most` evaluations; with `gradients` it gives value and gradient."""

    def __init__(self, value, gradient, most):
        self.value, self.gradient, self.most = value, gradient, most
        self.calls, self.best = 0, float("inf")

    def __call__(self, x):
        x = numpy.ascontiguousarray(x, dtype=float)
        point = x.ctypes.data_as(POINTER)
        if self.gradient is None:
            found, answer = (value := self.value(x.size, point)), value
        else:
            gradient = numpy.empty(x.size)
            found = self.gradient(x.size, point, gradient.ctypes.data_as(POINTER))
            answer = found, gradient
        self.calls += 1
        if self.calls <= self.most:
            self.best = min(self.best, found)
        return answer


class Functions:
    def __init__(self, folder):
        self.path = pathlib.Path(folder) / "libfunctions.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "Benchmarks/functions.c", "-o", str(self.path), "-lm"], check=True, cwd=ROOT)
        self.library = ctypes.CDLL(str(self.path))

    def instance(self, name, dimension):
        return f"c:{self.path}:{name}:{dimension}"

    def start(self, name, dimension):
        x = numpy.empty(dimension)
        self.library[f"{name}_start"](ctypes.c_size_t(dimension), x.ctypes.data_as(POINTER))
        return x

    def counted(self, name, most, gradients=False):
        value = self.library[name]
        value.restype, value.argtypes = ctypes.c_double, [ctypes.c_size_t, POINTER]
        gradient = None
        if gradients:
            gradient = self.library[f"{name}_gradient"]
            gradient.restype, gradient.argtypes = ctypes.c_double, [ctypes.c_size_t, POINTER, POINTER]
        return Counted(value, gradient, most)
