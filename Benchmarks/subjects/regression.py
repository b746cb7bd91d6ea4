"""Logistic and softmax regression beside scikit-learn's lbfgs, on the same objective."""
import numpy

from harness import DATA, processor_time, run

TITLE = "Logistic regression"
ABOUT = (
    "1,797 digits, five and above against the rest (65 weights), and in ten classes (650), L2-regularised by 0.001, the column of ones included. "
    "scikit-learn's LogisticRegression with solver lbfgs and tolerance 10⁻⁶; Assay's libLBFGS, which keeps as many pairs (10), gets the fewest gradients, in steps of "
    "four, that bring it as near to the minimum. The times are the processor's, scikit-learn's checks of its input included."
)
PACKAGES = ["scikit-learn"]
REGULARISATION = 1e-3


def risk(scores, labels, weights):
    largest = scores.max(1, keepdims=True)
    logarithms = largest[:, 0] + numpy.log(numpy.exp(scores - largest).sum(1))
    return float((logarithms - scores[numpy.arange(len(labels)), labels]).mean() + REGULARISATION / 2 * (weights**2).sum())


def theirs(features, labels, least):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1 / (REGULARISATION * len(labels)), fit_intercept=False, tol=1e-6, max_iter=1000)
    begin = processor_time()
    model.fit(features, labels)
    seconds = processor_time() - begin
    scores = features @ model.coef_.T
    if scores.shape[1] == 1:
        scores = numpy.hstack([numpy.zeros_like(scores), scores])
    return {"gap": max(1e-12, risk(scores, labels, model.coef_) - least), "time": 1e3 * seconds}


def ours(instance, gradients):
    record = run("liblbfgs[memory=10]", instance, budget=f"{gradients}gradients")
    return {"gap": max(1e-12, record["metrics"]["gap"]), "time": 1e3 * record["seconds"]["cpu"]}


def measure(bench):
    table = numpy.loadtxt(DATA / "digits.csv", delimiter=",", skiprows=1)
    features = numpy.hstack([table[:, :64] / 16, numpy.ones((len(table), 1))])
    digits = table[:, 64].astype(int)
    for instance, labels in [("logistic/digits", (digits >= 5).astype(int)), ("softmax/digits", digits)]:
        first = run("liblbfgs", instance, budget="1gradients")["metrics"]
        least = first["value"] - first["gap"]
        reached = theirs(features, labels, least)["gap"]
        gradients = next((count for count in range(20, 2000, 4) if ours(instance, count)["gap"] <= reached), 2000)
        bench.compare(
            f"{instance}, libLBFGS with {gradients} gradients", "scikit-learn", lambda: ours(instance, gradients), lambda: theirs(features, labels, least),
            {"gap": ("", 1.0), "time": ("ms", 1.0)})
