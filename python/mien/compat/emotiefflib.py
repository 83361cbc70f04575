"""EmotiEffLib's recognizer over mien's models (docs/python.md).

    from mien.compat.emotiefflib import EmotiEffLibRecognizer
    recognizer = EmotiEffLibRecognizer(engine="onnx", model_name="enet_b0_8_best_vgaf")
    labels, scores = recognizer.predict_emotions(face, logits=False)

As there, faces are cut by the caller, arrays are RGB, and classes are in alphabetical order.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Sequence
from typing import Any

import numpy
from numpy.typing import ArrayLike

from .. import _mien, _tables
from ..analyzer import Analyzer
from ..classifier import Classifier
from ..descriptors import clip_statistics
from ..models import folder as _models_folder
from ..models import list as _list_models

_EIGHT = ("Anger", "Contempt", "Disgust", "Fear", "Happiness", "Neutral", "Sadness", "Surprise")
_THEIRS = ("enet_b0_8_best_vgaf", "enet_b0_8_best_afew", "enet_b2_8", "enet_b0_8_va_mtl",
           "enet_b2_7", "mbf_va_mtl", "mobilevit_va_mtl")
_DEFAULT = "mobilenet-v1-emotion"
_ENGAGEMENT = ("Distracted", "Engaged")


def get_supported_engines() -> list[str]:
    """The names that `engine` takes. Both stand for ONNX Runtime."""
    return ["torch", "onnx"]


def get_model_list() -> list[str]:
    """mien's models of expressions, and those of EmotiEffLib that were imported."""
    return [*(model["id"] for model in _list_models() if "emotion" in model["task"]),
            *(name for name in _THEIRS if _imported(name))]


def EmotiEffLibRecognizer(engine: str = "torch", model_name: str = "enet_b0_8_best_vgaf",
                          device: str = "cpu") -> EmotiEffLibRecognizerBase:
    """A recognizer of expressions.

    Args:
        engine: "torch" or "onnx"; both run on ONNX Runtime
        model_name: the id or path of a model of mien, or the name of a model of EmotiEffLib. The
            latter is taken from the model folder if `mien models import` put it there. Otherwise
            mien's default model answers, with a warning; it has seven classes if the name has
            "_7", and adds valence and arousal if it has "_mtl", as there.
        device: "cpu"
    """
    if engine == "torch":
        return EmotiEffLibRecognizerTorch(model_name, device)
    if engine == "onnx":
        check_device(device)
        return EmotiEffLibRecognizerOnnx(model_name)
    raise ValueError(f"engine: expected torch or onnx, found {engine!r}")


def check_device(device: str) -> None:
    """Refuses all but "cpu".

    Raises:
        ValueError: for another device
    """
    if device != "cpu":
        raise ValueError(f"device: expected cpu, found {device!r}")


def _imported(name: str) -> str | None:
    """Where `mien models import` puts a model of EmotiEffLib, if it is there."""
    path = os.path.join(_models_folder(), name.replace("_", "-") + ".onnx")
    return path if os.path.isfile(path) else None


def _model_of(name: str, level: int) -> str:
    if name not in _THEIRS:
        return name
    path = _imported(name)
    if path is None:
        warnings.warn(f"{name} is a model of EmotiEffLib that was not imported; mien's {_DEFAULT} "
                      "answers", stacklevel=level)
    return path or _DEFAULT


class EmotiEffLibRecognizerBase:
    """What EmotiEffLibRecognizer gives.

    Attributes:
        idx_to_emotion_class: the names of the columns of the scores
        idx_to_engagement_class: the names of the columns of the scores of engagement
        is_mtl: whether valence and arousal follow the expressions
        img_size: pixels of a side of the model's input
        classifier_weights, classifier_bias: of the last layer, float32 [columns, D] and [columns];
            None for a network whose last layer is not fully connected
        engagement_classifier: None, or a `mien.Classifier` of yours (see `classify_engagement`)
    """

    def __init__(self, model_name: str = "enet_b0_8_best_vgaf", _level: int = 4):
        theirs = model_name in _THEIRS
        self.is_mtl = theirs and "_mtl" in model_name
        self.idx_to_engagement_class = dict(enumerate(_ENGAGEMENT))
        self.engagement_classifier: Classifier | None = None
        self.classifier_weights: numpy.ndarray | None = None
        self.classifier_bias: numpy.ndarray | None = None
        self._features: _mien.FaceFeatures | None = None
        self._analyzer: Analyzer | None = None
        self._why = ""
        model = _model_of(model_name, _level)
        seven = theirs and "_7" in model_name
        try:
            self._features = _mien.FaceFeatures(model)
            about = json.loads(self._features.metadata())
        except _mien.Error as error:
            # Such a network gives probabilities all the same.
            if error.code != "model":
                raise
            self._why = str(error)
            attributes = ["emotion", "affect"] if self.is_mtl else ["emotion"]
            self._analyzer = Analyzer([model], detector="none", attributes=attributes,
                                      contempt=not seven)
            about = self._analyzer.models[0]
        heads = {head["attribute"]: head for head in about["heads"]}
        labels = {label.capitalize() for label in heads["emotion"]["labels"]}
        names = [name for name in _EIGHT if name in labels and not (seven and name == "Contempt")]
        self.idx_to_emotion_class: dict[int, str] = dict(enumerate(names))
        self.img_size: int = about["input"]["width"]
        self._bounded = heads.get("affect", {}).get("activation") == "tanh"
        if self._features is not None:
            self._read_last_layer(self._features)

    def extract_features(self, face_img: numpy.ndarray | Sequence[numpy.ndarray]) -> numpy.ndarray:
        """What the last layer of the network takes.

        Args:
            face_img: a face, or a list of faces: RGB arrays of uint8, cut by the caller

        Returns:
            float32 [faces, D]

        Raises:
            TypeError: for anything else than arrays
            mien.Error: "model" if the model's last layer cannot be read
        """
        if self._features is None:
            raise _tables.error("model", self._why)
        return self._features.read(_arrays(face_img))

    def classify_emotions(self, features: ArrayLike,
                          logits: bool = True) -> tuple[list[str], numpy.ndarray]:
        """The expressions that features show, of `extract_features` or means of such.

        Args:
            features: [faces, D]
            logits: True: scores are logits; False: they are probabilities

        Returns:
            the labels, and float32 [faces, classes], with valence and arousal as the last two
            columns of `_mtl` models
        """
        return self._classified(self._scores_of(features), logits)

    def predict_emotions(self, face_img: numpy.ndarray | Sequence[numpy.ndarray],
                         logits: bool = True) -> tuple[list[str], numpy.ndarray]:
        """The expressions of faces: `classify_emotions` of `extract_features`.

        Of a model whose last layer cannot be read, logits are logarithms of probabilities. They
        differ from the logits of the network by one number a face.
        """
        if self._analyzer is None:
            return self.classify_emotions(self.extract_features(face_img), logits)
        faces = [self._analyzer.analyze(face)[0] for face in _arrays(face_img)]
        return self._classified(self._scores_of_faces(faces), logits)

    def classify_engagement(self, features: ArrayLike, sliding_window_width: int = 128
                            ) -> tuple[list[str], numpy.ndarray]:
        """Whether the person of a clip is engaged, by a classifier of yours.

        mien has no network for engagement. `engagement_classifier` takes what `mien.fit` made of
        the descriptors of clips (`mien.describe` or `mien.clip_statistics` of features of the same
        model). Its classes are "Distracted" and "Engaged".

        Args:
            features: [frames, D], of the frames of a clip
            sliding_window_width: frames of which one answer is given; the next window begins one
                frame later

        Returns:
            the labels, and the probabilities [windows, 2]

        Raises:
            ValueError: if there are fewer frames than the width
            mien.Error: "setup" without a classifier, "usage" for one with other classes
        """
        classifier = self._engagement()
        rows = numpy.asarray(features, numpy.float32)
        width = sliding_window_width
        if width < 1 or len(rows) < width:
            raise ValueError("features: expected as many frames as the sliding window is wide "
                             f"({width}), at least 1, found {len(rows)}")
        windows = [clip_statistics(rows[first:first + width])
                   for first in range(max(1, len(rows) - width))]
        shares = classifier.predict_proba(numpy.stack(windows))
        order = [classifier.classes.index(name) for name in _ENGAGEMENT]
        scores = shares[:, order]
        return [_ENGAGEMENT[index] for index in scores.argmax(axis=1)], scores

    def predict_engagement(self, face_imgs: Sequence[numpy.ndarray],
                           sliding_window_width: int = 128) -> tuple[list[str], numpy.ndarray]:
        """`classify_engagement` of the features of a sequence of faces."""
        self._engagement()
        return self.classify_engagement(self.extract_features(face_imgs), sliding_window_width)

    def _engagement(self) -> Classifier:
        if self.engagement_classifier is None:
            raise _tables.error("setup", "engagement_classifier: expected a classifier that "
                                "mien.fit made of clips of Distracted and Engaged people, since "
                                "mien has no network for engagement, found None")
        classes = self.engagement_classifier.classes
        if sorted(classes) != sorted(_ENGAGEMENT):
            raise _tables.error("usage", "engagement_classifier: expected the classes "
                                f"{', '.join(_ENGAGEMENT)}, found {', '.join(classes)}")
        return self.engagement_classifier

    def _read_last_layer(self, features: _mien.FaceFeatures) -> None:
        """Its rows in the order of the columns."""
        layers = {layer.attribute: layer for layer in features.layers}
        emotion = layers["emotion"]
        rows = [emotion.labels.index(name.lower()) for name in self.idx_to_emotion_class.values()]
        weights, bias = emotion.weights[rows], emotion.bias[rows]
        if self.is_mtl and "affect" in layers:
            weights = numpy.vstack([weights, layers["affect"].weights])
            bias = numpy.hstack([bias, layers["affect"].bias])
        elif self.is_mtl:
            # Not known, rather than a number that nothing says.
            weights = numpy.vstack([weights, numpy.full((2, features.dimension), _tables.NAN,
                                                        numpy.float32)])
            bias = numpy.hstack([bias, numpy.full(2, _tables.NAN, numpy.float32)])
        self.classifier_weights, self.classifier_bias = weights, bias

    def _scores_of(self, features: ArrayLike) -> numpy.ndarray:
        if self._features is None or self.classifier_weights is None:
            raise _tables.error("model", self._why)
        rows = numpy.asarray(features, numpy.float32)
        numbers = self._features.dimension
        if rows.ndim != 2 or rows.shape[1] != numbers:
            raise _tables.error("usage", "features: expected an array of shape "
                                f"(faces, {numbers}), found {rows.shape}")
        scores = rows @ self.classifier_weights.T + self.classifier_bias
        if self.is_mtl and self._bounded:
            scores[:, -2:] = numpy.tanh(scores[:, -2:])
        return scores

    def _scores_of_faces(self, faces: Sequence[Any]) -> numpy.ndarray:
        names = [name.lower() for name in self.idx_to_emotion_class.values()]
        shares = numpy.array([[face.emotion[name] for name in names] for face in faces],
                             numpy.float32).reshape(len(faces), len(names))
        scores = numpy.log(numpy.maximum(shares, numpy.finfo(numpy.float32).tiny))
        if not self.is_mtl:
            return scores
        affect = [(_tables.NAN, _tables.NAN) if face.valence_arousal is None
                  else face.valence_arousal for face in faces]
        return numpy.hstack([scores, numpy.array(affect, numpy.float32).reshape(len(faces), 2)])

    def _classified(self, scores: numpy.ndarray,
                    logits: bool) -> tuple[list[str], numpy.ndarray]:
        classes = scores[:, :len(self.idx_to_emotion_class)]
        labels = [self.idx_to_emotion_class[int(index)] for index in classes.argmax(axis=1)]
        if not logits and len(scores):
            powers = numpy.exp(classes - classes.max(axis=1, keepdims=True))
            classes[:] = powers / powers.sum(axis=1, keepdims=True)
        return labels, scores


class EmotiEffLibRecognizerOnnx(EmotiEffLibRecognizerBase):
    """The recognizer of engine "onnx"."""


class EmotiEffLibRecognizerTorch(EmotiEffLibRecognizerBase):
    """The recognizer of engine "torch"; it runs on ONNX Runtime, too."""

    def __init__(self, model_name: str = "enet_b0_8_best_vgaf", device: str = "cpu"):
        check_device(device)
        super().__init__(model_name, 5)
        self.device = device


def _arrays(faces: numpy.ndarray | Sequence[numpy.ndarray]) -> list[numpy.ndarray]:
    if isinstance(faces, numpy.ndarray):
        return [faces]
    if isinstance(faces, (list, tuple)) and all(isinstance(face, numpy.ndarray) for face in faces):
        return list(faces)
    raise TypeError("face_img: expected a numpy array or a list of numpy arrays, found "
                    f"{type(faces).__name__}")
