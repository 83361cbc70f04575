"""Clips to descriptors: statistics of the faces' features over the frames (Savchenko 2021)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy
from numpy.typing import ArrayLike

from . import _mien, _tables


class Descriptors:
    """Descriptors of clips, and what is known of each clip.

    `mien.describe` makes them. They count as their array: `numpy.asarray(descriptors)`.

    Attributes:
        values: float32 [clips, 4 D] for features of D numbers; zeros for a clip without a face
        clips: the path of each clip, or its name in a manifest
        labels: the class of each clip; "" if it is unknown
        frames, frames_with_face: how many frames each clip has, int64 [clips]
        seconds: time of the last frame of each clip, float64 [clips]
        notes: what was wrong with each clip; "" if nothing was
        columns: for each further column of a manifest the values of all clips
        features: what the numbers are, such as the model, its layer and the statistics
        problems: messages on folders that could not be read
    """

    def __init__(self, described: _mien.DescribedClips):
        self._described = described
        self.values = described.values
        self.clips: list[str] = described.names
        self.labels: list[str] = described.labels
        self.frames = numpy.array(described.frames, numpy.int64)
        self.frames_with_face = numpy.array(described.frames_with_face, numpy.int64)
        self.seconds = numpy.array(described.seconds, numpy.float64)
        self.notes: list[str] = described.notes
        fields = described.fields
        self.columns: dict[str, list[str]] = {
            name: [row[i] for row in fields] for i, name in enumerate(described.columns)}
        self.features: str = described.features
        self.problems: list[str] = described.problems

    def __len__(self) -> int:
        return len(self.clips)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> numpy.ndarray:
        values = numpy.asarray(self.values, dtype)
        return values.copy() if copy else values

    def __repr__(self) -> str:
        rows, numbers = self.values.shape
        return f"<Descriptors of {rows} clip{'' if rows == 1 else 's'}, {numbers} numbers each>"

    @property
    def usable(self) -> numpy.ndarray:
        """bool [clips]: clips with a label and a face, which `mien.fit` learns from."""
        labelled = numpy.array([label != "" for label in self.labels], bool)
        return labelled & (self.frames_with_face > 0)

    def to_pandas(self):
        """A table with a row for each clip and the columns of the index that `mien describe`
        writes, not rounded."""
        columns = {"row": range(len(self)), "clip": self.clips, "label": self.labels,
                   **self.columns, "frames": self.frames,
                   "frames_with_face": self.frames_with_face, "seconds": self.seconds,
                   "note": self.notes}
        return _tables.pandas().DataFrame(columns)

    def save(self, path: str | os.PathLike) -> None:
        """Writes what `mien describe` writes: a .npy file, and its index with .csv after its name.

        Raises:
            mien.Error: "usage" if the name does not end in .npy, "output" if it cannot be written
        """
        if not os.fsdecode(path).endswith(".npy"):
            raise _tables.error("usage", "path: expected the name of a .npy file, "
                                f"found {os.fsdecode(path)!r}")
        self._described.save(path)


def describe(
    clips: str | os.PathLike | Iterable[str | os.PathLike],
    *,
    model: str | os.PathLike = "mobilenet-v1-face",
    layer: str | None = None,
    attributes: Sequence[str] | None = None,
    prior: str = "none",
    face: str = "largest",
    order: str = "paper",
    l2: bool = True,
    detector: str = "rfb-onet",
    min_face: int = 32,
    every: int = 1,
    threads: int = 1,
    models_folder: str | os.PathLike | None = None,
    clip_column: str = "sequence",
    order_by: str = "frame",
    label_column: str = "label",
    progress: Callable[[int, int], object] | None = None,
) -> Descriptors:
    """Describes each clip by statistics of its faces' features over the frames, as `mien describe`.

    A clip that cannot be read has zeros and a note; it does not end the work. Memory does not grow
    with the length of clips. Ctrl-C ends the work.

    Args:
        clips: one or more of: a video file, a folder of pictures, a folder of these at any depth
            (the folder that holds a clip is its label), a manifest (.csv or .tar)
        model: the model whose features describe faces: a catalogue id, or the path of an .onnx file
        layer: tensor of the features; None: the identity feature of the model, or else what its
            last fully connected layer takes
        attributes: describe what the model says of these ("emotion", "affect" and so on) instead
            of its features
        prior: how frequent the classes of `attributes` are taken to be: "none", "natural" or
            "uniform"
        face: which face of a frame: "largest", "best" by the detector's score, "tracked" (of the
            person seen most), or "all": the descriptor of a group
        order: "paper": mean, max, min, std; "code": mean, std, min, max
        l2: divide descriptors by their Euclidean length
        detector: "rfb-onet", "rfb", "mtcnn", or "none": each frame is a face already
        min_face: pixels of the smallest face
        every: read only every Nth frame of video files
        threads: at least 1
        models_folder: None: $MIEN_MODELS, or else where `mien.models.fetch()` puts them
        clip_column, order_by, label_column: columns of a manifest with the clip of a frame, its
            number in the clip, and the class of the clip
        progress: is called after each clip with how many are done, and how many there are

    Raises:
        mien.Error: "usage" if a folder holds no clip, options do not go together or a name is
            unknown; "input" if an input cannot be read or a clip has two labels; "model" if a
            model is missing or damaged, or has no such layer
    """
    inputs = [clips] if isinstance(clips, (str, os.PathLike)) else list(clips)
    if isinstance(attributes, str):
        raise _tables.error("usage",
                            f"attributes: expected a list, found the text {attributes!r}")
    if attributes is not None and layer is not None:
        raise _tables.error("usage", "layer: expected without attributes, found both")
    if attributes is None and prior != "none":
        raise _tables.error("usage", f"prior: expected with attributes, found {prior!r} alone")
    if every < 1:
        raise _tables.error("usage", f"every: expected at least 1, found {every}")
    if not inputs:
        raise _tables.error("usage", "clips: expected at least one, found none")
    return Descriptors(_mien.describe_clips(
        inputs, progress, model=model, layer=layer,
        attributes=None if attributes is None else list(attributes), prior=prior, face=face,
        order=order, l2=l2, detector=detector, min_face=min_face, every=every, threads=threads,
        models_folder=models_folder, clip_column=clip_column, order_by=order_by,
        label_column=label_column))


def clip_statistics(features: ArrayLike, *, order: str = "paper", l2: bool = True) -> numpy.ndarray:
    """The descriptor of a clip whose features are known (Savchenko 2021, section III).

    Args:
        features: [frames, D], of one face in each frame; frames without a face are left out
        order: "paper": mean, max, min, std over the frames; "code": mean, std, min, max
        l2: divide by the Euclidean length

    Returns:
        float32 [4 D]; the deviation is that of the population

    >>> import mien
    >>> mien.clip_statistics([[1, 5], [3, 5]], l2=False)
    array([2., 5., 3., 5., 1., 5., 1., 0.], dtype=float32)
    """
    return _mien.clip_statistics(numpy.asarray(features, numpy.float32), order, l2)
