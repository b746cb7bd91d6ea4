"""Values of the 24 BBOB functions by COCO itself, for the tests.

    pip install coco-experiment==2.8.2
    python3 Tests/ProblemsTests/Fixtures/make_bbob.py > Tests/ProblemsTests/Fixtures/bbob.json
"""
import json

import cocoex


def point(dimension, function, instance):
    """The same in the test: tenths, so that both have the very number. Some lie outside the box."""
    return [((37 * j + 11 * function + 5 * instance) % 121 - 60) / 10 for j in range(dimension)]


entries = []
for dimension in (2, 3, 5, 10, 20, 40):
    # The indices 1 to 15 are the instances 1 to 5 and 71 to 80 of this release.
    for problem in cocoex.Suite("bbob", "", f"dimensions:{dimension} instance_indices:1-7"):
        function, instance = problem.id_function, problem.id_instance
        if instance in (1, 2, 71):
            entries.append([function, dimension, instance, problem([0.0] * dimension), problem(point(dimension, function, instance))])
print(json.dumps(entries).replace("], [", "],\n["))
