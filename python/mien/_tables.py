"""Rows of tables with mien's column names, and with those of py-feat."""

import math

from ._mien import Error

EMOTIONS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
GENDERS = ("male", "female")
ETHNICITIES = ("white", "black", "asian", "indian", "other")
POINTS = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")
FEAT_EMOTIONS = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
NAN = math.nan


def pandas():
    """The module pandas, which is needed for tables alone."""
    try:
        import pandas as module
    except ImportError:
        raise error("setup", "expected the package pandas for tables, found none "
                    "(apt install python3-pandas)") from None
    return module


def error(code, message):
    """A mien.Error with its code."""
    problem = Error(message)
    problem.code = code
    return problem


def number(value):
    return NAN if value is None else value


def _add_classes(row, name, answer, labels):
    row[name] = None if answer is None else answer.label
    for label in labels:
        row["p_" + label] = answer[label] if answer is not None and label in answer else NAN


def face_row(face):
    """The columns of a face as in `mien analyze --csv` (docs/reference/output.md), not rounded."""
    row = dict(zip(("x", "y", "box_width", "box_height"), face.box.tolist()))
    row["score"] = face.score
    row["age"] = number(face.age)
    row["age_low"], row["age_high"] = face.age_interval or (NAN, NAN)
    _add_classes(row, "gender", face.gender, GENDERS)
    _add_classes(row, "emotion", face.emotion, EMOTIONS)
    affect = face.valence_arousal
    row["valence"], row["arousal"] = (NAN, NAN) if affect is None else affect.tolist()
    _add_classes(row, "ethnicity", face.ethnicity, ETHNICITIES)
    marks = face.landmarks
    for i, point in enumerate(POINTS):
        row[point + "_x"], row[point + "_y"] = (NAN, NAN) if marks is None else marks[i].tolist()
    row["quality"] = number(face.quality)
    pose = face.pose
    row["yaw"], row["pitch"], row["roll"] = (NAN, NAN, NAN) if pose is None else pose.tolist()
    openness = None if face.mesh is None else face.mesh.openness
    eyes = (NAN, NAN) if openness is None else openness.tolist()
    row["left_eye_open"], row["right_eye_open"] = eyes
    row["looking"] = None if face.mesh is None else face.mesh.looking
    return row


def feat_row(face, *, file, frame, size, identity=None):
    """The columns of a face as py-feat's Fex has them.

    py-feat has seven expressions: the probability of contempt is left out, and the others are
    divided by their sum. What mien does not read (action units, 68 landmarks, gaze) has no column.
    """
    row = dict(zip(("FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight"),
                   face.box.tolist()))
    row["FaceScore"] = face.score
    pose = face.pose
    yaw, pitch, roll = (NAN, NAN, NAN) if pose is None else pose.tolist()
    row["Pitch"], row["Roll"], row["Yaw"] = pitch, roll, yaw
    seven = None if face.emotion is None else face.emotion.without("contempt")
    for label in FEAT_EMOTIONS:
        row[label] = seven[label] if seven is not None and label in seven else NAN
    affect = face.valence_arousal
    row["valence"], row["arousal"] = (NAN, NAN) if affect is None else affect.tolist()
    if identity is not None:
        row["Identity"] = identity
    if face.identity is not None:
        for i, value in enumerate(face.identity.tolist(), 1):
            row[f"Identity_{i}"] = value
    row["input"] = file
    row["frame"] = frame
    row["FrameHeight"], row["FrameWidth"] = size[1], size[0]
    return row


def feat_columns():
    """The columns of a table without a face."""
    return ["FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "FaceScore", "Pitch",
            "Roll", "Yaw", *FEAT_EMOTIONS, "valence", "arousal", "input", "frame", "FrameHeight",
            "FrameWidth"]


def face_columns():
    """The columns of a table without a face."""
    columns = ["x", "y", "box_width", "box_height", "score", "age", "age_low", "age_high"]
    columns += ["gender", *("p_" + label for label in GENDERS)]
    columns += ["emotion", *("p_" + label for label in EMOTIONS), "valence", "arousal"]
    columns += ["ethnicity", *("p_" + label for label in ETHNICITIES)]
    columns += [point + axis for point in POINTS for axis in ("_x", "_y")]
    columns += ["quality", "yaw", "pitch", "roll"]
    return columns + ["left_eye_open", "right_eye_open", "looking"]
