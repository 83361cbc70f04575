"""EmotiEffLib's recognizer over mien's models (docs/python.md).

    from mien.compat.emotiefflib import EmotiEffLibRecognizer
    recognizer = EmotiEffLibRecognizer(engine="onnx", model_name="enet_b0_8_best_vgaf")
    labels, scores = recognizer.predict_emotions(face, logits=False)

As there, faces are cut by the caller, arrays are RGB, and classes are in alphabetical order.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy

from .. import _tables
from ..analyzer import Analyzer
from ..models import list as _list_models

_EIGHT = ("Anger", "Contempt", "Disgust", "Fear", "Happiness", "Neutral", "Sadness", "Surprise")
_THEIRS = ("enet_b0_8_best_vgaf", "enet_b0_8_best_afew", "enet_b2_8", "enet_b0_8_va_mtl",
           "enet_b2_7", "mbf_va_mtl", "mobilevit_va_mtl")
_DEFAULT = "mobilenet-v1-emotion"


def get_supported_engines() -> list[str]:
    """The one engine."""
    return ["onnx"]


def get_model_list() -> list[str]:
    """mien's models of expressions."""
    return [model["id"] for model in _list_models() if "emotion" in model["task"]]


def EmotiEffLibRecognizer(engine: str = "onnx", model_name: str = "enet_b0_8_best_vgaf",
                          device: str = "cpu") -> EmotiEffLibRecognizerMien:
    """A recognizer of expressions.

    Args:
        engine: "onnx" or "torch"; both run on ONNX Runtime
        model_name: the id or path of a model of mien. For a name of EmotiEffLib's own models
            mien's default model answers, with a warning; it has seven classes if the name has
            "_7", and adds valence and arousal if it ends in "_mtl", as there.
        device: "cpu"
    """
    if engine not in ("onnx", "torch"):
        raise ValueError(f"engine: expected onnx or torch, found {engine!r}")
    if device != "cpu":
        raise ValueError(f"device: expected cpu, found {device!r}")
    return EmotiEffLibRecognizerMien(model_name)


class EmotiEffLibRecognizerMien:
    """What EmotiEffLibRecognizer gives.

    Attributes:
        idx_to_emotion_class: the names of the columns of the scores
        is_mtl: whether valence and arousal follow the expressions
    """

    def __init__(self, model_name: str):
        self.is_mtl = model_name.endswith("_mtl")
        model = model_name
        if model_name in _THEIRS:
            warnings.warn(f"{model_name} is a model of EmotiEffLib; mien's {_DEFAULT} answers",
                          stacklevel=3)
            model = _DEFAULT
        seven = model_name in _THEIRS and "_7" in model_name
        attributes = ["emotion", "affect"] if self.is_mtl else ["emotion"]
        self._analyzer = Analyzer([model], detector="none", attributes=attributes,
                                  contempt=not seven)
        given = self._analyzer.models[0]["heads"]
        labels = {label.capitalize() for head in given if head["attribute"] == "emotion"
                  for label in head["labels"]}
        names = [name for name in _EIGHT if name in labels and not (seven and name == "Contempt")]
        self.idx_to_emotion_class: dict[int, str] = dict(enumerate(names))

    def predict_emotions(self, face_img: numpy.ndarray | Sequence[numpy.ndarray],
                         logits: bool = True) -> tuple[list[str], numpy.ndarray]:
        """The expressions of faces.

        Args:
            face_img: a face, or a list of faces: RGB arrays of uint8, cut by the caller
            logits: True: scores are logarithms of probabilities, which differ from the logits of
                the network by one number a face; False: scores are probabilities

        Returns:
            the labels, and float32 [faces, classes], with valence and arousal as the last two
            columns of `_mtl` models
        """
        faces = [face_img] if isinstance(face_img, numpy.ndarray) else list(face_img)
        found = [self._analyzer.analyze(face)[0] for face in faces]
        return self._labels(found), self._scores(found, logits)

    def _labels(self, faces: Sequence[Any]) -> list[str]:
        return [face.emotion.label.capitalize() for face in faces]

    def _scores(self, faces: Sequence[Any], logits: bool) -> numpy.ndarray:
        names = [name.lower() for name in self.idx_to_emotion_class.values()]
        scores = numpy.array([[face.emotion[name] for name in names] for face in faces],
                             numpy.float32).reshape(len(faces), len(names))
        if logits:
            scores = numpy.log(numpy.maximum(scores, numpy.finfo(numpy.float32).tiny))
        if not self.is_mtl:
            return scores
        affect = [(_tables.NAN, _tables.NAN) if face.valence_arousal is None
                  else face.valence_arousal for face in faces]
        return numpy.hstack([scores, numpy.array(affect, numpy.float32).reshape(len(faces), 2)])
