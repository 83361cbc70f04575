"""The recognizer of hsemotion and hsemotion-onnx over mien's models (docs/python.md).

    from mien.compat.hsemotion import HSEmotionRecognizer
    recognizer = HSEmotionRecognizer(model_name="enet_b0_8_best_vgaf", device="cpu")
    label, scores = recognizer.predict_emotions(face, logits=False)

These packages came before EmotiEffLib. A single face gives one label, and scores of one dimension.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from numpy.typing import ArrayLike

from .emotiefflib import EmotiEffLibRecognizerBase, check_device


class HSEmotionRecognizer:
    """A recognizer of expressions; names of models are as of `EmotiEffLibRecognizer`.

    Attributes:
        idx_to_class: the names of the columns of the scores
        is_mtl: whether valence and arousal follow the expressions
        img_size: pixels of a side of the model's input
        classifier_weights, classifier_bias: of the last layer, float32 [columns, D] and [columns]
    """

    def __init__(self, model_name: str = "enet_b0_8_best_vgaf", device: str = "cpu"):
        check_device(device)
        self.device = device
        self._recognizer = EmotiEffLibRecognizerBase(model_name)
        self.idx_to_class = self._recognizer.idx_to_emotion_class
        self.is_mtl = self._recognizer.is_mtl
        self.img_size = self._recognizer.img_size
        self.classifier_weights = self._recognizer.classifier_weights
        self.classifier_bias = self._recognizer.classifier_bias

    def get_probab(self, features: ArrayLike) -> numpy.ndarray:
        """The logits of features, float32 [faces, columns]."""
        return self._recognizer.classify_emotions(features, logits=True)[1]

    def extract_features(self, face_img: numpy.ndarray) -> numpy.ndarray:
        """The features of a face, float32 [1, D]."""
        return self._recognizer.extract_features(face_img)

    def extract_multi_features(self, face_img_list: Sequence[numpy.ndarray]) -> numpy.ndarray:
        """The features of faces, float32 [faces, D]."""
        return self._recognizer.extract_features(face_img_list)

    def predict_emotions(self, face_img: numpy.ndarray,
                         logits: bool = True) -> tuple[str, numpy.ndarray]:
        """The expression of a face: its label, and float32 [columns]."""
        labels, scores = self._recognizer.predict_emotions(face_img, logits)
        return labels[0], scores[0]

    def predict_multi_emotions(self, face_img_list: Sequence[numpy.ndarray],
                               logits: bool = True) -> tuple[list[str], numpy.ndarray]:
        """The expressions of faces: a label each, and float32 [faces, columns]."""
        return self._recognizer.predict_emotions(face_img_list, logits)
