"""Writes mammals.txt: the synonym sets of WordNet 3.0 below `mammal`, as edges to those directly above them.

    apt-get download wordnet-base && dpkg-deb -x wordnet-base_*.deb wn && python3 Data/mammals.py wn/usr/share/wordnet/data.noun
"""
import pathlib
import sys

# It asks to stand on all copies.
LICENCE = """
WordNet Release 3.0

This software and database is being provided to you, the LICENSEE, by
Princeton University under the following license.  By obtaining, using
and/or copying this software and database, you agree that you have
read, understood, and will comply with these terms and conditions.:

Permission to use, copy, modify and distribute this software and
database and its documentation for any purpose and without fee or
royalty is hereby granted, provided that you agree to comply with
the following copyright notice and statements, including the disclaimer,
and that the same appear on ALL copies of the software, database and
documentation, including modifications that you make for internal
use or for distribution.

WordNet 3.0 Copyright 2006 by Princeton University.  All rights reserved.

THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON
UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS OR
IMPLIED.  BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON
UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF MERCHANT-
ABILITY OR FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE USE
OF THE LICENSED SOFTWARE, DATABASE OR DOCUMENTATION WILL NOT
INFRINGE ANY THIRD PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR
OTHER RIGHTS.

The name of Princeton University or Princeton may not be used in
advertising or publicity pertaining to distribution of the software
and/or database.  Title to copyright in this software, database and
any associated documentation shall at all times remain with
Princeton University and LICENSEE agrees to preserve same.
"""

above, word = {}, {}
for line in open(sys.argv[1], encoding="ascii"):
    if line.startswith("  "):
        continue
    # wndb(5): offset, file, type, number of words (hexadecimal), words with a digit each, number of pointers, pointers of four.
    fields = line.split("|")[0].split()
    count = int(fields[3], 16)
    begin = 4 + 2 * count
    pointers = [fields[begin + 1 + 4 * k:begin + 5 + 4 * k] for k in range(int(fields[begin]))]
    word[fields[0]] = fields[4]
    above[fields[0]] = [target for symbol, target, part, _ in pointers if symbol == "@" and part == "n"]

MAMMAL = "01861778"
below = {}
for node, parents in above.items():
    for parent in parents:
        below.setdefault(parent, []).append(node)
found, queue = {MAMMAL}, [MAMMAL]
for node in queue:
    for child in below.get(node, []):
        if child not in found:
            found.add(child)
            queue.append(child)

places = {node: place for place, node in enumerate(queue)}
with open(pathlib.Path(__file__).parent / "mammals.txt", "w") as file:
    file.write("# WordNet 3.0, the synonym sets below mammal: child, parent. Names follow as comments.\n")
    file.writelines(f"# {line}".rstrip() + "\n" for line in LICENCE.strip().split("\n"))
    for node in queue:
        file.write(f"# {places[node]} {word[node]}\n")
    for node in queue[1:]:
        for parent in above[node]:
            if parent in found:
                file.write(f"{places[node]} {places[parent]}\n")
