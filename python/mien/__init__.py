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
from .clip import ClipFrame, ClipResult, analyze_clip
from .faces import Faces
from .gallery import Gallery
from .identity import Comparison, compare, embed, verify

__all__ = [
    "EMOTIONS",
    "Analyzer",
    "Classification",
    "ClipFrame",
    "ClipResult",
    "Comparison",
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
    "compare",
    "detect",
    "embed",
    "models",
    "verify",
]
