"""The C interface from Python's ctypes: what it says must be what `mien analyze` writes.

usage: ctypes_test.py libmien.so mien MODELS PHOTO (exit code 77: a file is absent)
"""

import ctypes
import json
import math
import os
import subprocess
import sys
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int32, c_int64, c_size_t, c_void_p


class Classes(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("label", c_char_p), ("count", c_size_t),
                ("labels", POINTER(c_char_p)), ("probabilities", POINTER(c_float))]


class Mesh(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("point_count", c_size_t), ("points", POINTER(c_float)),
                ("score", c_float), ("yaw", c_float), ("pitch", c_float), ("roll", c_float),
                ("left_open", c_float), ("right_open", c_float), ("looking", c_char_p)]


class Face(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("x", c_float), ("y", c_float), ("width", c_float),
                ("height", c_float), ("score", c_float), ("has_landmarks", c_int32),
                ("landmarks", (c_float * 2) * 5), ("age", c_float), ("age_low", c_float),
                ("age_high", c_float), ("gender", POINTER(Classes)), ("emotion", POINTER(Classes)),
                ("ethnicity", POINTER(Classes)), ("valence", c_float), ("arousal", c_float),
                ("yaw", c_float), ("pitch", c_float), ("roll", c_float), ("quality", c_float),
                ("embedding", POINTER(c_float)), ("embedding_size", c_size_t), ("turned", c_int32),
                ("track", c_int32), ("detected", c_int32), ("mesh", POINTER(Mesh))]


class Options(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("models_folder", c_char_p), ("models", c_void_p),
                ("model_count", c_size_t), ("attributes", c_void_p), ("attribute_count", c_size_t),
                ("detector", c_char_p), ("min_face", c_int32), ("max_faces", c_int32),
                ("min_score", c_float), ("min_quality", c_float), ("max_yaw", c_float),
                ("identity", c_int32), ("contempt", c_int32), ("threads", c_int32),
                ("batch", c_int32), ("max_pixels", c_int64), ("precision", c_int32), ("mesh", c_int32)]


class Threshold(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("distance", c_double), ("false_accepts", c_double),
                ("true_accepts", c_double)]


def load(path):
    mien = ctypes.CDLL(path)
    mien.mien_version.restype = c_char_p
    mien.mien_error_message.restype = c_char_p
    mien.mien_error_message.argtypes = [c_void_p]
    mien.mien_error_free.argtypes = [c_void_p]
    mien.mien_options_init.argtypes = [c_void_p, c_size_t]
    mien.mien_options_init.restype = None
    mien.mien_analyzer_new.argtypes = [c_void_p, c_void_p, c_void_p]
    mien.mien_analyze_file.argtypes = [c_void_p, c_char_p, c_void_p, c_void_p]
    mien.mien_faces_count.restype = c_size_t
    mien.mien_faces_count.argtypes = [c_void_p, c_size_t]
    mien.mien_faces_at.restype = POINTER(Face)
    mien.mien_faces_at.argtypes = [c_void_p, c_size_t, c_size_t]
    mien.mien_faces_json.restype = c_char_p
    mien.mien_faces_json.argtypes = [c_void_p, c_size_t]
    mien.mien_faces_free.argtypes = [c_void_p]
    mien.mien_analyzer_free.argtypes = [c_void_p]
    mien.mien_analyzer_threshold.argtypes = [c_void_p, c_double, c_void_p, c_void_p]
    mien.mien_compare.argtypes = [c_void_p, c_void_p, c_size_t, c_void_p, c_void_p]
    return mien


def check_mesh(mien, program, models, photo):
    """The surface of each face, in 32-bit floats; 0 if its models are absent."""
    if not all(os.path.exists(os.path.join(models, name + ".onnx")) for name in ("facemesh", "iris")):
        return 0
    options = Options()
    mien.mien_options_init(byref(options), ctypes.sizeof(options))
    options.models_folder, options.mesh, options.precision = models.encode(), 1, 1
    analyzer, faces, error = c_void_p(), c_void_p(), c_void_p()
    code = mien.mien_analyzer_new(byref(options), byref(analyzer), byref(error))
    assert code == 0, mien.mien_error_message(error)
    code = mien.mien_analyze_file(analyzer, photo.encode(), byref(faces), byref(error))
    assert code == 0, mien.mien_error_message(error)
    environment = dict(os.environ, MIEN_MODELS=models)
    written = subprocess.run([program, "analyze", photo, "--mesh", "--precision", "float", "--jsonl", "-", "-q"],
                             env=environment, check=True, capture_output=True).stdout
    assert mien.mien_faces_json(faces, 0) + b"\n" == written
    rows = json.loads(written)["faces"]
    for i, row in enumerate(rows):
        mesh, expected = mien.mien_faces_at(faces, 0, i).contents.mesh.contents, row["mesh"]
        assert mesh.struct_size >= ctypes.sizeof(Mesh) and mesh.point_count == 468
        for k, value in enumerate(sum(expected["points"], [])):
            assert abs(mesh.points[k] - value) <= 0.051, (k, mesh.points[k], value)
        eyes = expected.get("openness", {"left": math.nan, "right": math.nan})
        for found, value in ((mesh.left_open, eyes["left"]), (mesh.right_open, eyes["right"])):
            assert abs(found - value) <= 0.0051 or math.isnan(found) and math.isnan(value)
        assert (mesh.looking.decode() if mesh.looking else None) == expected.get("looking")
        assert abs(mesh.yaw - expected["pose"]["yaw"]) <= 0.051
    mien.mien_faces_free(faces)
    mien.mien_analyzer_free(analyzer)
    return len(rows)


def main(library, program, models, photo):
    for needed in (photo, os.path.join(models, "mobilefacenet-identity.onnx")):
        if not os.path.exists(needed):
            print("absent:", needed)
            return 77
    mien = load(library)
    assert mien.mien_version() == b"0.1.0", mien.mien_version()

    options = Options()
    mien.mien_options_init(byref(options), ctypes.sizeof(options))
    # The layout above is that of the header: the defaults are where they are expected.
    assert options.struct_size == ctypes.sizeof(Options)
    assert (options.min_face, options.threads, options.batch) == (32, 1, 4)
    assert options.max_pixels == 100_000_000 and math.isnan(options.min_score)
    options.models_folder = models.encode()
    options.identity = 1
    analyzer, faces, error = c_void_p(), c_void_p(), c_void_p()
    code = mien.mien_analyzer_new(byref(options), byref(analyzer), byref(error))
    assert code == 0, mien.mien_error_message(error)

    code = mien.mien_analyze_file(analyzer, b"/nowhere/none.jpg", byref(faces), byref(error))
    assert code == 2 and not faces
    assert b"/nowhere/none.jpg" in mien.mien_error_message(error)
    mien.mien_error_free(error)

    code = mien.mien_analyze_file(analyzer, photo.encode(), byref(faces), byref(error))
    assert code == 0, mien.mien_error_message(error)
    environment = dict(os.environ, MIEN_MODELS=models)
    written = subprocess.run([program, "analyze", photo, "--min-quality", "0.001", "--jsonl", "-", "-q"],
                             env=environment, check=True, capture_output=True).stdout
    assert mien.mien_faces_json(faces, 0) + b"\n" == written
    rows = json.loads(written)["faces"]
    assert len(rows) == mien.mien_faces_count(faces, 0) > 1
    for i, row in enumerate(rows):
        face = mien.mien_faces_at(faces, 0, i).contents
        assert face.struct_size >= ctypes.sizeof(Face)
        box = [round(value, 1) for value in (face.x, face.y, face.width, face.height)]
        assert all(abs(a - b) < 0.11 for a, b in zip(box, row["box"])), (box, row["box"])
        emotion = face.emotion.contents
        assert emotion.label.decode() == row["emotion"]["label"]
        for k in range(emotion.count):
            expected = row["emotion"]["probabilities"][emotion.labels[k].decode()]
            assert abs(emotion.probabilities[k] - expected) <= 0.51e-4
        assert abs(face.valence - row["affect"]["valence"]) <= 0.51e-4
        assert face.embedding_size == 512 and not face.mesh
        length = math.sqrt(sum(face.embedding[k] ** 2 for k in range(512)))
        assert abs(length - 1) < 1e-5, length

    a, b = (mien.mien_faces_at(faces, 0, i).contents for i in (0, 1))
    distance, threshold = c_float(), Threshold(ctypes.sizeof(Threshold))
    assert mien.mien_compare(a.embedding, b.embedding, 512, byref(distance), None) == 0
    expected = math.sqrt(sum((a.embedding[k] - b.embedding[k]) ** 2 for k in range(512)))
    assert abs(distance.value - expected) < 1e-4, (distance.value, expected)
    assert mien.mien_analyzer_threshold(analyzer, 0.01, byref(threshold), None) == 0
    assert 0 < threshold.false_accepts <= 0.01 and distance.value > threshold.distance

    mien.mien_faces_free(faces)
    mien.mien_analyzer_free(analyzer)
    print("ctypes:", len(rows), "faces are equal,", check_mesh(mien, program, models, photo), "meshes")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
