"""Who looks like whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from . import _mien, _tables
from .analyzer import Analyzer, shared
from .faces import Faces


def identity_analyzer() -> Analyzer:
    """The analyzer of `mien compare`: it reads identity alone."""
    return shared("identity", _identity_alone=True)


@dataclass(frozen=True)
class Comparison:
    """Whether two pictures look like the same person.

    Attributes:
        same: the distance is within the threshold
        distance: Euclidean, of the features of the two faces that are most alike, 0 to 2
        cosine: of the same features
        threshold: up to which two faces are taken for one person
        false_accept_rate: share of the pairs of different people that are taken for one person at
            this threshold, as it was measured for the model; None if you chose the threshold
        true_accept_rate: likewise of the pairs of one person
        faces: the number of the two faces in their pictures
        distances: float32 [faces of a, faces of b]
    """

    same: bool
    distance: float
    cosine: float
    threshold: float
    false_accept_rate: float | None
    true_accept_rate: float | None
    faces: tuple[int, int]
    distances: numpy.ndarray

    def __bool__(self) -> bool:
        return self.same


def threshold_of(analyzer: Analyzer, threshold: float | None, false_accepts: float,
                 pairs: int = 1) -> dict:
    """The threshold that was chosen, or the measured one of the model."""
    if threshold is not None:
        if not 0 <= threshold <= 2:
            raise _tables.error("usage", f"threshold: expected 0 to 2, found {threshold}")
        return {"distance": threshold, "false_accepts": None, "true_accepts": None}
    point = analyzer._analyzer.threshold(false_accepts, pairs)
    if point is None:
        raise _tables.error("usage", f"false_accepts: {analyzer.identity_model}: expected an "
                            f"operating point of at most {false_accepts}, found none; "
                            "choose a threshold")
    return point


def compare(a: Any, b: Any, *, false_accepts: float = 0.01, threshold: float | None = None,
            analyzer: Analyzer | None = None) -> Comparison:
    """Whether two pictures look like the same person; of several faces the pair that is most alike.

    Faces look alike or they do not: that is no proof of who somebody is.

    Args:
        a, b: pictures as `analyze` takes them
        false_accepts: chooses the threshold by what was measured for the model; of several pairs
            of faces each may take its part of this share
        threshold: a distance instead

    Raises:
        mien.Error: if a picture cannot be read or has no face ("input")
    """
    analyzer = analyzer or identity_analyzer()
    pictures = [_with_faces(analyzer, picture, name) for picture, name in ((a, "a"), (b, "b"))]
    distances = numpy.array([[_mien.identity_distance(x.identity, y.identity)
                              for y in pictures[1]] for x in pictures[0]], numpy.float32)
    chosen = threshold_of(analyzer, threshold, false_accepts, distances.size)
    first, second = numpy.unravel_index(int(distances.argmin()), distances.shape)
    distance = float(distances[first, second])
    return Comparison(
        same=bool(distance <= numpy.float32(chosen["distance"])), distance=distance,
        cosine=1 - distance * distance / 2, threshold=chosen["distance"],
        false_accept_rate=chosen["false_accepts"], true_accept_rate=chosen["true_accepts"],
        faces=(int(first), int(second)), distances=distances)


verify = compare


def embed(picture: Any, *, bgr: bool = False, analyzer: Analyzer | None = None) -> numpy.ndarray:
    """The identity features of the faces of a picture, by falling score.

    Returns:
        float32 [faces, numbers], each of length 1; compare them by Euclidean distance
    """
    return (analyzer or identity_analyzer()).analyze(picture, bgr=bgr).identity


def _with_faces(analyzer: Analyzer, picture: Any, name: str) -> Faces:
    faces = picture if isinstance(picture, Faces) else analyzer.analyze(picture)
    if not faces:
        raise _tables.error("input", f"{faces.file or name}: expected a face, found none")
    if faces[0].identity is None:
        raise _tables.error("usage", f"{faces.file or name}: expected faces with identity "
                            "(Analyzer(identity=True)), found none")
    return faces
