#!/usr/bin/python3
"""Writes sklearn.json: what scikit-learn (Debian's python3-sklearn) says of small generated data."""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler, normalize
from sklearn.svm import SVC, LinearSVC


def blobs(rows, classes, features, spread, random):
    truth = np.arange(rows) % classes
    centres = np.random.RandomState(7).normal(size=(classes, features))
    noise = random.normal(size=(rows, features)) * spread
    values = centres[truth] + noise
    values[:, 0] = 0.25 * np.round(values[:, 0] * 4)  # equal values, as counts have
    order = random.permutation(rows)
    return np.round(values[order], 3).astype(np.float32), truth[order]


def numbers(array):
    return np.asarray(array, dtype=np.float64).round(10).tolist()


def linear(train, truth, test, **options):
    fitted = LinearSVC(random_state=0, **options).fit(train, truth)
    return {"decisions": numbers(fitted.decision_function(test)), "chosen": fitted.predict(test).tolist()}


def rbf(train, truth, test, **options):
    fitted = SVC(kernel="rbf", probability=True, random_state=0, decision_function_shape="ovo", **options)
    fitted.fit(train, truth)
    return {
        "gamma": float(fitted._gamma),
        "decisions": numbers(fitted.decision_function(test)),
        "chosen": fitted.predict(test).tolist(),
        "probabilities": numbers(fitted.predict_proba(test)),
    }


def forest(train, truth, test, test_truth, **options):
    shares = []
    accuracies = []
    for seed in range(10):
        fitted = RandomForestClassifier(1000, random_state=seed, n_jobs=2, **options).fit(train, truth)
        shares.append(fitted.predict_proba(test))
        accuracies.append(float((fitted.predict(test) == test_truth).mean()))
    nodes = float(np.mean([tree.tree_.node_count for tree in fitted.estimators_]))
    return {"probabilities": numbers(np.mean(shares, axis=0).round(5)), "accuracies": accuracies, "nodes": nodes}


def neighbours(train, truth, test, **options):
    fitted = KNeighborsClassifier(algorithm="brute", **options).fit(train, truth)
    return {"chosen": fitted.predict(test).tolist(), "probabilities": numbers(fitted.predict_proba(test))}


random = np.random.RandomState(1)
train, truth = blobs(90, 3, 10, 1.3, random)
test, test_truth = blobs(40, 3, 10, 1.3, random)
two = truth < 2
few = np.arange(len(truth)) % 3 * (truth == 2) == 0  # a third of class 2
scaler = StandardScaler().fit(train)
result = {
    "sklearn": sklearn.__version__,
    "train": numbers(train),
    "train_classes": truth.tolist(),
    "test": numbers(test),
    "test_classes": test_truth.tolist(),
    "linear_svc": linear(train, truth, test, C=0.5, tol=1e-4),
    "linear_svc_two": linear(train[two], truth[two], test, C=0.5, tol=1e-4),
    "linear_svc_balanced": linear(train[few], truth[few], test, C=0.5, tol=1e-4, class_weight="balanced"),
    "rbf_svm": rbf(train, truth, test, C=1.0, tol=1e-6),
    "rbf_svm_two": rbf(train[two], truth[two], test, C=3.0, gamma=0.05, tol=1e-6),
    "rbf_svm_balanced": rbf(train[few], truth[few], test, C=1.0, tol=1e-6, class_weight="balanced"),
    "forest": forest(train, truth, test, test_truth),
    "forest_depth_3": forest(train, truth, test, test_truth, max_depth=3),
    "neighbours": neighbours(train, truth, test, n_neighbors=5),
    "neighbours_distance": neighbours(train, truth, test, n_neighbors=7, weights="distance"),
    "neighbours_cosine": neighbours(train, truth, test, n_neighbors=4, metric="cosine"),
    "means": numbers(scaler.mean_),
    "deviations": numbers(scaler.scale_),
    "scaled": numbers(scaler.transform(test)),
    "normalised": numbers(normalize(test)),
}
path = pathlib.Path(__file__).with_name("sklearn.json")
path.write_text(json.dumps(result) + "\n")
