"""How many values the reference implementation of CMA-ES asks for until the gap is 1e-8, on functions of the BBOB suite.

    pip install cma==4.5.0 coco-experiment==2.8.2
    python3 Tests/PluginTests/Fixtures/make_cma.py > Tests/PluginTests/Fixtures/cma.json
"""
import json

import cma
import cocoex

evaluations = {}
for function in (1, 2, 9, 10, 11, 12, 14):
    counts = []
    # The indices 1 to 15 are the instances 1 to 5 and 71 to 80 of this release.
    for problem in cocoex.Suite("bbob", "", f"function_indices:{function} dimensions:10 instance_indices:1-15"):
        strategy = cma.CMAEvolutionStrategy([0.0] * 10, 2.0, {"verbose": -9, "seed": problem.id_instance, "maxfevals": 100_000})
        count = None
        while count is None and not strategy.stop():
            points = strategy.ask()
            values = []
            for point in points:
                values.append(problem(point))
                # COCO's last target is a gap of 1e-8.
                if count is None and problem.final_target_hit:
                    count = problem.evaluations
            strategy.tell(points, values)
        counts.append([problem.id_instance, count])
    evaluations[str(function)] = counts
print(json.dumps(evaluations).replace("]], ", "]],\n"))
