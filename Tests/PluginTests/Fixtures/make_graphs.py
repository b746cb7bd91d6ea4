"""Writes graphs.json: personalised PageRank by networkx, and FastRP's polynomial of the transition matrix by NumPy.

    pip install networkx==3.6.1 numpy==2.4.6 scipy==1.17.1 && python3 Tests/PluginTests/Fixtures/make_graphs.py
"""
import json
import pathlib
import random

import networkx as nx
import numpy as np

generator = random.Random(7)

# A directed, weighted graph of 40 nodes. Node 39 has an edge to itself alone, and node 38 only one in.
graph = nx.DiGraph()
graph.add_nodes_from(range(40))
for source in range(38):
    for target in generator.sample(range(40), 1 + generator.randrange(4)):
        graph.add_edge(source, target, weight=round(generator.uniform(0.1, 5), 2))
graph.add_edge(38, 0, weight=2.0)
graph.add_edge(39, 39, weight=1.0)
sources = [0, 5, 17, 39]
ranks = [
    list(nx.pagerank(graph, alpha=0.85, personalization={source: 1}, tol=1e-16, max_iter=10000, weight="weight").values())
    for source in sources
]

# Undirected, without weights, for the walks: what is exact there to the last digits.
karate = nx.karate_club_graph()
karate_edges = sorted((min(edge), max(edge)) for edge in karate.edges())
plain = nx.Graph(karate_edges)
plain_ranks = [
    [nx.pagerank(plain, alpha=0.85, personalization={source: 1}, tol=1e-16, max_iter=10000, weight=None)[node] for node in range(34)]
    for source in (0, 16)
]

# FastRP: a weighted graph of 7 nodes whose transition matrix has an inverse.
weights = np.zeros((7, 7))
for a, b, weight in [(0, 1, 1), (1, 2, 2), (2, 0, 0.5), (2, 3, 1), (3, 4, 3), (4, 5, 1), (5, 6, 0.25), (6, 3, 1.5), (6, 0, 1)]:
    weights[a, b] = weights[b, a] = weight
degrees = weights.sum(axis=1)
P = np.diag(1 / degrees) @ weights
alphas, beta = [0.5, -1, 2, 0.25], -0.7
L = np.diag((degrees / weights.sum()) ** beta)
S = sum(alpha * np.linalg.matrix_power(P, power + 1) for power, alpha in enumerate(alphas)) @ L

pathlib.Path(__file__).with_name("graphs.json").write_text(json.dumps({
    "directed": {
        "edges": [[a, b, data["weight"]] for a, b, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2])],
        "sources": sources, "ranks": ranks},
    "karate": {"edges": karate_edges, "sources": [0, 16], "ranks": plain_ranks},
    "fastrp": {
        "edges": [[a, b, weights[a, b]] for a in range(7) for b in range(a) if weights[a, b]],
        "alphas": alphas, "beta": beta, "inverseOfPL": np.linalg.inv(P @ L).tolist(), "S": S.tolist(), "condition": np.linalg.cond(P @ L)},
}) + "\n")
print(np.linalg.cond(P @ L))
