"""The fits of learn_bench.cpp with scikit-learn: one line of milliseconds. `data` writes the data of both.

    learn_bench.py data DATA.npy ROWS COLUMNS
    learn_bench.py KIND DATA.npy THREADS
"""
import sys
import time

import numpy as np

CLASSES = 7


def write_data(path, rows, columns):
    """Descriptor-like rows: many correlated numbers, classes that overlap, each row of length 1."""
    random = np.random.RandomState(0)
    truth = np.arange(rows) % CLASSES
    hidden = random.normal(size=(rows, 64)) + 0.8 * random.normal(size=(CLASSES, 64))[truth]
    values = np.maximum(hidden @ random.normal(size=(64, columns)) + random.normal(size=(rows, columns)), 0)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    np.save(path, np.column_stack([values, truth]).astype(np.float32))


def main():
    if sys.argv[1] == "data":
        write_data(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        return
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.svm import SVC, LinearSVC

    threads = int(sys.argv[3])
    classifier = {
        "forest": RandomForestClassifier(1000, n_jobs=threads, random_state=0),
        "forest-7": RandomForestClassifier(1000, max_depth=7, n_jobs=threads, random_state=0),
        "rbf": SVC(),
        "linear": LinearSVC(C=1.1, random_state=0),
    }[sys.argv[1]]
    data = np.load(sys.argv[2])
    samples, truth = np.ascontiguousarray(data[:, :-1]), data[:, -1].astype(int)
    start = time.perf_counter()
    classifier.fit(samples, truth)
    print(f"{1000 * (time.perf_counter() - start):.0f}")


main()
