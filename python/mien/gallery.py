"""Faces of people that are known by name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

import numpy

from . import _mien, _tables
from .analyzer import Analyzer
from .faces import Faces
from .identity import identity_analyzer, threshold_of


class Gallery:
    """Faces of people that are known by name, in the file format of `mien gallery`.

    Keep a gallery only of people who agree: features of faces are personal data.

    Args:
        path: a file to read; None: an empty gallery
        analyzer: what reads pictures that are added or looked up; None: that of `mien compare`
    """

    def __init__(self, path: str | os.PathLike | None = None, *, analyzer: Analyzer | None = None):
        self._analyzer = analyzer
        self._gallery: Any = None if path is None else _mien.Gallery.read(path)

    @classmethod
    def build(cls, people: Mapping[str, Iterable[str | os.PathLike]], *,
              analyzer: Analyzer | None = None) -> Gallery:
        """A gallery of the main face of each photo.

        Args:
            people: the photos of each person, by name

        Raises:
            mien.Error: if a photo cannot be read or has no face
        """
        gallery = cls(analyzer=analyzer)
        for person, photos in people.items():
            for photo in photos:
                gallery.add(person, photo)
        return gallery

    @property
    def analyzer(self) -> Analyzer:
        return self._analyzer or identity_analyzer()

    @property
    def model(self) -> str | None:
        """The id of the model whose features it holds; None while it is empty."""
        return None if self._gallery is None else self._gallery.model

    @property
    def entries(self) -> list[tuple[str, str]]:
        """The person and the photo of each face."""
        return [] if self._gallery is None else self._gallery.entries()

    @property
    def people(self) -> list[str]:
        """The names, each once, in the order in which they were added."""
        return list(dict.fromkeys(person for person, _ in self.entries))

    def __len__(self) -> int:
        return 0 if self._gallery is None else len(self._gallery)

    def add(self, person: str, face: Any, *, photo: str | os.PathLike | None = None) -> None:
        """Adds a face: a picture (its main face), a `mien.Face` with identity, or a feature."""
        feature, found = self._feature(face)
        if self._gallery is None:
            self._gallery = _mien.Gallery(self._model_of_features(), len(feature))
        self._gallery.add(person, feature, os.fspath(photo) if photo is not None else found)

    def remove(self, person: str) -> int:
        """Removes all faces of a person; returns how many there were."""
        return 0 if self._gallery is None else self._gallery.remove(person)

    def save(self, path: str | os.PathLike) -> None:
        """Writes the file: it is the old one or the whole new one at any time."""
        if self._gallery is None:
            raise _tables.error("usage", "gallery: expected faces to save, found none")
        self._gallery.save(path)

    def identify(self, face: Any, top: int = 1, *, false_accepts: float = 0.001,
                 threshold: float | None = None) -> list[_mien.Match]:
        """The people who look most like a face, the nearest first; who is over the threshold is
        left out, so that an unknown face has an empty list.

        Args:
            face: a picture (its main face), a `mien.Face` with identity, or a feature
            top: how many people
            threshold: a distance, instead of the measured one; 2 leaves nobody out
        """
        if top < 1:
            raise _tables.error("usage", f"top: expected at least 1, found {top}")
        if len(self) == 0:
            return []
        limit = numpy.float32(threshold_of(self.analyzer, threshold, false_accepts)["distance"])
        feature, _ = self._feature(face)
        matches = self._gallery.identify(feature, top)[0]
        return [match for match in matches if match.distance <= limit]

    def _feature(self, face: Any) -> tuple[numpy.ndarray, str]:
        """The feature and the path of its photo, "" if there is none."""
        if isinstance(face, _mien.Face):
            if face.identity is None:
                raise _tables.error("usage", "face: expected one with identity "
                                    "(Analyzer(identity=True)), found none")
            return face.identity, ""
        if isinstance(face, numpy.ndarray) and face.ndim == 1:
            return face, ""
        faces = face if isinstance(face, Faces) else self.analyzer.analyze(face)
        main = faces.main
        if main is None:
            raise _tables.error("input", f"{faces.file or 'picture'}: expected a face, found none")
        return self._feature(main)[0], faces.file

    def _model_of_features(self) -> str:
        model = self.analyzer.identity_model
        if model is None:
            raise _tables.error("usage", "gallery: expected an analyzer with identity, found none")
        return model
