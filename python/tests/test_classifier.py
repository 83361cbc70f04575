"""Classifiers: what Python fits and says must be what `mien fit` and `mien predict` write."""

import json
import threading

import numpy
import pytest

import mien


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Three classes of 20 rows each, in 8 numbers, of people; as arrays, and as files of the program."""
    random = numpy.random.default_rng(5)
    y = numpy.repeat(["anger", "happiness", "sadness"], 20)
    centres = {name: random.normal(size=8) for name in ("anger", "happiness", "sadness")}
    X = numpy.array([centres[name] + 0.9 * random.normal(size=8) for name in y], numpy.float32)
    people = [f"person {i % 6}" for i in range(60)]
    folder = tmp_path_factory.mktemp("data")
    numpy.save(folder / "clips.npy", X)
    rows = ["row,clip,label,subject"] + [f"{i},{i}.mp4,{y[i]},{people[i]}" for i in range(60)]
    (folder / "clips.npy.csv").write_text("\n".join(rows) + "\n")
    return X, list(y), people, folder


SETTINGS = [
    ({}, []),
    ({"cost": 1.1, "balanced": True, "steps": ["scale", "l2"]},
     ["--cost", "1.1", "--balanced", "--steps", "scale,l2"]),
    ({"kind": "rbf-svm", "gamma": 0.2}, ["--kind", "rbf-svm", "--gamma", "0.2"]),
    ({"kind": "random-forest", "trees": 50, "depth": 3, "seed": 4},
     ["--kind", "random-forest", "--trees", "50", "--depth", "3", "--seed", "4"]),
    ({"kind": "nearest-neighbours", "neighbours": 3, "metric": "cosine", "by_distance": True},
     ["--kind", "nearest-neighbours", "--neighbours", "3", "--metric", "cosine", "--by-distance"]),
]


@pytest.mark.parametrize("options, arguments", SETTINGS)
def test_equals_the_program(data, cli, tmp_path, options, arguments):
    X, y, _, folder = data
    cli("fit", folder / "clips.npy", "--folds", "0", "-o", tmp_path / "a.mienclf", "-q", *arguments)
    classifier = mien.fit(X, y, descriptors="clips.npy", **options)
    classifier.save(tmp_path / "b.mienclf")
    assert (tmp_path / "a.mienclf").read_bytes() == (tmp_path / "b.mienclf").read_bytes()

    answers = json.loads(cli("predict", tmp_path / "b.mienclf", folder / "clips.npy", "--json", "-",
                             "-q"))
    assert classifier.classes == answers["classes"] and classifier.kind == answers["kind"]
    assert classifier.predict(X).tolist() == [clip["class"] for clip in answers["clips"]]
    assert classifier.predict_proba(X).tolist() == [
        clip["probabilities"] for clip in answers["clips"]]


def test_a_file_is_read_again(data, tmp_path):
    X, y, _, _ = data
    classifier = mien.fit(X, y, cost=2, descriptors="rows")
    classifier.save(tmp_path / "a.mienclf")
    again = mien.load_classifier(tmp_path / "a.mienclf")
    assert numpy.array_equal(again.predict_proba(X), classifier.predict_proba(X))
    assert numpy.array_equal(mien.predict(str(tmp_path / "a.mienclf"), X), classifier.predict(X))
    assert (again.classes, again.features, again.descriptors) == (
        ["anger", "happiness", "sadness"], 8, "rows")
    assert classifier.parameters == {"cost": 2} and again.parameters is None
    assert repr(again) == "<Classifier linear-svc of anger, happiness, sadness>"


def test_answers_go_together(data):
    X, y, _, _ = data
    classifier = mien.fit(X, y)
    probabilities, scores = classifier.predict_proba(X), classifier.decision_function(X)
    assert probabilities.shape == scores.shape == (60, 3)
    assert numpy.allclose(probabilities.sum(1), 1)
    # docs/guides/classifiers.md: softmax of the margins.
    weights = numpy.exp(scores - scores.max(1, keepdims=True))
    assert numpy.allclose(probabilities, weights / weights.sum(1, keepdims=True))
    names = numpy.array(classifier.classes)
    assert (names[probabilities.argmax(1)] == classifier.predict(X)).all()
    assert classifier.score(X, y) == numpy.mean(classifier.predict(X) == numpy.array(y))
    assert numpy.array_equal(classifier.predict_proba(X.astype(numpy.float64), threads=2),
                             probabilities)
    assert len(classifier.predict(X[:1])) == 1


def test_chooses_among_several_values_as_the_program(data, cli, tmp_path):
    X, y, people, folder = data
    cli("fit", folder / "clips.npy", "--cost", "0.01,0.1,1", "--group-column", "subject", "--folds",
        "3", "--seed", "2", "-o", tmp_path / "a.mienclf", "--json", tmp_path / "a.json", "-q",
        "--resamples", "100")
    report = json.loads((tmp_path / "a.json").read_text())
    options = {"cost": [0.01, 0.1, 1], "groups": people, "folds": 3, "seed": 2}
    classifier = mien.fit(X, y, descriptors="clips.npy", **options)
    classifier.save(tmp_path / "b.mienclf")
    assert (tmp_path / "a.mienclf").read_bytes() == (tmp_path / "b.mienclf").read_bytes()
    assert report["chosen"] == f"C {classifier.parameters['cost']:g}"

    validation = mien.cross_validate(X, y, **options)
    assert validation.confusion.tolist() == report["cross_validation"]["confusion"]
    assert validation.accuracy == numpy.trace(validation.confusion) / 60
    assert len(validation.parameters) == 3 and validation.probabilities.shape == (60, 3)
    for person in set(people):
        assert len({validation.fold_of[i] for i in range(60) if people[i] == person}) == 1
    assert "60 rows" in repr(validation)


def test_descriptors_bring_their_labels(tmp_path):
    image = pytest.importorskip("PIL.Image")
    for name, light in (("dark", 20), ("light", 220), ("", 100)):
        for clip in range(3):
            folder = tmp_path / "set" / name / f"clip{clip}" if name else tmp_path / f"other{clip}"
            folder.mkdir(parents=True)
            pixels = numpy.full((48, 48, 3), light + 3 * clip, numpy.uint8)
            image.fromarray(pixels).save(folder / "0.png")
    known = mien.describe([tmp_path / "set", tmp_path / "other0"], model="mobilenet-v1-emotion",
                          detector="none")
    assert known.labels[-1] == "" and known.usable.sum() == 6
    classifier = mien.fit(known)
    assert classifier.classes == ["dark", "light"] and classifier.score(known) == 1
    assert classifier.descriptors == known.features
    rows = known.usable
    same = mien.fit(known.values[rows], [label for label in known.labels if label])
    assert numpy.array_equal(same.predict_proba(known), classifier.predict_proba(known))
    assert mien.cross_validate(known, folds=3, groups=range(7)).accuracy == 1
    with pytest.raises(mien.Error, match="groups: expected 7"):
        mien.fit(known, groups=range(6))


def _refused(code, text, *arguments, **options):
    with pytest.raises(mien.Error, match=text) as caught:
        mien.fit(*arguments, **options)
    assert caught.value.code == code


def test_refuses_what_makes_no_sense(data, tmp_path):
    X, y, _, _ = data
    _refused("usage", "kind: expected linear-svc", X, y, kind="tree")
    _refused("usage", "gamma: expected with the kind rbf-svm", X, y, gamma=1)
    _refused("usage", "steps: expected scale or l2", X, y, steps=["pca"])
    _refused("usage", "metric: expected", X, y, kind="nearest-neighbours", metric="taxi")
    _refused("usage", "cost: expected at least one", X, y, cost=[])
    _refused("usage", "y: expected the class", X)
    _refused("usage", "y: expected 60 classes, one for each row, found 59", X, y[:-1])
    _refused("usage", r"y\[0\]: expected the name of a class as text, found int", X, [1] * 60)
    _refused("usage", r"y\[59\]: expected the name", X, [*y[:-1], ""])
    _refused("usage", "shape", X[0], y)
    _refused("usage", "folds", X, y, cost=[1, 2], folds=1)
    _refused("input", "classes", X, ["one"] * 60)
    broken = X.copy()
    broken[7, 3] = numpy.nan
    _refused("input", "finite", broken, y)
    classifier = mien.fit(X, y)
    with pytest.raises(mien.Error) as caught:
        classifier.predict(X[:, :5])
    assert caught.value.code == "usage"
    with pytest.raises(mien.Error) as caught:
        classifier.score(X, y[:-1])
    assert caught.value.code == "usage"
    (tmp_path / "text.mienclf").write_text("no classifier")
    for name in ("text.mienclf", "none.mienclf"):
        with pytest.raises(mien.Error, match=name) as caught:
            mien.load_classifier(tmp_path / name)
        assert caught.value.code == "model"
    with pytest.raises(mien.Error) as caught:
        classifier.save(tmp_path / "none" / "a.mienclf")
    assert caught.value.code == "output"


def test_threads_get_the_same_answers(data):
    X, y, _, _ = data
    classifier = mien.fit(X, y, kind="random-forest", trees=20)
    expected, found = classifier.predict_proba(X), []
    threads = [threading.Thread(target=lambda: found.extend(
        numpy.array_equal(classifier.predict_proba(X), expected) for _ in range(20)))
        for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 80
