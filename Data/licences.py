"""Writes licences.txt from the licences that every Debian machine has: each but those that another one all but repeats.

    python3 Data/licences.py
"""
import pathlib

LICENCES = pathlib.Path("/usr/share/common-licenses")
NAMES = [
    "Apache-2.0", "Artistic", "BSD", "CC0-1.0", "GFDL-1.3", "GPL-1", "GPL-2", "GPL-3", "LGPL-2.1", "LGPL-3", "MPL-1.1", "MPL-2.0",
]

text = b"\n".join((LICENCES / name).read_bytes() for name in NAMES)
assert all(byte in b"\t\n\f" or 32 <= byte < 127 for byte in text), "a character that is not plain"
pathlib.Path(__file__).with_name("licences.txt").write_bytes(text)
