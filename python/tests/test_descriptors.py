"""Clips to descriptors: what Python says must be what `mien describe` writes, to the digit."""

import os
import shutil
import signal
import subprocess
import sys

import numpy
import pytest

import mien

MODEL = "mobilenet-v1-emotion"


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """Clips of made-up faces: two classes, two clips each, of three frames."""
    image = pytest.importorskip("PIL.Image")
    folder = tmp_path_factory.mktemp("clips")
    random = numpy.random.default_rng(7)
    for name, light in (("dark", 40), ("light", 180)):
        for clip in range(2):
            (folder / name / str(clip)).mkdir(parents=True)
            for frame in range(3):
                pixels = light + random.integers(0, 60, (48, 48, 3))
                image.fromarray(pixels.astype(numpy.uint8)).save(
                    folder / name / str(clip) / f"{frame}.png")
    return folder


@pytest.fixture(scope="module")
def described(clips):
    return mien.describe(clips, model=MODEL, detector="none")


def test_equals_the_program(clips, described, cli, tmp_path):
    cli("describe", clips, "--model", MODEL, "--detector", "none", "-o", tmp_path / "a.npy", "-q")
    assert numpy.array_equal(described.values, numpy.load(tmp_path / "a.npy"))
    described.save(tmp_path / "b.npy")
    for ending in ("npy", "npy.csv"):
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


@pytest.mark.parametrize("options, arguments", [
    ({"order": "code", "l2": False}, ["--order", "code", "--no-l2"]),
    ({"attributes": ["emotion"]}, ["--attributes", "emotion"]),
    ({"face": "all", "threads": 2}, ["--face", "all", "--threads", "2"]),
])
def test_options_equal_the_program(clips, cli, tmp_path, options, arguments):
    cli("describe", clips, "--model", MODEL, "--detector", "none", "-o", tmp_path / "a.npy", "-q",
        *arguments)
    found = mien.describe([clips], model=MODEL, detector="none", **options)
    assert numpy.array_equal(found.values, numpy.load(tmp_path / "a.npy"))


def test_faces_are_found(photos, cli, tmp_path):
    """With a detector, and features of the default model, over frames of photos."""
    for i, photo in enumerate(photos[:2]):
        (tmp_path / f"{i}.jpg").symlink_to(photo)
    cli("describe", tmp_path / "%d.jpg", "--min-face", "64", "-o", tmp_path / "a.npy", "-q")
    found = mien.describe(tmp_path / "%d.jpg", min_face=64)
    assert numpy.array_equal(found.values, numpy.load(tmp_path / "a.npy"))
    assert found.frames.tolist() == found.frames_with_face.tolist() == [2]


def test_what_is_known_of_clips(clips, described):
    assert described.labels == ["dark", "dark", "light", "light"]
    assert [os.path.relpath(clip, clips) for clip in described.clips] == [
        "dark/0", "dark/1", "light/0", "light/1"]
    assert described.frames.tolist() == described.frames_with_face.tolist() == [3] * 4
    assert described.usable.all() and described.notes == [""] * 4 and described.columns == {}
    assert MODEL in described.features and "L2-normalised" in described.features
    assert described.values.dtype == numpy.float32 and described.values.shape == (4, 4096)
    assert numpy.allclose(numpy.linalg.norm(described, axis=1), 1, atol=1e-5)
    assert repr(described) == "<Descriptors of 4 clips, 4096 numbers each>"


def test_table(described, tmp_path):
    pandas = pytest.importorskip("pandas")
    described.save(tmp_path / "a.npy")
    written = pandas.read_csv(tmp_path / "a.npy.csv", keep_default_na=False)
    table = described.to_pandas()
    assert list(table.columns) == list(written.columns)
    assert list(table["clip"]) == list(written["clip"])
    assert numpy.allclose(table["seconds"], written["seconds"], atol=5e-4)


def test_columns_of_a_manifest(clips, tmp_path):
    shutil.copytree(clips, tmp_path, dirs_exist_ok=True)
    lines = ["path,label,subject,sequence,frame"]
    lines += [f"{name}/0/{frame}.png,{name},{who},{name},{frame}"
              for name, who in (("dark", "ann"), ("light", "bob")) for frame in range(3)]
    (tmp_path / "labels.csv").write_text("\n".join(lines) + "\n")
    found = mien.describe(tmp_path / "labels.csv", model=MODEL, detector="none")
    assert found.columns["subject"] == ["ann", "bob"] and found.labels == ["dark", "light"]
    assert len(mien.describe(tmp_path / "labels.csv", model=MODEL, detector="none",
                             clip_column="frame", label_column="nothing")) == 3


def test_statistics_equal_numpy():
    features = numpy.random.default_rng(3).normal(size=(50, 20)).astype(numpy.float32)
    parts = {"mean": features.mean(0), "max": features.max(0), "min": features.min(0),
             "std": features.std(0)}
    for order, names in (("paper", "mean max min std"), ("code", "mean std min max")):
        expected = numpy.concatenate([parts[name] for name in names.split()])
        found = mien.clip_statistics(features, order=order, l2=False)
        assert found.dtype == numpy.float32
        assert numpy.abs(found - expected).max() < 1e-6
        unit = mien.clip_statistics(features, order=order)
        assert numpy.abs(unit - expected / numpy.linalg.norm(expected)).max() < 1e-6


def test_statistics_are_those_of_a_clip(clips, described, tmp_path):
    """The descriptor is the statistics of the features of single frames."""
    for frame in range(3):
        (tmp_path / str(frame)).mkdir()
        shutil.copy(clips / "dark" / "0" / f"{frame}.png", tmp_path / str(frame))
    single = mien.describe(tmp_path, model=MODEL, detector="none", l2=False)
    frames = single.values[:, :1024]
    assert frames.any(axis=1).all()
    assert numpy.abs(mien.clip_statistics(frames) - described.values[0]).max() < 1e-6


def test_a_bad_clip_has_a_note(clips, tmp_path):
    (tmp_path / "bad.mp4").write_bytes(b"no clip")
    found = mien.describe([clips / "dark" / "0", tmp_path / "bad.mp4"], model=MODEL,
                          detector="none")
    assert found.notes[0] == "" and "bad.mp4" in found.notes[1]
    assert found.frames.tolist() == [3, 0] and not found.values[1].any()
    assert not found.usable[1]


@pytest.mark.parametrize("options, code, text", [
    ({"face": "first"}, "usage", "face: expected largest"),
    ({"order": "reverse"}, "usage", "order: expected paper or code"),
    ({"prior": "flat", "attributes": ["emotion"]}, "usage", "prior: expected none"),
    ({"prior": "natural"}, "usage", "prior: expected with attributes"),
    ({"attributes": "emotion"}, "usage", "found the text 'emotion'"),
    ({"attributes": ["emotion"], "layer": "x"}, "usage", "found both"),
    ({"every": 0}, "usage", "every"),
    ({"detector": "guess"}, "usage", "guess"),
    ({"model": "unknown"}, "usage", "unknown"),
    ({"model": "./none.onnx"}, "model", "none.onnx"),
])
def test_refuses_what_makes_no_sense(clips, options, code, text):
    with pytest.raises(mien.Error, match=text) as caught:
        mien.describe(clips, **{"model": MODEL, "detector": "none", **options})
    assert caught.value.code == code


def test_refuses_what_holds_no_clip(tmp_path, described):
    for clips in ([], tmp_path):
        with pytest.raises(mien.Error) as caught:
            mien.describe(clips, model=MODEL)
        assert caught.value.code == "usage"
    with pytest.raises(mien.Error, match=".npy"):
        described.save(tmp_path / "clips.txt")
    with pytest.raises(mien.Error, match="shape"):
        mien.clip_statistics([1, 2])
    assert list(tmp_path.iterdir()) == []


def test_progress(clips):
    seen = []
    mien.describe(clips, model=MODEL, detector="none",
                  progress=lambda done, all: seen.append((done, all)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]

    def fail(done, all):
        raise ValueError("stop it")

    with pytest.raises(ValueError, match="stop it"):
        mien.describe(clips, model=MODEL, detector="none", progress=fail)


def test_an_interrupt_ends_the_work(clips):
    code = ("import mien, sys\n"
            "mien.describe([sys.argv[1]] * 10_000, model=sys.argv[2], detector='none',\n"
            "              progress=lambda done, all: print(done, flush=True))\n")
    with subprocess.Popen([sys.executable, "-B", "-c", code, str(clips), MODEL], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert "KeyboardInterrupt" in errors and process.returncode != 0
