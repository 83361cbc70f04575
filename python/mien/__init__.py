"""mien reads faces: expression, valence and arousal, apparent age, gender and identity.

    import mien
    faces = mien.analyze("party.jpg")
    print(faces[0].age, faces[0].emotion.label)

These are apparent attributes: how a picture looks, not who or what a person is or feels.
Nothing is downloaded by an import or a call; `mien.models.fetch()` gets the models.
"""

from . import models
from ._mien import Classification, Error, Face, Match, Person, Segment, __version__
from ._tables import EMOTIONS
from .analyzer import Analyzer, analyze, detect
from .classifier import (
    Classifier,
    CrossValidation,
    cross_validate,
    fit,
    load_classifier,
    predict,
)
from .clip import ClipFrame, ClipResult, analyze_clip
from .descriptors import Descriptors, clip_statistics, describe
from .faces import Faces
from .gallery import Gallery
from .identity import Comparison, compare, embed, verify

__all__ = [
    "EMOTIONS",
    "Analyzer",
    "Classification",
    "Classifier",
    "ClipFrame",
    "ClipResult",
    "Comparison",
    "CrossValidation",
    "Descriptors",
    "Error",
    "Face",
    "Faces",
    "Gallery",
    "Match",
    "Person",
    "Segment",
    "__version__",
    "analyze",
    "analyze_clip",
    "clip_statistics",
    "compare",
    "cross_validate",
    "describe",
    "detect",
    "embed",
    "fit",
    "load_classifier",
    "models",
    "predict",
    "verify",
]
