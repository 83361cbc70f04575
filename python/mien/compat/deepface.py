"""DeepFace's functions, spellings and units over mien's models (docs/python.md).

    from mien.compat import deepface as DeepFace
    DeepFace.analyze("a.jpg", actions=["age", "emotion"])

As in DeepFace, arrays are BGR, probabilities are in percent, and a picture without a face is a
ValueError unless `enforce_detection` is False. Unlike DeepFace's, the ethnicities are mien's five.
"""

from __future__ import annotations

import base64
import math
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy

from .. import _mien, _pictures, _tables
from ..analyzer import Analyzer, shared
from ..faces import Faces
from ..identity import threshold_of

_ACTIONS = {"age": "age", "gender": "gender", "emotion": "emotion", "race": "ethnicity"}
_EMOTIONS = {"angry": "anger", "disgust": "disgust", "fear": "fear", "happy": "happiness",
             "sad": "sadness", "surprise": "surprise", "neutral": "neutral"}
_GENDERS = {"Woman": "female", "Man": "male"}
_RACES = {"asian": "asian", "indian": "indian", "black": "black", "white": "white",
          "other": "other"}
# Which of mien's detectors stands for each of DeepFace's.
_DETECTORS = {"skip": "none", "mtcnn": "mtcnn", "fastmtcnn": "mtcnn", "rfb": "rfb"}
_DETECTORS.update(dict.fromkeys(
    ("opencv", "retinaface", "ssd", "dlib", "mediapipe", "yolov8", "yolov8n", "yolov8m", "yolov8l",
     "yolov11n", "yolov11s", "yolov11m", "yolov11l", "yolov12n", "yolov12s", "yolov12m",
     "yolov12l", "yunet", "centerface", "rfb-onet"), "rfb-onet"))
_METRICS = ("cosine", "euclidean", "euclidean_l2", "angular")


class ImgNotFound(ValueError):
    """A picture cannot be read."""


class PathNotFound(ValueError):
    """There is no such folder."""


class FaceNotDetected(ValueError):
    """A picture has no face."""


class EmptyDatasource(ValueError):
    """A folder has no photos."""


def _detector(backend: str) -> str:
    if backend not in _DETECTORS:
        raise ValueError(f"detector_backend: expected one of {', '.join(_DETECTORS)}, "
                         f"found {backend!r}")
    return _DETECTORS[backend]


def _picture(image: Any) -> tuple[Any, bool]:
    """The picture as mien takes it, and whether its colours are BGR."""
    if isinstance(image, numpy.ndarray):
        if image.dtype != numpy.uint8 and numpy.issubdtype(image.dtype, numpy.floating):
            # What extract_faces gives: 0 to 1.
            image = (image * 255).round().clip(0, 255).astype(numpy.uint8)
        return image, True
    if isinstance(image, str) and image.startswith("data:image/"):
        return base64.b64decode(image.split(",", 1)[-1]), False
    if isinstance(image, str) and image.startswith(("http://", "https://")):
        raise ValueError("img_path: expected a file, found an address; mien opens no connections")
    if hasattr(image, "read"):
        return image.read(), False
    return image, False


def _faces(analyzer: Analyzer, image: Any, *, enforce: bool, attributes: bool = True) -> Faces:
    picture, bgr = _picture(image)
    try:
        faces = (analyzer.analyze if attributes else analyzer.detect)(picture, bgr=bgr)
    except _mien.Error as error:
        if error.code == "input":
            raise ImgNotFound(str(error)) from error
        raise
    if not faces and enforce:
        name = "numpy array" if bgr else faces.file or "picture"
        raise FaceNotDetected(f"Face could not be detected in {name}. Please confirm that the "
                              "picture is a face photo or consider to set enforce_detection param "
                              "to False.")
    return faces


def _is_batch(images: Any) -> bool:
    """Whether there are several pictures: a list, or an array with an axis for them."""
    if isinstance(images, numpy.ndarray):
        return images.ndim == 4
    return isinstance(images, (list, tuple))


def _region(face: _mien.Face) -> dict[str, Any]:
    x, y, width, height = (int(round(value)) for value in face.box.tolist())
    # DeepFace's left eye is the person's, which is on the right of the picture.
    eyes: list[Any] = [None, None] if face.landmarks is None else [
        tuple(int(round(value)) for value in point) for point in face.landmarks[:2].tolist()]
    return {"x": x, "y": y, "w": width, "h": height, "left_eye": eyes[1], "right_eye": eyes[0]}


def _whole(faces: Faces) -> dict[str, Any]:
    """The region of a picture in which no face was found."""
    return {"x": 0, "y": 0, "w": faces.width, "h": faces.height, "left_eye": None,
            "right_eye": None}


def _percent(answer: _mien.Classification, names: dict[str, str]) -> dict[str, float]:
    return {name: 100 * answer[label] for name, label in names.items() if label in answer}


def _described(face: _mien.Face, actions: Iterable[str]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for action in actions:
        if action == "age":
            result["age"] = int(round(face.age)) if face.age is not None else None
            continue
        answer = getattr(face, _ACTIONS[action])
        names = {"gender": _GENDERS, "emotion": _EMOTIONS, "race": _RACES}[action]
        if action == "emotion":
            answer = answer.without("contempt")
        shares = _percent(answer, names)
        result[action] = shares
        result["dominant_" + action] = max(shares, key=shares.__getitem__)
    return result


def analyze(img_path: Any, actions: str | Sequence[str] = ("emotion", "age", "gender", "race"),
            enforce_detection: bool = True, detector_backend: str = "opencv", align: bool = True,
            expand_percentage: int = 0, silent: bool = False,
            anti_spoofing: bool = False) -> list[Any]:
    """What the faces of a picture look like: a list of dicts with `region`, `face_confidence`, and
    for the actions `age`, `gender`, `dominant_gender`, `emotion`, `dominant_emotion`, `race` and
    `dominant_race`. Of a list of pictures a list of such lists.

    `align`, `expand_percentage` and `silent` change nothing: mien cuts faces as its models want it.

    Raises:
        ValueError: if a picture cannot be read or has no face, or for another action
    """
    _no_anti_spoofing(anti_spoofing)
    wanted = [actions] if isinstance(actions, str) else list(actions)
    for action in wanted:
        if action not in _ACTIONS:
            raise ValueError(f"Invalid action passed ({action!r}). Valid actions are "
                             f"{', '.join(_ACTIONS)}.")
    if _is_batch(img_path):
        return [analyze(picture, wanted, enforce_detection, detector_backend)
                for picture in img_path]
    detector = _detector(detector_backend)
    attributes = sorted(_ACTIONS[action] for action in wanted)
    analyzer = shared(f"deepface {detector} {attributes}", detector=detector,
                      attributes=attributes)
    faces = _faces(analyzer, img_path, enforce=enforce_detection)
    answers = [{**_described(face, wanted), "region": _region(face), "face_confidence": face.score}
               for face in faces]
    if answers:
        return answers
    # Not enforced: the whole picture is taken for a face, with no confidence.
    whole = shared(f"deepface none {attributes}", detector="none", attributes=attributes)
    faces = _faces(whole, img_path, enforce=False)
    return [{**_described(faces[0], wanted), "region": _whole(faces), "face_confidence": 0}]


def _identity(detector_backend: str) -> Analyzer:
    detector = _detector(detector_backend)
    if detector == "none":
        raise ValueError("detector_backend: expected one that finds faces, since identity needs "
                         "their landmarks, found 'skip'")
    return shared(f"deepface identity {detector}", detector=detector, _identity_alone=True)


def _distance(a: numpy.ndarray, b: numpy.ndarray, metric: str) -> float:
    return _of_euclidean(_mien.identity_distance(a, b), metric)


def _of_euclidean(distance: float, metric: str) -> float:
    """Another metric of two features of length 1 whose Euclidean distance is this."""
    if metric not in _METRICS:
        raise ValueError(f"distance_metric: expected one of {', '.join(_METRICS)}, "
                         f"found {metric!r}")
    if metric == "cosine":
        return distance * distance / 2
    if metric == "angular":
        return math.acos(max(-1.0, min(1.0, 1 - distance * distance / 2))) / math.pi
    return distance


def _threshold(analyzer: Analyzer, metric: str, threshold: float | None, pairs: int = 1) -> float:
    if threshold is not None:
        return threshold
    return _of_euclidean(threshold_of(analyzer, None, 0.01, max(1, pairs))["distance"], metric)


def _verified_faces(analyzer: Analyzer, image: Any, *, enforce: bool
                    ) -> list[tuple[numpy.ndarray, dict[str, Any]]]:
    """The feature and the region of each face of a picture, or a feature that was given."""
    if isinstance(image, (list, tuple)):
        feature = numpy.asarray(image, numpy.float32)
        length = float(numpy.linalg.norm(feature)) if feature.ndim == 1 else 0
        if not math.isfinite(length) or length == 0:
            raise ValueError("img_path: expected a picture or the numbers of an embedding, found a "
                             f"list of shape {feature.shape}")
        return [(feature / length, dict.fromkeys(("x", "y", "w", "h", "left_eye", "right_eye")))]
    faces = _faces(analyzer, image, enforce=enforce)
    # Without a face there is no feature, and the whole picture is the region.
    return ([(face.identity, _region(face)) for face in faces] or
            [(numpy.zeros(0, numpy.float32), _whole(faces))])


def verify(img1_path: Any, img2_path: Any, model_name: str = "VGG-Face",
           detector_backend: str = "opencv", distance_metric: str = "cosine",
           enforce_detection: bool = True, align: bool = True, expand_percentage: int = 0,
           normalization: str = "base", silent: bool = False, threshold: float | None = None,
           anti_spoofing: bool = False) -> dict[str, Any]:
    """Whether two pictures look like the same person; of several faces the pair that is most alike.

    Instead of a picture there may be the list `embedding` of `represent`. `model_name` changes
    nothing; `model` of the answer is mien's model. There is no `confidence`, for which mien has no
    measurement.
    """
    _no_anti_spoofing(anti_spoofing)
    start = time.monotonic()
    analyzer = _identity(detector_backend)
    sides = [_verified_faces(analyzer, image, enforce=enforce_detection)
             for image in (img1_path, img2_path)]
    lengths = {len(feature) for side in sides for feature, _ in side if len(feature)}
    if len(lengths) > 1:
        raise ValueError("img_path: expected embeddings of the same length, found "
                         f"{' and '.join(map(str, sorted(lengths)))} numbers")
    pairs = [(_distance(a, b, distance_metric), area_a, area_b) for a, area_a in sides[0]
             for b, area_b in sides[1] if len(a) and len(b)]
    limit = _threshold(analyzer, distance_metric, threshold, len(pairs))
    # Without a face in one of them nothing can be said: they are as far apart as can be.
    distance, *areas = min(pairs, key=lambda pair: pair[0], default=(
        _of_euclidean(2, distance_metric), sides[0][0][1], sides[1][0][1]))
    return {"verified": bool(pairs and distance <= limit), "distance": distance,
            "threshold": limit, "model": analyzer.identity_model,
            "detector_backend": detector_backend, "similarity_metric": distance_metric,
            "facial_areas": {"img1": areas[0], "img2": areas[1]},
            "time": round(time.monotonic() - start, 2)}


def represent(img_path: Any, model_name: str = "VGG-Face", enforce_detection: bool = True,
              detector_backend: str = "opencv", align: bool = True, expand_percentage: int = 0,
              normalization: str = "base", anti_spoofing: bool = False,
              max_faces: int | None = None, l2_normalize: bool = False) -> list[Any]:
    """The identity features of the faces of a picture: dicts with `embedding` (of length 1,
    whatever `l2_normalize` is), `facial_area` and `face_confidence`. Of a list of pictures a list
    of such lists. With `max_faces` the largest come first."""
    _no_anti_spoofing(anti_spoofing)
    if _is_batch(img_path):
        return [represent(picture, model_name, enforce_detection, detector_backend,
                          max_faces=max_faces) for picture in img_path]
    faces = list(_faces(_identity(detector_backend), img_path, enforce=enforce_detection))
    if max_faces is not None and max_faces < len(faces):
        faces = sorted(faces, key=lambda face: -float(face.box[2] * face.box[3]))[:max_faces]
    return [{"embedding": face.identity.tolist(), "facial_area": _region(face),
             "face_confidence": face.score} for face in faces]


def extract_faces(img_path: Any, detector_backend: str = "opencv", enforce_detection: bool = True,
                  align: bool = True, expand_percentage: int = 0, grayscale: bool = False,
                  color_face: str = "rgb", normalize_face: bool = True,
                  anti_spoofing: bool = False) -> list[Any]:
    """The faces of a picture, cut out: dicts with `face` (float 0 to 1, or uint8 without
    `normalize_face`), `facial_area` and `confidence`. They are not turned (`align`). Of a list of
    pictures a list of such lists."""
    _no_anti_spoofing(anti_spoofing)
    if _is_batch(img_path):
        return [extract_faces(picture, detector_backend, enforce_detection, align,
                              expand_percentage, grayscale, color_face, normalize_face)
                for picture in img_path]
    if color_face not in ("rgb", "bgr", "gray"):
        raise ValueError(f"color_face: expected rgb, bgr or gray, found {color_face!r}")
    if expand_percentage < 0:
        raise ValueError(f"expand_percentage: expected 0 or more, found {expand_percentage}")
    detector = _detector(detector_backend)
    analyzer = shared(f"deepface detector {detector}", models=[], detector=detector)
    faces = _faces(analyzer, img_path, enforce=enforce_detection, attributes=False)
    picture, bgr = _picture(img_path)
    pixels = _rgb(picture, bgr)
    found = [(_region(face), face.score) for face in faces] or [(_whole(faces), 0)]
    answers = []
    for region, confidence in found:
        wider = [region["w"] * expand_percentage / 200, region["h"] * expand_percentage / 200]
        left, top = (max(0, int(region[k] - more)) for k, more in zip("xy", wider))
        right = min(faces.width, int(region["x"] + region["w"] + wider[0]))
        bottom = min(faces.height, int(region["y"] + region["h"] + wider[1]))
        face = pixels[top:max(bottom, top + 1), left:max(right, left + 1)]
        if grayscale or color_face == "gray":
            face = (face @ numpy.array([0.299, 0.587, 0.114])).round().astype(numpy.uint8)
        elif color_face == "bgr":
            face = face[:, :, ::-1]
        answers.append({"face": face / 255 if normalize_face else face.copy(),
                        "facial_area": region, "confidence": confidence})
    return answers


def find(img_path: Any, db_path: str | os.PathLike, model_name: str = "VGG-Face",
         distance_metric: str = "cosine", enforce_detection: bool = True,
         detector_backend: str = "opencv", align: bool = True, similarity_search: bool = False,
         k: int | None = None, expand_percentage: int = 0, threshold: float | None = None,
         normalization: str = "base", silent: bool = False, refresh_database: bool = True,
         anti_spoofing: bool = False, batched: bool = False,
         datastore_format: str = "feather") -> list[Any]:
    """Which photos of a folder look like the faces of a picture: for each face a pandas table with
    `identity` (the path), `target_*` and `source_*` boxes, `threshold` and `distance`, the nearest
    first; with `batched` a list of dicts instead of a table.

    The photos are read at each call and nothing is kept in the folder; for a large one build a
    `mien.Gallery`. Photos that cannot be read or have no face are passed over. There is no
    `confidence`, for which mien has no measurement.

    Args:
        similarity_search: also list faces beyond the threshold
        k: list so many faces at most

    Raises:
        ValueError: as PathNotFound without such a folder, EmptyDatasource if it has no photos,
            ImgNotFound and FaceNotDetected for the picture
    """
    _no_anti_spoofing(anti_spoofing)
    folder = Path(db_path)
    if not folder.is_dir():
        raise PathNotFound(f"db_path: expected a folder, found {db_path}")
    analyzer = _identity(detector_backend)
    limit = _threshold(analyzer, distance_metric, threshold)
    suffixes = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"}
    photos = sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes)
    if not photos:
        raise EmptyDatasource(f"db_path: expected photos in {db_path}, found none")
    known = [(result.file, face) for result in analyzer.stream(photos) for face in result]
    columns = ["identity", *(f"{side}_{key}" for side in ("target", "source") for key in "xywh"),
               "threshold", "distance"]
    tables: list[Any] = []
    for face in _faces(analyzer, img_path, enforce=enforce_detection):
        rows: list[dict[str, Any]] = []
        for path, other in known:
            distance = _distance(face.identity, other.identity, distance_metric)
            if distance > limit and not similarity_search:
                continue
            boxes = {f"{side}_{key}": value for side, shown in (("target", other), ("source", face))
                     for key, value in _region(shown).items() if key in "xywh"}
            rows.append({"identity": path, **boxes, "threshold": limit, "distance": distance})
        rows = sorted(rows, key=lambda row: row["distance"])[:k]
        tables.append(rows if batched else _tables.pandas().DataFrame(rows, columns=columns))
    return tables


def _rgb(picture: Any, bgr: bool) -> numpy.ndarray:
    """The pixels of a picture, [height, width, 3]."""
    if _pictures.is_path(picture):
        return _mien.read_picture(picture)
    if _pictures.is_encoded(picture):
        return _mien.decode_picture(bytes(picture))
    pixels = _pictures.pixels_of(picture)
    if pixels.ndim == 2:
        return numpy.repeat(pixels[:, :, None], 3, axis=2)
    return pixels[:, :, 2::-1] if bgr else pixels[:, :, :3]


def _no_anti_spoofing(asked: bool) -> None:
    if asked:
        raise ValueError("anti_spoofing: expected False, since mien has no such model, found True")
