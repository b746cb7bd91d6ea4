"""Writes the data sets of this folder from those that scikit-learn ships.

    pip install scikit-learn==1.7.2 && python3 Data/export.py
"""
import csv
import pathlib

from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine

FOLDER = pathlib.Path(__file__).parent


def number(value):
    value = float(value)
    return str(int(value)) if value.is_integer() else repr(value)


def write_csv(name, columns, rows):
    with open(FOLDER / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([number(value) for value in row] for row in rows)


digits = load_digits()
write_csv(
    "digits.csv",
    [f"p{pixel}" for pixel in range(64)] + ["label"],
    ([*image, label] for image, label in zip(digits.data, digits.target)),
)

wine = load_wine()
write_csv(
    "wine.csv",
    [name.replace("/", "_per_") for name in wine.feature_names] + ["cultivar"],
    ([*row, label] for row, label in zip(wine.data, wine.target)),
)

diabetes = load_diabetes(scaled=False)
write_csv(
    "diabetes.csv",
    [*diabetes.feature_names, "progression"],
    ([*row, target] for row, target in zip(diabetes.data, diabetes.target)),
)

cancer = load_breast_cancer()
with open(FOLDER / "breast-cancer.svm", "w") as file:
    for row, target in zip(cancer.data, cancer.target):
        label = "+1" if target == 0 else "-1"  # scikit-learn has 0 for malignant
        entries = " ".join(f"{index}:{number(value)}" for index, value in enumerate(row, 1) if value != 0)
        file.write(f"{label} {entries}\n")
