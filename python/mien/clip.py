"""Clips: who is seen when, and with which expression."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from . import _mien, _tables
from .analyzer import Analyzer, shared

_OPTIONS = ("detect_every", "adaptive", "time_constant", "every", "start", "to", "rotate")


class ClipFrame:
    """A frame of a clip with its faces.

    Attributes:
        index: 0, 1, 2 and so on in the order of decoding
        seconds: its time from the start of the clip
        size: width and height in pixels, upright
        used: False: it was skipped at an adaptive frame rate, and has the faces of the last that
            was not
        faces: the faces, `mien.Face`
        tracks: the number of the person of each face, from 1
        detected: whether each face was detected here, or followed from an earlier frame
    """

    def __init__(self, frame: Any):
        self._frame = frame
        self.index: int = frame.index
        self.seconds: float = frame.seconds
        self.size: tuple[int, int] = frame.size
        self.used: bool = frame.used
        tracked = frame.faces
        self.faces: list[_mien.Face] = [one.face for one in tracked]
        self.tracks: list[int] = [one.track for one in tracked]
        self.detected: list[bool] = [one.detected for one in tracked]

    def to_json(self) -> str:
        """The line that `mien analyze --jsonl` writes, to the digit."""
        return self._frame.to_json()

    def __repr__(self) -> str:
        return f"<ClipFrame {self.index}, {self.seconds:.3f} s: {self.faces!r}>"


class Frames(list):
    """The frames of a clip: a list of `ClipFrame`."""

    def __init__(self, clip: str):
        super().__init__()
        self._clip = clip

    def to_pandas(self):
        """A table with a row for each face of each frame."""
        rows = [{"clip": self._clip, "frame": frame.index, "seconds": frame.seconds,
                 "track": track, "detected": detected, **_tables.face_row(face)}
                for frame in self if frame.used
                for track, detected, face in zip(frame.tracks, frame.detected, frame.faces)]
        columns = ["clip", "frame", "seconds", "track", "detected", *_tables.face_columns()]
        return _tables.pandas().DataFrame(rows, columns=columns)

    def to_feat(self):
        """The same with the column names of py-feat's Fex; as `Faces.to_feat`."""
        rows = [_tables.feat_row(face, file=self._clip, frame=frame.index, size=frame.size,
                                 identity=f"Person_{track}")
                for frame in self if frame.used for track, face in zip(frame.tracks, frame.faces)]
        return _tables.pandas().DataFrame(rows, columns=None if rows else _tables.feat_columns())


class ClipResult:
    """What a clip shows.

    Attributes:
        people: `mien.Person` each: `.track`, `.begin`, `.end`, `.age`, `.gender`, `.emotion`,
            `.valence_arousal`, `.segments` (`.begin`, `.end`, `.label`), `.shares`, `.dominant`
        frames: a list of `ClipFrame` with `.to_pandas()` and `.to_feat()`; empty if they were not
            to be kept
        emotion: mean of the largest face of each frame; None if it was not read
        seconds: length of what was read
        damage: what cut the clip short; None if nothing did
    """

    def __init__(self, summary: Any, frames: Frames):
        self._summary = summary
        self.file: str = summary.clip
        self.people: list[_mien.Person] = summary.people
        self.frames = frames
        self.emotion = summary.emotion
        self.group_emotion = summary.group_emotion
        self.shares: dict[str, float] = summary.shares
        self.dominant: str = summary.dominant
        self.seconds: float = summary.seconds
        self.frame_count: int = summary.frames
        self.damage: str | None = summary.damage or None

    def to_json(self) -> str:
        """The last line that `mien analyze --jsonl` writes for the clip, to the digit."""
        return self._summary.to_json()

    def to_dict(self) -> dict:
        """The same as Python's own types."""
        return json.loads(self.to_json())

    def to_pandas(self):
        """A table with a row for each segment: who shows which expression from when to when."""
        rows = [{"clip": self.file, "track": person.track, "begin": one.begin, "end": one.end,
                 "label": one.label, "confidence": one.confidence}
                for person in self.people for one in person.segments]
        columns = ["clip", "track", "begin", "end", "label", "confidence"]
        return _tables.pandas().DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        return f"<ClipResult of {self.file!r}: {self.seconds:.2f} s, {self.people!r}>"


class ClipReader:
    """The frames of a clip, one by one, in constant memory; `summary` after the last one."""

    def __init__(self, path: str | os.PathLike, analyzer: Analyzer | None = None, **options: Any):
        unknown = sorted(set(options) - set(_OPTIONS))
        if unknown:
            raise TypeError(f"unknown options: {', '.join(unknown)}; there are "
                            f"{', '.join(_OPTIONS)}")
        if "start" in options:
            options["from"] = options.pop("start")
        analyzer = analyzer or shared("clips", identity=True)
        self._clip = _mien.Clip(analyzer._analyzer, path, **options)

    def __iter__(self) -> Iterator[ClipFrame]:
        return self

    def __next__(self) -> ClipFrame:
        frame = self._clip.next()
        if frame is None:
            raise StopIteration
        return ClipFrame(frame)

    @property
    def summary(self) -> ClipResult | None:
        summary = self._clip.summary
        if summary is None:
            return None
        return ClipResult(summary, Frames(summary.clip))


def analyze_clip(path: str | os.PathLike, analyzer: Analyzer | None = None, *,
                 frames: bool = True, **options: Any) -> ClipResult:
    """Finds the people of a clip and reads their expressions over time.

    Args:
        path: a video file, an animated picture, or a folder or pattern of numbered pictures
        analyzer: None: one with default options and identity, by which people are told apart
        frames: False keeps no frames, so that memory does not grow with the clip
        options: `detect_every` (5), `adaptive` (False), `time_constant` of smoothing in seconds
            (0.3), `every` (1), `start` and `to` in seconds, `rotate` (0, 90, 180, 270)

    Raises:
        mien.Error: if the clip cannot be read. What breaks off later is its `damage`.
    """
    reader = ClipReader(path, analyzer, **options)
    kept = [frame for frame in reader if frames]
    result = reader.summary
    assert result is not None
    result.frames.extend(kept)
    return result
