"""Tables for pandas, with mien's names and py-feat's."""

import csv
import io
import math

import numpy
import pytest

import mien

pandas = pytest.importorskip("pandas")


def test_columns_are_those_of_the_csv(photo, cli, analyzer):
    output = cli("analyze", photo, "--csv", "-", "-q", "--min-quality", "0.001")
    expected = list(csv.DictReader(io.StringIO(output)))
    table = analyzer.analyze(photo).to_pandas()
    assert list(table.columns) == list(expected[0])
    assert len(table) == len(expected) == 3
    for name in table.columns:
        for value, written in zip(table[name], (row[name] for row in expected)):
            if isinstance(value, (float, numpy.floating)) and math.isnan(value):
                assert written == "", name
            elif isinstance(value, (float, numpy.floating)):
                digits = len(written.split(".")[-1]) if "." in written else 0
                assert abs(value - float(written)) <= 0.5001 * 10**-digits, name
            elif value is None:
                assert written == "", name
            else:
                assert str(value) == written, name


def test_no_face_is_an_empty_table():
    faces = mien.analyze(numpy.zeros((40, 40, 3), numpy.uint8))
    assert len(faces.to_pandas()) == 0 and "p_fear" in faces.to_pandas().columns
    assert len(faces.to_feat()) == 0 and "FaceRectX" in faces.to_feat().columns


def test_feat_columns(photo, analyzer, rows):
    faces = analyzer.analyze(photo)
    table = faces.to_feat()
    assert list(table.columns[:8]) == ["FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight",
                                       "FaceScore", "Pitch", "Roll", "Yaw"]
    seven = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]
    assert list(table.columns[8:15]) == seven
    assert {"valence", "arousal", "input", "frame", "FrameHeight", "FrameWidth", "Identity_1",
            "Identity_512"} <= set(table.columns)
    assert numpy.allclose(table[seven].sum(axis=1), 1, atol=1e-6)
    # As `mien analyze --no-contempt` has it.
    for i, row in enumerate(rows(photo, "--no-contempt")[0]["faces"]):
        for label in seven:
            assert math.isclose(table[label][i], row["emotion"]["probabilities"][label],
                                abs_tol=0.51e-4)
    assert list(table["input"]) == [photo] * 3 and list(table["frame"]) == [0] * 3
    assert (table["FrameWidth"][0], table["FrameHeight"][0]) == (faces.width, faces.height)
    assert numpy.array_equal(table["FaceRectX"].to_numpy(numpy.float32), faces.boxes[:, 0])
    assert numpy.array_equal(table["Yaw"].to_numpy(numpy.float32), faces.poses[:, 0])
