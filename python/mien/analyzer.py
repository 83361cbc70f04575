"""Analyzers, and the functions that need none to be made."""

from __future__ import annotations

import itertools
import json
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from . import _mien, _pictures, _tables
from .faces import Faces


class Analyzer:
    """Finds the faces of pictures and reads their attributes.

    Many threads may use one analyzer at once; the interpreter is free for others meanwhile.

    Args:
        models: catalogue ids (`mien.models.list()`) or paths of .onnx files; None: the default
        attributes: of "age", "gender", "emotion", "ethnicity", "affect" and "identity"; None: all
            that the models give
        detector: "rfb-onet", "rfb", "mtcnn", or "none": each picture is one face
        identity: also read a feature that can be compared with others, and how well it can be
        threads: of one call, at least 1
        models_folder: None: $MIEN_MODELS, or else where `mien.models.fetch()` puts them
        min_face: pixels of the smallest face, at least 12
        max_faces: keep only the best-scoring faces; 0 keeps all
        min_score: least score of a face, 0 to 1; None: the detector's own
        min_quality: leave out faces that are harder to compare than this; needs identity
        max_yaw: leave out faces that are turned to the side by more degrees
        mesh: also find the surface of faces, how open the eyes are and where they look; needs the
            models "facemesh" and "iris"
        precision: "auto": networks in 8 bits where the processor gains by them; "float"; "int8"
        contempt: False: expressions are read without this class
        age_top, gender_threshold: as the options of `mien analyze`
        batch: most faces in one forward pass
        max_pixels: refuse larger pictures

    Raises:
        mien.Error: for options that make no sense ("usage") and models that are missing or
            damaged ("model")
    """

    def __init__(
        self,
        models: Sequence[str] | None = None,
        *,
        attributes: Sequence[str] | None = None,
        detector: str = "rfb-onet",
        identity: bool = False,
        threads: int = 1,
        models_folder: str | os.PathLike | None = None,
        min_face: int = 32,
        max_faces: int = 0,
        min_score: float | None = None,
        min_quality: float = 0,
        max_yaw: float = 90,
        mesh: bool = False,
        precision: str = "auto",
        contempt: bool = True,
        age_top: int | None = None,
        gender_threshold: float | None = None,
        batch: int = 4,
        max_pixels: int = 100_000_000,
        _identity_alone: bool = False,
    ):
        for name, value in (("models", models), ("attributes", attributes)):
            if isinstance(value, str):
                raise _tables.error("usage", f"{name}: expected a list, found the text {value!r}")
        self._analyzer = _mien.Analyzer(
            max_pixels, models=None if models is None else [os.fspath(m) for m in models],
            attributes=None if attributes is None else list(attributes), detector=detector,
            identity=identity, threads=threads, models_folder=models_folder, min_face=min_face,
            max_faces=max_faces, min_score=min_score, min_quality=min_quality, max_yaw=max_yaw,
            mesh=mesh, precision=precision, contempt=contempt, age_top=age_top,
            gender_threshold=gender_threshold, batch=batch, identity_alone=_identity_alone)

    def analyze(self, picture: Any, *, bgr: bool = False) -> Faces:
        """The faces of one picture.

        Args:
            picture: a path, the bytes of a file, a PIL image, or a numpy array of uint8 of shape
                (height, width, 3), (height, width, 4) or (height, width); colours are RGB
            bgr: the array's colours are BGR, as OpenCV has them

        Raises:
            mien.Error: if the picture cannot be read ("input"). No face is no error.
        """
        result = _pictures.answer(self._analyzer, picture, bgr=bgr, attributes=True)
        return Faces(result, picture, bgr)

    def detect(self, picture: Any, *, bgr: bool = False) -> Faces:
        """The faces that the detector finds, without attributes; arguments as of `analyze`."""
        result = _pictures.answer(self._analyzer, picture, bgr=bgr, attributes=False)
        return Faces(result, picture, bgr)

    def stream(self, paths: Iterable[str | os.PathLike], batch: int = 16) -> Iterator[Faces]:
        """The faces of many files, one result a file, in order.

        A file that cannot be read has a result with an `error`; it never ends the run. Faces of
        `batch` pictures share forward passes, and memory does not grow with the number of files.
        """
        if batch < 1:
            raise _tables.error("usage", f"batch: expected at least 1, found {batch}")
        files = iter(paths)
        while chunk := list(itertools.islice(files, batch)):
            for path, result in zip(chunk, self._analyzer.analyze_files(chunk)):
                yield Faces(result, None if result.error else path)

    @property
    def models(self) -> list[dict]:
        """What the loaded models say of themselves (docs/reference/model-metadata.md)."""
        return [json.loads(text) for text in self._analyzer.models()]

    @property
    def identity_model(self) -> str | None:
        """The id of the model that gives identity features; None if none does."""
        return self._analyzer.identity_model


_lock = threading.Lock()
_made: dict[str, Analyzer] = {}


def shared(name: str, **options: Any) -> Analyzer:
    """An analyzer that is made once, at its first use."""
    with _lock:
        if name not in _made:
            _made[name] = Analyzer(**options)
        return _made[name]


def analyze(picture: Any, *, bgr: bool = False) -> Faces:
    """The faces of one picture by an analyzer with default options, which is made once.

    >>> import mien
    >>> faces = mien.analyze(photo)
    >>> faces[0].emotion.label
    'happiness'
    """
    return shared("default").analyze(picture, bgr=bgr)


def detect(picture: Any, *, bgr: bool = False) -> Faces:
    """The faces that the default detector finds, without attributes."""
    return shared("detector", models=[]).detect(picture, bgr=bgr)
