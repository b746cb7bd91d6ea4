"""Writes Zachary's karate club as a list of edges, from what networkx ships, and prints which club each member joined.

    pip install networkx==3.6.1 && python3 Data/karate.py
"""
import pathlib

import networkx

graph = networkx.karate_club_graph()
edges = sorted((min(edge), max(edge)) for edge in graph.edges())
(pathlib.Path(__file__).parent / "karate.txt").write_text("".join(f"{a} {b}\n" for a, b in edges))
print([int(graph.nodes[member]["club"] != "Mr. Hi") for member in graph])
