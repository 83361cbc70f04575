"""Classifiers of descriptors, in the files of `mien fit`."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Sequence
from typing import Any

import numpy
from numpy.typing import ArrayLike

from . import _mien, _tables
from .descriptors import Descriptors

# The parameters of each kind of classifier, in the order in which their values are tried.
_PARAMETERS = {
    "linear-svc": ("cost", "balanced"),
    "rbf-svm": ("cost", "gamma", "balanced"),
    "random-forest": ("trees", "depth"),
    "nearest-neighbours": ("neighbours", "metric", "by_distance"),
}
_TRIED = ("cost", "gamma", "depth", "neighbours")


def _rows(values: Any) -> numpy.ndarray:
    rows = numpy.asarray(values.values if isinstance(values, Descriptors) else values,
                         numpy.float32)
    if rows.ndim != 2:
        raise _tables.error("usage", "X: expected an array of shape (rows, numbers), "
                            f"found the shape {rows.shape}")
    return rows


def _names(y: Any) -> list[str]:
    names = list(y)
    for i, name in enumerate(names):
        if not isinstance(name, str):
            raise _tables.error("usage", f"y[{i}]: expected the name of a class as text, "
                                f"found {type(name).__name__}")
        if not name:
            raise _tables.error("usage", f"y[{i}]: expected the name of a class, "
                                "found an empty text")
    return [str(name) for name in names]


def _samples(X: Any, y: Any, groups: Any) -> tuple[numpy.ndarray, list[str], list[int]]:
    """The rows to learn from, their classes, and a number for each group (none: an empty list)."""
    rows = _rows(X)
    named = [] if groups is None else list(groups)
    if groups is not None and len(named) != len(rows):
        raise _tables.error("usage", f"groups: expected {len(rows)}, one for each row, "
                            f"found {len(named)}")
    if y is None:
        if not isinstance(X, Descriptors):
            raise _tables.error("usage", "y: expected the class of each row, found none")
        keep = X.usable
        if not keep.any():
            raise _tables.error("input", "X: expected clips with a label and a face, found none")
        rows = rows[keep]
        y = [label for label, kept in zip(X.labels, keep) if kept]
        named = [group for group, kept in zip(named, keep) if kept]
    # Groups are numbered in the order of their first rows, as `mien fit` numbers them.
    numbers = {name: i for i, name in enumerate(dict.fromkeys(named))}
    return rows, _names(y), [numbers[name] for name in named]


def _candidates(kind: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Every combination of the parameters that have several values."""
    if kind not in _PARAMETERS:
        raise _tables.error("usage", f"kind: expected {', '.join(_PARAMETERS)}, found {kind!r}")
    known = _PARAMETERS[kind]
    for name, value in parameters.items():
        if value is not None and name not in known:
            owners = [other for other, names in _PARAMETERS.items() if name in names]
            raise _tables.error("usage", f"{name}: expected with the kind {' or '.join(owners)}, "
                                f"found it with {kind}")
    choices = []
    for name in known:
        value = parameters[name]
        several = (name in _TRIED and isinstance(value, Iterable)
                   and not isinstance(value, (str, bytes)))
        values = list(value) if several else [value]
        if not values:
            raise _tables.error("usage", f"{name}: expected at least one value, found none")
        choices.append([(name, one) for one in values])
    return [{name: value for name, value in combination if value is not None}
            for combination in itertools.product(*choices)]


class Classifier:
    """A fitted classifier of descriptors. It does not change; many threads may use it at once."""

    def __init__(self, pipeline: _mien.Pipeline, parameters: dict[str, Any] | None = None):
        self._pipeline = pipeline
        #: The parameters it was fitted with; None if it was read from a file.
        self.parameters = parameters

    @property
    def kind(self) -> str:
        """ "linear-svc", "rbf-svm", "random-forest" or "nearest-neighbours"."""
        return self._pipeline.kind

    @property
    def classes(self) -> list[str]:
        """The names of the classes, sorted; the columns of probabilities are in this order."""
        return self._pipeline.classes

    @property
    def features(self) -> int:
        """The numbers of a row that it takes."""
        return self._pipeline.features

    @property
    def descriptors(self) -> str:
        """What the rows were that it was fitted on; "" if nobody said so."""
        return self._pipeline.descriptors

    def predict(self, X: ArrayLike | Descriptors, *, threads: int = 1) -> numpy.ndarray:
        """The name of the class of each row.

        Raises:
            mien.Error: "usage" if rows have another number of columns than `features`
        """
        chosen, _ = self._pipeline.predict(_rows(X), threads)
        return numpy.array(self.classes)[chosen]

    def predict_proba(self, X: ArrayLike | Descriptors, *, threads: int = 1) -> numpy.ndarray:
        """float64 [rows, classes]: probabilities, which sum to 1.

        Those of linear-svc are a ranking and not calibrated; the class of rbf-svm may differ from
        its most probable one (docs/guides/classifiers.md).
        """
        return self._pipeline.predict(_rows(X), threads)[1]

    def decision_function(self, X: ArrayLike | Descriptors, *, threads: int = 1) -> numpy.ndarray:
        """float64 [rows, classes]: how sure it is of each class: margins of linear-svc, else
        probabilities."""
        return self._pipeline.decision_scores(_rows(X), threads)

    def score(self, X: ArrayLike | Descriptors, y: Sequence[str] | None = None, *,
              threads: int = 1) -> float:
        """The share of rows whose class is right, 0 to 1.

        Args:
            y: the class of each row; None: the labels of descriptors, of which those without a
                label or a face are left out
        """
        rows, names, _ = _samples(X, y, None)
        if len(names) != len(rows):
            raise _tables.error("usage", f"y: expected {len(rows)} classes, one for each row, "
                                f"found {len(names)}")
        return float(numpy.mean(self.predict(rows, threads=threads) == numpy.array(names)))

    def save(self, path: str | os.PathLike) -> None:
        """Writes the file that `mien fit` writes and `mien predict` reads.

        Raises:
            mien.Error: "output" if it cannot be written
        """
        self._pipeline.save(path)

    def __repr__(self) -> str:
        return f"<Classifier {self.kind} of {', '.join(self.classes)}>"


class CrossValidation:
    """Answers for each row by a classifier that never saw it, nor others of its group.

    Attributes:
        classes: the names of the classes, sorted
        truth, predicted: the class of each row as it is, and as it was answered
        probabilities: float64 [rows, classes]
        fold_of: the part of each row, int64 [rows]
        parameters: of the classifier of each part
    """

    def __init__(self, answers: dict[str, Any], truth: Sequence[str],
                 candidates: Sequence[dict[str, Any]]):
        self.classes: list[str] = answers["classes"]
        self.truth = numpy.array(truth)
        self.predicted = numpy.array(self.classes)[answers["chosen"]]
        self.probabilities: numpy.ndarray = answers["probabilities"]
        self.fold_of: numpy.ndarray = answers["fold_of"].astype(numpy.int64)
        self.parameters = [candidates[i] for i in answers["candidate_of_fold"]]

    @property
    def accuracy(self) -> float:
        """The share of rows whose class is right, 0 to 1."""
        return float(numpy.mean(self.predicted == self.truth))

    @property
    def confusion(self) -> numpy.ndarray:
        """int64 [classes, classes]: how many rows of a class (row) were taken for which (column).
        """
        names = numpy.array(self.classes)
        counts = numpy.zeros((len(names), len(names)), numpy.int64)
        numpy.add.at(counts, (numpy.searchsorted(names, self.truth),
                              numpy.searchsorted(names, self.predicted)), 1)
        return counts

    def __repr__(self) -> str:
        return f"<CrossValidation of {len(self.truth)} rows: accuracy {self.accuracy:.3f}>"


def fit(
    X: ArrayLike | Descriptors,
    y: Sequence[str] | None = None,
    *,
    kind: str = "linear-svc",
    cost: float | Sequence[float] | None = None,
    gamma: float | Sequence[float] | None = None,
    depth: int | Sequence[int] | None = None,
    trees: int | None = None,
    neighbours: int | Sequence[int] | None = None,
    metric: str | None = None,
    by_distance: bool | None = None,
    balanced: bool | None = None,
    steps: Sequence[str] = (),
    groups: Sequence[Any] | None = None,
    folds: int = 5,
    seed: int = 0,
    threads: int = 1,
    descriptors: str | None = None,
) -> Classifier:
    """Fits a classifier, as `mien fit` does.

    Where a parameter has several values, the combination with the best accuracy in a
    cross-validation is chosen.

    Args:
        X: [rows, numbers], or what `mien.describe` gives
        y: the name of the class of each row; None: the labels of descriptors, of which those
            without a label or a face are left out
        kind: "linear-svc", "rbf-svm", "random-forest" or "nearest-neighbours"
        cost: of SVMs, the weight of the errors, known as C; None: 1
        gamma: of rbf-svm, the width of the kernel; None: 1 / (columns * variance)
        depth: of random-forest, most splits above a leaf; None: any
        trees: of random-forest; None: 1000
        neighbours: of nearest-neighbours, how many vote; None: 5
        metric: of nearest-neighbours, "euclidean" (None) or "cosine"
        by_distance: of nearest-neighbours, nearer ones count more
        balanced: of SVMs, errors of rare classes count more
        steps: what prepares the rows, in this order: of "scale" and "l2"
        groups: for each row what belongs together, such as a person: never both fitted on and
            scored on in the cross-validation
        folds: parts of the cross-validation that chooses among several values, at least 2
        seed: start of the random numbers of folds, trees and solvers
        threads: at least 1
        descriptors: what the rows are, to be kept in the file; None: what `X` says of itself

    Raises:
        mien.Error: "usage" for parameters that the kind has not; "input" for numbers that are not
            finite, and for fewer than two classes
    """
    rows, names, numbers = _samples(X, y, groups)
    candidates = _candidates(kind, {
        "cost": cost, "gamma": gamma, "depth": depth, "trees": trees, "neighbours": neighbours,
        "metric": metric, "by_distance": by_distance, "balanced": balanced})
    best = 0
    if len(candidates) > 1:
        best = _mien.grid_search(rows, names, numbers, kind, list(steps), candidates, folds, seed,
                                 threads)["best"]
    if descriptors is None:
        descriptors = X.features if isinstance(X, Descriptors) else ""
    pipeline = _mien.fit_pipeline(rows, names, kind, list(steps), candidates[best], seed, threads,
                                  descriptors)
    return Classifier(pipeline, candidates[best])


def cross_validate(
    X: ArrayLike | Descriptors,
    y: Sequence[str] | None = None,
    *,
    groups: Sequence[Any] | None = None,
    folds: int = 5,
    kind: str = "linear-svc",
    cost: float | Sequence[float] | None = None,
    gamma: float | Sequence[float] | None = None,
    depth: int | Sequence[int] | None = None,
    trees: int | None = None,
    neighbours: int | Sequence[int] | None = None,
    metric: str | None = None,
    by_distance: bool | None = None,
    balanced: bool | None = None,
    steps: Sequence[str] = (),
    seed: int = 0,
    threads: int = 1,
) -> CrossValidation:
    """Answers for each row by a classifier that was fitted on other parts of the rows.

    Where a parameter has several values, each part chooses among them by a cross-validation within
    the rows that it is fitted on. So the answers owe nothing to the rows they are for.

    Args:
        folds: parts with about the same share of each class; as many as there are groups or more
            leave one group out at a time

    The other arguments are those of `mien.fit`.
    """
    rows, names, numbers = _samples(X, y, groups)
    candidates = _candidates(kind, {
        "cost": cost, "gamma": gamma, "depth": depth, "trees": trees, "neighbours": neighbours,
        "metric": metric, "by_distance": by_distance, "balanced": balanced})
    answers = _mien.cross_validate(rows, names, numbers, kind, list(steps), candidates, folds,
                                   seed, threads)
    return CrossValidation(answers, names, candidates)


def load_classifier(path: str | os.PathLike) -> Classifier:
    """Reads a file that `Classifier.save` or `mien fit` wrote.

    Raises:
        mien.Error: "model" if it cannot be read, is damaged, or is of another format
    """
    return Classifier(_mien.Pipeline.load(path))


def predict(classifier: Classifier | str | os.PathLike, X: ArrayLike | Descriptors, *,
            threads: int = 1) -> numpy.ndarray:
    """The name of the class of each row, by a classifier or its file."""
    if not isinstance(classifier, Classifier):
        classifier = load_classifier(classifier)
    return classifier.predict(X, threads=threads)
