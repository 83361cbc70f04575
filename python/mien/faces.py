"""The faces of a picture."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Sequence
from typing import Any

import numpy

from . import _pictures, _tables
from ._mien import Error, Face, ImageResult


class Faces(Sequence):
    """The faces of one picture, by falling detector score. No face is a result, too.

    >>> import mien
    >>> faces = mien.analyze(photo)
    >>> len(faces), faces.boxes.shape, faces.emotions.shape
    (3, (3, 4), (3, 8))

    Attributes:
        file: the path as it was given; "" for bytes, arrays and PIL images
        width, height: pixels of the upright picture; 0 if it could not be read
        error: why it could not be read; None if it could. Only `Analyzer.stream` gives results
            with an error, other functions raise `mien.Error`.
    """

    def __init__(self, result: ImageResult, source: Any = None, bgr: bool = False):
        self._result = result
        self._faces: list[Face] = result.faces
        self._source = source
        self._bgr = bgr
        self.file: str = result.file
        self.width: int = result.width
        self.height: int = result.height
        self.error: str | None = result.error or None

    def __len__(self) -> int:
        return len(self._faces)

    def __getitem__(self, index):
        return self._faces[index]

    def __repr__(self) -> str:
        if self.error is not None:
            return f"<Faces of {self.file!r}: error: {self.error}>"
        return f"<Faces of {self.file or 'a picture'!r}: {self._faces!r}>"

    @property
    def main(self) -> Face | None:
        """The face that the picture is of: large, and near the middle; None if there is none."""
        index = self._result.main_face()
        return None if index is None else self._faces[index]

    @property
    def boxes(self) -> numpy.ndarray:
        """float32 [faces, 4]: x, y, width and height in pixels of the upright picture."""
        return self._stack([face.box for face in self], (4,))

    @property
    def scores(self) -> numpy.ndarray:
        """float32 [faces]: probability that it is a face, 0 to 1."""
        return numpy.array([face.score for face in self], numpy.float32)

    @property
    def landmarks(self) -> numpy.ndarray:
        """float32 [faces, 5, 2]: left eye, right eye, nose, left and right mouth corner, as the
        picture shows them; NaN where there are none."""
        return self._stack([face.landmarks for face in self], (5, 2))

    @property
    def ages(self) -> numpy.ndarray:
        """float32 [faces]: apparent age in years; NaN if it was not read."""
        return numpy.array([_tables.number(face.age) for face in self], numpy.float32)

    @property
    def emotions(self) -> numpy.ndarray:
        """float32 [faces, 8]: probabilities in the order of `mien.EMOTIONS`; NaN for classes that
        the model does not have, and if it was not read."""
        answers = [face.emotion for face in self]
        rows = [[answer[label] if answer is not None and label in answer else numpy.nan
                 for label in _tables.EMOTIONS] for answer in answers]
        return numpy.array(rows, numpy.float32).reshape(len(self), len(_tables.EMOTIONS))

    @property
    def valence_arousal(self) -> numpy.ndarray:
        """float32 [faces, 2]: unpleasant to pleasant and calm to excited, -1 to 1; NaN if it was
        not read."""
        return self._stack([face.valence_arousal for face in self], (2,))

    @property
    def poses(self) -> numpy.ndarray:
        """float32 [faces, 3]: yaw, pitch and roll in degrees; NaN without landmarks."""
        return self._stack([face.pose for face in self], (3,))

    @property
    def identity(self) -> numpy.ndarray:
        """float32 [faces, numbers]: features of length 1; [faces, 0] if the analyzer was made
        without identity."""
        features = [face.identity for face in self]
        if not features or features[0] is None:
            return numpy.zeros((len(self), 0), numpy.float32)
        return numpy.stack(features)

    def to_json(self) -> str:
        """The line that `mien analyze --jsonl` writes, to the digit."""
        return self._result.to_json()

    def to_dict(self) -> dict:
        """The same as Python's own types."""
        return json.loads(self.to_json())

    def to_pandas(self):
        """A table with a row for each face and the columns of `mien analyze --csv`, not rounded.

        Raises:
            mien.Error: with the code "setup" if there is no pandas
        """
        head = {"file": self.file, "width": self.width, "height": self.height,
                "error": self.error}
        rows = [{**head, "face": i, **_tables.face_row(face)} for i, face in enumerate(self)]
        columns = [*head, "face", *_tables.face_columns()]
        return _tables.pandas().DataFrame(rows, columns=columns)

    def to_feat(self):
        """A table with the column names of py-feat's Fex, for scripts that were written for it.

        Contempt, which py-feat lacks, is left out, and the other probabilities are divided by
        their sum. Angles are mien's: yaw to the picture's right, pitch up, roll clockwise.
        """
        rows = [_tables.feat_row(face, file=self.file, frame=0, size=(self.width, self.height))
                for face in self]
        return _tables.pandas().DataFrame(rows, columns=None if rows else _tables.feat_columns())

    def draw(self, longest_side: int = 65_000) -> bytes:
        """The picture with a box and a label for each face: the bytes of a JPEG.

        Files are read anew.
        """
        if self._source is None:
            raise _tables.error("usage", "draw: expected a picture that could be read, found none")
        return _pictures.drawn(self._source, self._result, bgr=self._bgr,
                               longest_side=longest_side)

    def _repr_html_(self) -> str:
        if self.error is not None:
            return f"<p>{html.escape(self.error)}</p>"
        text = html.escape(f"{len(self)} face{'' if len(self) == 1 else 's'}")
        try:
            jpeg = base64.b64encode(self.draw(longest_side=800)).decode()
        except Error as error:
            # The file may be gone since.
            return f"<p>{text} ({html.escape(str(error))})</p>"
        return f'<img src="data:image/jpeg;base64,{jpeg}" alt="{text}"/>'

    def _stack(self, values, shape) -> numpy.ndarray:
        rows = [numpy.full(shape, numpy.nan, numpy.float32) if value is None else value
                for value in values]
        return numpy.array(rows, numpy.float32).reshape(len(self), *shape)
