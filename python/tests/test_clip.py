"""Clips: what Python says must be what `mien analyze` writes, to the digit."""

import shutil

import pytest

import mien
from mien.clip import ClipReader


@pytest.fixture(scope="module")
def clip(photos, tmp_path_factory):
    """A clip of numbered pictures, with people who come and go."""
    folder = tmp_path_factory.mktemp("clip")
    for i, photo in enumerate([photos[0], photos[0], photos[1], photos[0]]):
        shutil.copy(photo, folder / f"{i}.jpg")
    return str(folder / "%d.jpg")


def test_equals_the_program(clip, cli):
    expected = cli("analyze", clip, "--jsonl", "-", "-q").splitlines()
    result = mien.analyze_clip(clip)
    assert [frame.to_json() for frame in result.frames] == expected[:-1]
    assert result.to_json() == expected[-1]
    assert result.to_dict()["frames"] == 4 == result.frame_count
    assert len(result.people) == result.to_dict()["tracks"] > 1
    assert all(person.segments for person in result.people)
    assert "Person 1" in repr(result)


def test_options_equal_the_program(clip, cli):
    expected = cli("analyze", clip, "--jsonl", "-", "-q", "--detect-every", "1", "--from", "0.03",
                   "--smoothing", "0", "--rotate", "180").splitlines()
    result = mien.analyze_clip(clip, detect_every=1, start=0.03, time_constant=0, rotate=180)
    assert [frame.to_json() for frame in result.frames] == expected[:-1]
    assert result.to_json() == expected[-1]


def test_frames_one_by_one(clip, analyzer):
    reader = ClipReader(clip, analyzer)
    assert reader.summary is None
    frame = next(reader)
    assert frame.index == 0 and frame.used and all(frame.detected)
    assert sorted(frame.tracks) == [1, 2, 3]
    assert len(list(reader)) == 3
    assert reader.summary.seconds > 0
    with pytest.raises(StopIteration):
        next(reader)


def test_without_frames(clip, analyzer):
    result = mien.analyze_clip(clip, analyzer, frames=False)
    assert list(result.frames) == [] and result.people and result.frame_count == 4


def test_a_reader_that_is_dropped_ends(clip, analyzer):
    for _ in range(5):
        next(ClipReader(clip, analyzer))


def test_tables(clip, analyzer):
    pytest.importorskip("pandas")
    result = mien.analyze_clip(clip, analyzer)
    table = result.frames.to_pandas()
    assert len(table) == sum(len(frame.faces) for frame in result.frames)
    assert list(table.columns[:5]) == ["clip", "frame", "seconds", "track", "detected"]
    assert set(table["track"]) == {person.track for person in result.people}
    feat = result.frames.to_feat()
    assert list(feat["frame"]) == list(table["frame"])
    assert list(feat["Identity"]) == [f"Person_{track}" for track in table["track"]]
    assert feat["FrameWidth"][0] == 1920
    segments = result.to_pandas()
    assert len(segments) == sum(len(person.segments) for person in result.people)


def test_what_is_no_clip(tmp_path, photo, analyzer):
    with pytest.raises(mien.Error) as caught:
        mien.analyze_clip(tmp_path / "none.mp4", analyzer)
    assert caught.value.code == "input" and "none.mp4" in str(caught.value)
    with pytest.raises(mien.Error):
        mien.analyze_clip(photo, analyzer)
    with pytest.raises(TypeError, match="detect_every"):
        mien.analyze_clip(photo, analyzer, detect="often")
